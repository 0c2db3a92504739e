"""Faults of subscriptions and of what is delivered to them: rows 59 to 68, and 90, of docs/faults.yaml."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.validators.deployment import deploy_subscription
from tests.validators.faults.told import brief, findings, told
from tests.validators.recorded import Answer, Recorded
from tests.validators.sandboxed import SandboxedAccount


def subscriptions(account: SandboxedAccount) -> list[str]:
    listed = account.client("sns").list_subscriptions_by_topic(TopicArn=account.pipeline.topics[0].arn)
    return [one["SubscriptionArn"] for one in listed["Subscriptions"]]


def set_attribute(account: SandboxedAccount, name: str, value: Any) -> None:
    (arn,) = subscriptions(account)
    text = value if isinstance(value, str) else json.dumps(value)
    account.client("sns").set_subscription_attributes(SubscriptionArn=arn, AttributeName=name, AttributeValue=text)


def counting(**counts: float) -> Callable[[Answer], Answer]:
    """SNS's own count of the last day. AWS takes no data in its own namespaces, and moto's SNS publishes none."""

    def told_by(asked: Answer) -> Answer:
        results = [
            {"Id": query["Id"], "Values": [counts.get(query["MetricStat"]["Metric"]["MetricName"], 0.0)]}
            for query in asked["MetricDataQueries"]
        ]
        return {"MetricDataResults": results}

    return told_by


def unsubscribe(account: SandboxedAccount) -> None:
    for arn in subscriptions(account):
        account.client("sns").unsubscribe(SubscriptionArn=arn)


@pytest.mark.fault(59)
def test_subscription_that_nobody_confirmed(deployed: SandboxedAccount) -> None:
    unsubscribe(deployed)
    deploy_subscription(deployed.pipeline.subscriptions[0], deployed.client)
    assert told(deployed) == {("unhealthy", "subscription", "confirmation")}


@pytest.mark.fault(59)
def test_confirmation_that_expired(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # After 48 hours SNS drops the subscription, and lists it as deleted for a while; in moto none expires.
    unsubscribe(deployed)
    topic = deployed.pipeline.topics[0].arn
    dropped = {
        "SubscriptionArn": "Deleted", "Protocol": "https", "Endpoint": "https://vendor.example", "TopicArn": topic
    }  # fmt: skip
    recorded.answer(
        "sns", "ListSubscriptionsByTopic",
        lambda asked: {"Subscriptions": [dropped]} if asked["TopicArn"] == topic else None,
    )  # fmt: skip
    assert told(deployed) == {("missing", "subscription", "")}


@pytest.mark.fault(60)
def test_removed_subscription(deployed: SandboxedAccount) -> None:
    unsubscribe(deployed)
    assert told(deployed) == {("missing", "subscription", "")}


@pytest.mark.fault(61)
def test_subscription_to_another_endpoint(deployed: SandboxedAccount) -> None:
    unsubscribe(deployed)
    topic = deployed.pipeline.topics[0].arn
    deployed.client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:eu-west-1:999988887777:elsewhere"
    )
    assert told(deployed) == {("missing", "subscription", ""), ("unmanaged", "subscription", "")}


@pytest.mark.fault(62)
def test_filter_policy_that_drops_messages(deployed: SandboxedAccount) -> None:
    set_attribute(deployed, "FilterPolicy", {"severity": ["never"]})
    assert told(deployed) == {("changed", "subscription", "filter_policy")}


@pytest.mark.fault(62)
def test_filter_policy_of_the_body_that_drops_messages(deployed: SandboxedAccount) -> None:
    set_attribute(deployed, "FilterPolicyScope", "MessageBody")
    set_attribute(deployed, "FilterPolicy", {"NewStateValue": ["never"]})
    assert told(deployed) == {
        ("changed", "subscription", "filter_policy"),
        ("changed", "subscription", "filter_policy_scope"),
    }


@pytest.mark.fault(63)
def test_raw_delivery(deployed: SandboxedAccount) -> None:
    set_attribute(deployed, "RawMessageDelivery", "true")
    assert told(deployed) == {("changed", "subscription", "raw_message_delivery")}


@pytest.mark.fault(64)
def test_removed_redrive_policy(deployed: SandboxedAccount) -> None:
    set_attribute(deployed, "RedrivePolicy", "{}")
    assert told(deployed) == {("changed", "subscription", "dead_letter_queue_arn")}


@pytest.mark.fault(65)
def test_changed_delivery_policy(deployed: SandboxedAccount) -> None:
    set_attribute(deployed, "DeliveryPolicy", {"healthyRetryPolicy": {"numRetries": 0}})
    assert told(deployed) == {("changed", "subscription", "delivery_policy")}


@pytest.mark.fault(66)
def test_rogue_subscription(deployed: SandboxedAccount) -> None:
    topic = deployed.pipeline.topics[0].arn
    deployed.client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:eu-west-1:999988887777:rogue"
    )
    assert told(deployed) == {("unmanaged", "subscription", "")}


@pytest.mark.fault(67)
def test_failed_deliveries(deployed: SandboxedAccount, recorded: Recorded) -> None:
    counts = {"NumberOfNotificationsFailed": 3.0, "NumberOfNotificationsFailedToRedriveToDlq": 2.0}
    recorded.answer("cloudwatch", "GetMetricData", counting(NumberOfNotificationsDelivered=4.0, **counts))
    found = findings(deployed)
    assert brief(found) == {
        ("unhealthy", "topic", "NumberOfNotificationsFailed"),
        ("unhealthy", "topic", "NumberOfNotificationsFailedToRedriveToDlq"),
    }
    assert {finding.observed for finding in found} == {
        "3 in 24 hours; delivered: 4",
        "2 in 24 hours; delivered: 4",
    }


@pytest.mark.fault(68)
def test_filtered_messages(deployed: SandboxedAccount, recorded: Recorded) -> None:
    recorded.answer("cloudwatch", "GetMetricData", counting(NumberOfNotificationsFilteredOut=7.0))
    assert told(deployed) == {("unhealthy", "topic", "NumberOfNotificationsFilteredOut")}


@pytest.mark.fault(90)
def test_vendor_that_rejects_everything(deployed: SandboxedAccount, recorded: Recorded) -> None:
    recorded.answer("cloudwatch", "GetMetricData", counting(NumberOfNotificationsFailed=5.0))
    found = findings(deployed)
    assert brief(found) == {("unhealthy", "topic", "NumberOfNotificationsFailed")}
    assert all("integration key is revoked" in finding.message for finding in found)


def test_denied_look_at_deliveries_leaves_the_subscriptions_told(deployed: SandboxedAccount) -> None:
    deployed.fail("cloudwatch", "GetMetricData")
    set_attribute(deployed, "RawMessageDelivery", "true")
    assert told(deployed) == {
        ("unchecked", "topic", "deliveries"),
        ("changed", "subscription", "raw_message_delivery"),
    }
