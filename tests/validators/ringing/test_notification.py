import dataclasses
from typing import Any

import pytest

from pipeline.policy_document import PolicyDocument
from tests.validators.ringing.walked import BUSY, DENIED, PIPELINE, ROOT, but, chains, observation, part, sentence
from validators.reading import Unobserved
from validators.ringing.link import LinkState, Step

TOPIC, KEY, SUBSCRIPTION, ALARM = (
    part("topic", "on-call"), part("key"), part("subscription", "on-call"), part("alarm", "root"),
)  # fmt: skip
ENDPOINT = SUBSCRIPTION.endpoint
DENY = {"Sid": "Quiet", "Effect": "Deny", "Principal": "*", "Action": "sns:*", "Resource": "*"}
DEFAULT = {
    "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "SNS:Publish", "Resource": TOPIC.arn,
    "Condition": {"StringEquals": {"AWS:SourceOwner": PIPELINE.account.id}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (
            but(TOPIC, policy=PolicyDocument()),
            "the policy of the topic bell-on-call does not allow it: sns:Publish by cloudwatch.amazonaws.com",
        ),
        (
            but(TOPIC, policy=PolicyDocument((*TOPIC.policy.statements, DENY))),
            "the policy of the topic bell-on-call denies it (statement Quiet): sns:Publish by cloudwatch.amazonaws.com",
        ),
        (
            but(TOPIC, kms_key_arn="alias/aws/sns"),
            "the topic bell-on-call is encrypted with AWS's own key alias/aws/sns, which CloudWatch cannot use",
        ),
        (
            but(KEY, policy=PolicyDocument(KEY.policy.statements[:-2])),
            "the policy of the key alias/bell does not allow it: kms:GenerateDataKey by cloudwatch.amazonaws.com",
        ),
        (
            but(SUBSCRIPTION, raw_message_delivery=True),
            f"{ENDPOINT} gets messages without their envelope and drops them",
        ),
        (
            but(SUBSCRIPTION, filter_policy='{"store": ["example"]}'),
            f"the filter policy of {ENDPOINT} drops the message of the alarm",
        ),
        (
            but(ALARM, alarm_actions=("arn:aws:sns:eu-west-1:111122223333:mine",)),
            "the alarm bell-cis-root-usage has no action for the topic bell-on-call; it rings at "
            "arn:aws:sns:eu-west-1:111122223333:mine",
        ),
    ],
)
def test_alarm_that_does_not_reach_its_destination_rings_nobody(changed: Any, reason: str) -> None:
    assert sentence(changed) == f'"Root user used" would not ring: {reason}'


def test_subscription_that_is_gone_leaves_nobody_to_listen() -> None:
    found = sentence(without=[SUBSCRIPTION])
    assert found == f'"Root user used" would not ring: the subscription of {ENDPOINT} is not there: nobody listens'


def test_subscription_that_is_pending_is_told() -> None:
    pending = observation("subscription", SUBSCRIPTION.name, "confirmation", "pending", message="Not confirmed.")
    assert sentence(observations=[pending]) == (
        '"Root user used" would not ring: not confirmed (confirmation: pending)'
    )


def test_other_destination_is_still_reached() -> None:
    found = chains(but(TOPIC, policy=PolicyDocument()))
    assert found[ROOT].state is LinkState.broken
    assert found[BUSY].sentence.startswith('"Many calls in one region" rings at platform, not at on-call: the policy')


@pytest.mark.parametrize(
    "changed",
    [
        but(TOPIC, kms_key_arn="arn:aws:kms:eu-west-1:111122223333:key/another"),
        but(TOPIC, kms_key_arn=DENIED),
        but(TOPIC, policy=PolicyDocument(({**DEFAULT, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.7"}}},))),
        but(SUBSCRIPTION, raw_message_delivery=DENIED, filter_policy=DENIED),
        but(SUBSCRIPTION, filter_policy="{ broken"),
    ],
)
def test_what_was_not_read_or_cannot_be_judged_is_not_known(changed: Any) -> None:
    assert chains(changed)[ROOT].state is LinkState.unknown


@pytest.mark.parametrize(
    "changed",
    [
        but(TOPIC, policy=PolicyDocument((DEFAULT,))),
        but(TOPIC, kms_key_arn=None),
        but(SUBSCRIPTION, filter_policy="{}"),
        but(SUBSCRIPTION, filter_policy='{"NewStateValue": ["ALARM"]}', filter_policy_scope="MessageBody"),
    ],
)
def test_what_differs_and_still_lets_alarms_through_holds(changed: Any) -> None:
    assert chains(changed)[ROOT].whole


def test_topic_of_another_region_cannot_be_rung() -> None:
    far = but(ALARM, alarm_actions=("arn:aws:sns:us-east-1:111122223333:bell-on-call",))
    pipeline = but(PIPELINE, alarms=(*(one for one in PIPELINE.alarms if one.name != far.name), far))
    assert "is in another region than the alarm" in chains(pipeline=pipeline)[ROOT].sentence


def test_topic_of_somebody_else_is_not_known() -> None:
    foreign = "arn:aws:sns:eu-west-1:999988887777:theirs"
    alarm = but(ALARM, alarm_actions=(foreign,))
    pipeline = but(PIPELINE, alarms=(*(one for one in PIPELINE.alarms if one.name != alarm.name), alarm))
    assert chains(pipeline=pipeline)[ROOT].state is LinkState.unknown


def test_topic_that_nobody_of_ours_subscribes_to_needs_some_subscription() -> None:
    without = but(PIPELINE, subscriptions=())
    assert chains(pipeline=without)[ROOT].sentence.endswith("nobody has subscribed to the topic bell-on-call")
    assert chains(SUBSCRIPTION, pipeline=without)[ROOT].whole


def test_action_that_failed_is_told_at_its_destination_only() -> None:
    failed = observation("alarm", part("alarm", "busy").name, f"action {TOPIC.arn}", "Failed")
    found = chains(observations=[failed])[BUSY]
    assert [route.name for route in found.routes if route.state is LinkState.broken] == ["on-call"]
    assert found.flaws == ()


def test_endpoint_that_takes_nothing_is_told() -> None:
    refused = observation("topic", TOPIC.name, "NumberOfNotificationsFailed", "3 in 24 hours")
    assert chains(observations=[refused])[ROOT].state is LinkState.broken
    kept = dataclasses.replace(refused, severity="high")  # type: ignore[arg-type]
    assert chains(observations=[kept])[ROOT].whole


def test_confirmation_that_nobody_could_look_at_is_not_known() -> None:
    unseen = Unobserved(part="subscription", resource=SUBSCRIPTION.name, unread=DENIED)
    (flaw,) = chains(unobserved=[unseen])[ROOT].routes[0].flaws
    assert (flaw.step, flaw.state) == (Step.subscription, LinkState.unknown)
