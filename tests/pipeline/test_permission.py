import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.permission import Request, Verdict, by_service, may, relevant
from pipeline.policy_document import PolicyDocument
from tests.validators.designed import TRAIL, designed

PIPELINE = designed()
TOPIC, ALARM = PIPELINE.topics[0], PIPELINE.alarms[0]
CLOUDWATCH, CLOUDTRAIL = "cloudwatch.amazonaws.com", "cloudtrail.amazonaws.com"
PUBLISH = by_service(CLOUDWATCH, "sns:Publish", TOPIC.arn, ALARM.arn)
OPEN: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"Service": CLOUDWATCH},
    "Action": "sns:Publish",
    "Resource": "*",
}
DENY: dict[str, Any] = {**OPEN, "Sid": "Quiet", "Effect": "Deny"}

ELEMENTS: dict[str, list[dict[str, Any]]] = {
    "principal": [
        {"Principal": "*"}, {"Principal": {"AWS": "*"}}, {"Principal": {"Service": CLOUDWATCH}},
        {"Principal": {"Service": ["x.amazonaws.com"]}}, {"Principal": {"AWS": "111122223333"}},
        {"NotPrincipal": {"Service": CLOUDWATCH}}, {},
    ],
    "action": [
        {"Action": "*"}, {"Action": ["SNS:publish"]}, {"Action": "sns:Get*"}, {"NotAction": "sns:Publish"},
        {"NotAction": "s3:*"}, {},
    ],
    "resource": [
        {"Resource": "*"}, {"Resource": [TOPIC.arn]}, {"Resource": "arn:aws:sns:*:*:x"}, {"NotResource": "a"}, {},
    ],
    "condition": [
        {}, {"Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:999988887777:alarm:*"}}},
        {"Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "5"}}},
    ],
}  # fmt: skip
STATEMENTS = st.tuples(*map(st.sampled_from, ELEMENTS.values())).map(
    lambda chosen: dict(itertools.chain.from_iterable(one.items() for one in chosen))
)
EFFECTS = st.sampled_from(["Allow", "Deny"])
DOCUMENTS = st.lists(st.builds(lambda effect, rest: {"Effect": effect, **rest}, EFFECTS, STATEMENTS), max_size=4)

LETTERS = st.text("abS", min_size=1, max_size=3)
ODD = st.recursive(
    st.none() | st.booleans() | LETTERS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(LETTERS, inner, min_size=1, max_size=2),
)


def verdict(*statements: dict[str, Any], request: Request = PUBLISH) -> Verdict:
    return may(PolicyDocument(statements), request).verdict


@pytest.mark.parametrize("alarm", PIPELINE.alarms, ids=lambda alarm: alarm.name)
@pytest.mark.parametrize("topic", PIPELINE.topics, ids=lambda topic: topic.name)
def test_designed_policies_let_every_alarm_publish(topic: Any, alarm: Any) -> None:
    assert PIPELINE.key is not None
    assert may(topic.policy, by_service(CLOUDWATCH, "sns:Publish", topic.arn, alarm.arn)).verdict is Verdict.allowed
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        assert may(PIPELINE.key.policy, by_service(CLOUDWATCH, action, None, alarm.arn)).verdict is Verdict.allowed


def test_designed_policies_let_the_trail_deliver() -> None:
    bucket, trail, role = PIPELINE.bucket, PIPELINE.trail, PIPELINE.delivery_role
    assert bucket is not None
    assert bucket.policy is not None
    assert role is not None
    owned = {"s3:x-amz-acl": "bucket-owner-full-control"}
    path = f"{bucket.arn}/AWSLogs/{PIPELINE.account.id}/CloudTrail/x"
    assert (
        may(bucket.policy, by_service(CLOUDTRAIL, "s3:PutObject", path, trail.arn, **owned)).verdict is Verdict.allowed
    )
    assume = by_service(CLOUDTRAIL, "sts:AssumeRole", None, trail.arn)
    assert may(role.trust_policy, assume).verdict is Verdict.allowed


