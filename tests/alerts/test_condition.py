"""What can be written as a condition, and how it is refused."""

from __future__ import annotations

import pytest

from alerts.condition import Condition
from tests.alerts.written import condition, pattern, refusal


def test_all_keys_must_hold_in_the_order_of_the_reference() -> None:
    assert pattern("outcome: success\nevent: CreateRoute\nservice: ec2") == (
        '($.eventSource = "ec2.amazonaws.com") && ($.eventName = "CreateRoute") && ($.errorCode NOT EXISTS)'
    )


def test_of_a_list_one_is_enough() -> None:
    assert pattern("event: [CreateRoute, Delete*]") == '($.eventName = "CreateRoute") || ($.eventName = "Delete*")'


def test_conditions_nest() -> None:
    text = """\
        service: iam
        any:
          - event: CreateUser
          - all:
              - event: CreateRole
              - none: {read_only: true}
        """
    assert pattern(text) == (
        '($.eventSource = "iam.amazonaws.com") && (($.eventName = "CreateUser") || (($.eventName = "CreateRole") && '
        "(($.readOnly NOT EXISTS) || ($.readOnly IS FALSE))))"
    )


def test_none_holds_where_the_field_is_missing() -> None:
    assert pattern("event: Run*\nnone:\n  - user_agent: '*curl*'\n  - user_agent: aws-cli*") == (
        '($.eventName = "Run*") && (($.userAgent NOT EXISTS) || (($.userAgent != "*curl*") && '
        '($.userAgent != "aws-cli*")))'
    )


def test_a_filter_pattern_may_be_a_part() -> None:
    assert pattern("event: Run*\npattern: '{ $.eventType != \"AwsServiceEvent\" }'") == (
        '($.eventName = "Run*") && ($.eventType != "AwsServiceEvent")'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("evnt: X", "1:1: unknown key 'evnt'; did you mean 'event'?"),
        ("event: X\nany:\n  - evnt: X", "3:5: unknown key 'evnt'; did you mean 'event'?"),
        ("event: X\nnone: {evnt: X}", "2:8: unknown key 'evnt'; did you mean 'event'?"),
        ("user: {nme: x}", "1:8: unknown key 'nme'; did you mean 'name'?"),
        ("user:\n  - {nme: x}", "2:6: unknown key 'nme'; did you mean 'name'?"),
        ("request: {size: {atleast: 5}}", "1:18: unknown key 'atleast'; did you mean 'at_least'?"),
        ("{}", "1:1: the file: asks nothing, so that every event would count; name an event, a service or a user"),
        ("event: X\nnone: [{}]",
         "2:8: none.0: asks nothing, so that every event would count; name an event, a service or a user"),
        ("event: []", "1:1: event: is empty; name at least one, or leave the key out"),
        ("event: X\nany: []", "2:1: any: is empty; name at least one, or leave the key out"),
        ("outcome: denied",
         "1:1: outcome: should be 'any', 'success', 'failure' or 'unauthorized', got 'denied'"),
        ("event: 5", "1:1: event: write 5 in quotes: this field of an event is a text"),
        ("event: X\nregion: [eu-west-1, true]",
         "2:21: region.1: write True in quotes: this field of an event is a text"),
        ("account: 111122223333",
         "1:1: account: write the account id in quotes; without them YAML reads a number and drops leading zeros"),
        ("pattern: ERROR",
         "1:1: pattern: 'ERROR' is no JSON pattern, so it cannot be part of a condition; write { $.field = ... }"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text: str, message: str) -> None:
    assert refusal(text) == f"mine.yaml:{message}"


def test_a_broken_filter_pattern_is_shown_with_a_caret() -> None:
    first, _, caret = refusal("event: X\npattern: '{ $.a == 1 }'").splitlines()
    assert first.startswith("mine.yaml:2:1: pattern: ")
    assert caret.strip() == "^^"


def test_every_mistake_is_told_at_once() -> None:
    lines = refusal("evnt: X\nuser: {type: root}\nsource_ip: 10.0.0.0/40").splitlines()
    assert [line.split(": ")[0] for line in lines] == ["mine.yaml:1:1", "mine.yaml:2:8", "mine.yaml:3:1"]


def test_a_condition_survives_being_written_out_and_read_again() -> None:
    first = condition(
        """\
        service: ec2
        user: [alice, {type: Root}]
        source_ip: {outside: [10.0.0.0/8, aws-services]}
        request: {size: {at_least: 5}, kind: [a*, true, 3]}
        none: [{mfa: true}]
        """
    )
    assert Condition.model_validate(first.model_dump(exclude_unset=True)) == first


@pytest.mark.parametrize("key", ["service", "event", "region", "user_agent", "resource"])
def test_editors_learn_that_one_text_may_stand_for_a_list(key: str) -> None:
    schema = Condition.model_json_schema()["$defs"]["Condition"]["properties"]
    text = {"type": "string"}
    assert schema[key]["anyOf"] == [text, {"type": "array", "items": text}, {"type": "null"}]


@pytest.mark.parametrize("key", ["any", "all", "none"])
def test_editors_learn_that_one_condition_may_stand_for_a_list(key: str) -> None:
    schema = Condition.model_json_schema()["$defs"]["Condition"]["properties"]
    one = {"$ref": "#/$defs/Condition"}
    assert schema[key]["anyOf"] == [one, {"type": "array", "items": one}, {"type": "null"}]


def test_editors_learn_the_short_forms_of_users_addresses_and_parameters() -> None:
    schema = Condition.model_json_schema()["$defs"]["Condition"]["properties"]
    user = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/User"}]}
    assert schema["user"]["anyOf"][:2] == [user, {"type": "array", "items": user}]
    scalar = {"type": ["string", "number", "boolean"]}
    assert schema["source_ip"]["anyOf"][:2] == [scalar, {"type": "array", "items": scalar}]
    assert schema["request"]["anyOf"][0]["additionalProperties"]["anyOf"][0] == scalar
