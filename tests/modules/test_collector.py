import dataclasses
import json

from modules.collector import CollectorQueue
from modules.notification import Subscription
from pipeline.collector import Collector
from tests.modules.synthesis import alone, stack_of, the
from tests.pipeline.written import small, the_pipeline

PIPELINE = the_pipeline(small(more='collector: {vendor_account: "733251395267", external_id: deployment-17}\n'))


def collector() -> Collector:
    assert PIPELINE.collector is not None
    return PIPELINE.collector


def without_key(part: Collector) -> Collector:
    return dataclasses.replace(part, queue=dataclasses.replace(part.queue, kms_key_arn=None))


def test_the_queue_has_its_policy_and_its_dead_letter_queue_in_itself() -> None:
    part = without_key(collector()).queue
    written = the(alone(lambda stack: CollectorQueue(stack, "queue", part)), "resource", "aws_sqs_queue")
    assert part.policy is not None
    assert written == {
        "name": "trailbell-log-files",
        "message_retention_seconds": 1_209_600,
        "visibility_timeout_seconds": 300,
        "policy": part.policy.json(),
        "redrive_policy": f'{{"deadLetterTargetArn":"{part.dead_letter_queue_arn}","maxReceiveCount":5}}',
        "sqs_managed_sse_enabled": True,
    }


def test_the_subscription_is_that_of_the_queue() -> None:
    part = collector().subscription
    written = alone(lambda stack: Subscription(stack, "subscription", part))
    assert the(written, "resource", "aws_sns_topic_subscription") == {
        "topic_arn": part.topic_arn,
        "protocol": "sqs",
        "endpoint": str(part.endpoint),
        "raw_message_delivery": False,
        "redrive_policy": json.dumps({"deadLetterTargetArn": part.dead_letter_queue_arn}),
    }


def test_the_trail_waits_for_the_topic_that_it_is_to_tell() -> None:
    (trail,) = stack_of(PIPELINE)["resource"]["aws_cloudtrail"].values()
    assert trail["sns_topic_name"] == "trailbell-log-files"
    assert any("collector-topic" in name for name in trail["depends_on"])


def test_the_queue_is_encrypted_with_the_key_of_the_pipeline() -> None:
    queues = stack_of(PIPELINE)["resource"]["aws_sqs_queue"]
    (queue,) = [queue for queue in queues.values() if queue["name"] == "trailbell-log-files"]
    assert queue["kms_master_key_id"].startswith("${aws_kms_key.")


def test_a_stack_without_collector_has_no_role_for_a_vendor() -> None:
    roles = stack_of(the_pipeline())["resource"]["aws_iam_role"]
    assert [role["name"] for role in roles.values()] == ["trailbell-cloudtrail-delivery"]