def test_trail_notice_of_another_trail_is_denied() -> None:
    topic = next(topic for topic in PIPELINE.topics if topic.arn.endswith(str(TRAIL["notify"])))
    another = by_service(CLOUDTRAIL, "sns:Publish", topic.arn, f"{PIPELINE.trail.arn}-2")
    assert may(topic.policy, another).verdict is Verdict.denied


def test_empty_policy_lets_nobody() -> None:
    assert verdict() is Verdict.denied


def test_deny_decides_and_names_its_statement() -> None:
    answer = may(PolicyDocument((OPEN, DENY)), PUBLISH)
    assert (answer.verdict, answer.refused, answer.reason) == (Verdict.denied, True, "denies it (statement Quiet)")


def test_everybody_includes_services() -> None:
    assert verdict({**OPEN, "Principal": "*"}) is Verdict.allowed


def test_default_policy_of_a_topic_lets_alarms_of_its_owner_publish() -> None:
    default = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["SNS:Publish", "SNS:Subscribe"],
        "Resource": TOPIC.arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": PIPELINE.account.id}},
    }
    assert verdict(default) is Verdict.allowed
    assert verdict({**default, "Condition": {"StringEquals": {"AWS:SourceOwner": "999988887777"}}}) is Verdict.denied


def test_deny_for_whoever_is_of_another_organization_hits_services_too() -> None:
    outside = {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}
    assert verdict(OPEN, {**DENY, "Principal": "*", "Condition": outside}) is Verdict.denied
    spared = {**outside, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}
    assert verdict(OPEN, {**DENY, "Principal": "*", "Condition": spared}) is Verdict.allowed


def test_condition_that_is_not_understood_neither_allows_nor_is_passed_over() -> None:
    doubt = {"Condition": {"DateGreaterThan": {"aws:CurrentTime": "2026-01-01"}}}
    assert verdict({**OPEN, **doubt}) is Verdict.unknown
    assert verdict(OPEN, {**DENY, **doubt}) is Verdict.unknown
    assert verdict({**DENY, **doubt}) is Verdict.denied
    assert verdict(OPEN, {**OPEN, **doubt}) is Verdict.allowed


def test_effect_that_is_no_effect_is_not_passed_over() -> None:
    assert verdict(OPEN, {**OPEN, "Effect": "Maybe"}) is Verdict.unknown


def test_policy_variable_in_a_resource_cannot_be_told() -> None:
    assert verdict({**OPEN, "Resource": "arn:aws:sns:*:*:${aws:username}"}) is Verdict.unknown


@given(DOCUMENTS, st.data())
def test_order_of_statements_does_not_count(document: list[dict[str, Any]], data: st.DataObject) -> None:
    assert verdict(*document) is verdict(*data.draw(st.permutations(document)))


@given(DOCUMENTS, STATEMENTS)
def test_another_deny_never_allows(document: list[dict[str, Any]], statement: dict[str, Any]) -> None:
    before, after = verdict(*document), verdict(*document, {"Effect": "Deny", **statement})
    assert after is before or after in (Verdict.denied, Verdict.unknown)
    assert not (before is Verdict.denied and after is not Verdict.denied)


@given(DOCUMENTS, STATEMENTS)
def test_another_allow_never_denies(document: list[dict[str, Any]], statement: dict[str, Any]) -> None:
    before, after = verdict(*document), verdict(*document, {"Effect": "Allow", **statement})
    assert not (before is Verdict.allowed and after is not Verdict.allowed)


@given(DOCUMENTS)
def test_statements_about_others_change_nothing(document: list[dict[str, Any]]) -> None:
    policy = PolicyDocument(tuple(document))
    assert may(relevant(policy, PUBLISH), PUBLISH) == may(policy, PUBLISH)


@given(ODD, st.sampled_from(["Principal", "Action", "Condition"]))
def test_element_of_another_form_allows_nothing(odd: Any, element: str) -> None:
    assert verdict({**OPEN, element: odd}) is not Verdict.allowed
