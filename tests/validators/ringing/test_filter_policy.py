import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.policy_condition import Known
from tests.validators.ringing.walked import part
from validators.ringing.filter_policy import BODY, accepts, message

ALARM = part("alarm", "root")
ATTRIBUTES = "MessageAttributes"
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, True),
        ({"store": ["example"]}, False),
        ({"store": [{"exists": False}]}, True),
        ({"store": [{"exists": True}]}, False),
        ({"store": [{"anything-but": ["example"]}]}, False),
        ({"store": ["example", {"exists": False}]}, True),
        ({"$or": [{"a": ["b"]}, {"c": [{"exists": False}]}]}, True),
    ],
)
def test_alarm_has_no_attributes(policy: dict[str, Any], expected: Known) -> None:
    assert accepts(json.dumps(policy), ATTRIBUTES, ALARM) is expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"NewStateValue": ["ALARM"]}, True),
        ({"NewStateValue": ["OK"]}, False),
        ({"AlarmName": [{"prefix": "bell-"}]}, True),
        ({"AlarmName": [{"suffix": "-x"}]}, False),
        ({"AlarmName": [{"equals-ignore-case": "BELL-cis-root-usage"}]}, True),
        ({"AlarmName": [{"anything-but": "bell-cis-root-usage"}]}, False),
        ({"AlarmName": [{"anything-but": {"prefix": "other-"}}]}, True),
        ({"AlarmName": [{"wildcard": "bell-*"}]}, None),
        ({"AlarmDescription": ["x"]}, None),
        ({"AlarmName": ["other"], "AlarmDescription": ["x"]}, False),
        ({"Trigger": {"Period": [300]}}, True),
        ({"Trigger": {"Period": ["300"]}}, False),
        ({"Trigger": {"Threshold": [1]}}, True),
        ({"Trigger": {"Threshold": [True]}}, False),
        ({"Trigger": {"Threshold": [{"numeric": [">", 0]}]}}, None),
        ({"AlarmName": {"inner": ["x"]}}, None),
        ({"AlarmName": "bell-cis-root-usage"}, None),
        ({"$or": "x"}, None),
    ],
)
def test_body_is_what_cloudwatch_writes(policy: dict[str, Any], expected: Known) -> None:
    assert accepts(json.dumps(policy), BODY, ALARM) is expected


@pytest.mark.parametrize("policy", ["", "no JSON", "[]", "[" * 100_000])
def test_policy_of_another_form_cannot_be_told(policy: str) -> None:
    assert accepts(policy, ATTRIBUTES, ALARM) is None


@given(st.dictionaries(st.text(max_size=4) | st.just("$or"), JSON, max_size=3), st.sampled_from([BODY, ATTRIBUTES]))
def test_no_policy_makes_it_fall_over(policy: dict[str, Any], scope: str) -> None:
    assert accepts(json.dumps(policy), scope, ALARM) in (True, False, None)


def test_message_names_the_alarm_that_rings() -> None:
    assert message(ALARM)["AlarmArn"] == ALARM.arn
