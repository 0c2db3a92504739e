from typing import Any

import pytest

from pipeline.notification import (
    DeadLetterQueue,
    Subscription,
    Topic,
    dead_letter_policy,
    delivering_service,
    topic_policy,
)
from pipeline.policy_document import PolicyDocument
from pipeline.secret import Endpoint, Fingerprint, reference
from tests.pipeline.partitions import ACCOUNTS, REGIONS


def published(partition: str, trail_arn: str | None = None) -> PolicyDocument:
    account = ACCOUNTS[partition]
    return topic_policy(account.arn("sns", "t"), account.arn("cloudwatch", "alarm:t-*"), trail_arn)


def statement(sid: str, principal: str, partition: str, source: dict[str, Any]) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": principal},
        "Action": "sns:Publish",
        "Resource": f"arn:{partition}:sns:{REGIONS[partition]}:111122223333:t",
        "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}, **source},
    }


@pytest.mark.parametrize("partition", ACCOUNTS)
def test_alarms_of_this_pipeline_alone_publish_to_a_topic(partition: str) -> None:
    alarms = f"arn:{partition}:cloudwatch:{REGIONS[partition]}:111122223333:alarm:t-*"
    assert published(partition).statements == (
        statement("CloudWatchPublishes", "cloudwatch.amazonaws.com", partition, {"ArnLike": {"aws:SourceArn": alarms}}),
    )


@pytest.mark.parametrize("partition", ACCOUNTS)
def test_the_trail_publishes_to_the_topic_that_it_tells_of_log_files(partition: str) -> None:
    trail = ACCOUNTS[partition].arn("cloudtrail", "trail/t")
    assert published(partition, trail).missing_from(published(partition)).statements == (
        statement(
            "CloudTrailPublishes", "cloudtrail.amazonaws.com", partition, {"ArnEquals": {"aws:SourceArn": trail}}
        ),
    )


def test_one_topic_leaves_its_dead_letters_in_a_queue() -> None:
    account = ACCOUNTS["aws"]
    queue = DeadLetterQueue(account=account, name="q", policy=None)
    assert dead_letter_policy(queue.arn, account.arn("sns", "t")).statements == (
        {
            "Sid": "TopicLeaves",
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": "arn:aws:sqs:eu-west-1:111122223333:q",
            "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:t"}},
        },
    )


def test_dead_letters_are_kept_as_long_as_sqs_can() -> None:
    assert DeadLetterQueue(account=ACCOUNTS["aws"], name="q", policy=None).message_retention == 14 * 24 * 60 * 60


def test_a_topic_signs_with_sha_256_unless_said_otherwise() -> None:
    assert Topic(account=ACCOUNTS["aws"], name="t", policy=PolicyDocument()).signature_version == "2"


def test_a_subscription_keeps_the_envelope_and_waits_for_nobody_unless_said_otherwise() -> None:
    part = Subscription(account=ACCOUNTS["aws"], topic_arn="arn:t", destination="a", endpoint=reference("env:A"))
    assert (part.raw_message_delivery, part.filter_policy, part.confirms) == (False, None, False)


def test_a_topic_is_known_by_its_arn() -> None:
    topic = Topic(account=ACCOUNTS["aws-cn"], name="t", policy=PolicyDocument())
    assert topic.arn == "arn:aws-cn:sns:cn-north-1:111122223333:t"


@pytest.mark.parametrize(
    ("endpoint", "shown"),
    [
        (reference("env:ILERT_URL"), "arn:t -> env:ILERT_URL"),
        (Fingerprint("https", "api.ilert.com", "3f9a12bc77de"), "arn:t -> https://api.ilert.com/...#3f9a12bc77de"),
    ],
)
def test_a_subscription_is_named_by_topic_and_what_may_be_shown_of_its_endpoint(endpoint: Endpoint, shown: str) -> None:
    subscription = Subscription(account=ACCOUNTS["aws"], topic_arn="arn:t", destination="on-call", endpoint=endpoint)
    assert subscription.name == shown


@pytest.mark.parametrize(
    ("topic", "queue", "name"),
    [
        ("aws:sns:eu-west-1", "aws:sqs:eu-west-1", "sns.amazonaws.com"),
        ("aws:sns:eu-west-1", "aws:sqs:us-east-1", "sns.amazonaws.com"),
        ("aws:sns:ap-east-1", "aws:sqs:us-east-1", "sns.ap-east-1.amazonaws.com"),
        ("aws:sns:ap-east-1", "aws:sqs:ap-east-1", "sns.amazonaws.com"),
        ("aws-cn:sns:cn-north-1", "aws-cn:sqs:cn-northwest-1", "sns.amazonaws.com"),
    ],
)
def test_a_topic_of_a_region_to_opt_in_to_comes_elsewhere_with_its_region(topic: str, queue: str, name: str) -> None:
    assert delivering_service(f"arn:{queue}:111122223333:siem", f"arn:{topic}:111122223333:bell-siem") == name
