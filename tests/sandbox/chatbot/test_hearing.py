from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox import control
from tests.sandbox.chatbot.asked import ACCOUNT, TEAM, Chat
from tests.sandbox.local import wait_until

CHANNELS = [("slack", "T07EA123LEP/C07EZ1ABC23"), ("teams", f"{TEAM}/19%3Aabc%40thread.tacv2")]


def ring(chat: Chat, topic: str) -> None:
    """An alarm that publishes to the topic changes its state."""
    cloudwatch = chat.aws.client("cloudwatch", "eu-west-1", ACCOUNT)
    cloudwatch.put_metric_alarm(
        AlarmName="root-usage", AlarmActions=[topic], MetricName="Count", Namespace="Test", Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
    )  # fmt: skip
    cloudwatch.set_alarm_state(AlarmName="root-usage", StateValue="ALARM", StateReason="a test")


def heard(chat: Chat, count: int = 1) -> list[dict[str, Any]]:
    """What the channels were told, once it is that much."""
    wait_until(lambda: len(control.chat_messages(chat.aws.url)) >= count)
    return control.chat_messages(chat.aws.url)


def test_an_alarm_is_told_in_every_channel_of_its_topic(chat: Chat) -> None:
    topic = chat.topic()
    chat.slack(SnsTopicArns=[topic])
    chat.teams(SnsTopicArns=[topic])
    ring(chat, topic)
    told = heard(chat, 2)
    assert [(one["chat"], one["integration"]) for one in told] == CHANNELS
    assert [one["lines"] for one in told] == [["ALARM: root-usage"]] * 2


def test_what_is_no_alarm_is_dropped(chat: Chat) -> None:
    """As CloudTrail's own notices of new log files, of which the channel would be told nothing by AWS either."""
    topic = chat.topic()
    chat.slack(SnsTopicArns=[topic])
    for message in ('{"s3Bucket":"logs","s3ObjectKey":["AWSLogs/1.json.gz"]}', "hello", "[]"):
        chat.sns.publish(TopicArn=topic, Message=message)
    ring(chat, topic)
    assert [one["lines"] for one in heard(chat)] == [["ALARM: root-usage"]]


@pytest.mark.parametrize(
    "message",
    [
        '{"AlarmName": "root-usage", "NewStateValue": "ALARM"}',
        '{"Message": 1, "TopicArn": 2}',
        '{"Message": "{\\"AlarmName\\": 1, \\"NewStateValue\\": 2}"}',
        "[" * 100_000,
    ],
    ids=["alarm", "numbers", "no topic", "nested"],
)
def test_a_message_without_its_envelope_is_dropped_whatever_it_holds(chat: Chat, message: str) -> None:
    topic = chat.topic()
    chat.slack(SnsTopicArns=[topic])
    (made,) = chat.subscriptions(topic)
    raw = {"SubscriptionArn": made["SubscriptionArn"], "AttributeName": "RawMessageDelivery"}
    chat.sns.set_subscription_attributes(**raw, AttributeValue="true")
    chat.sns.publish(TopicArn=topic, Message=message)
    chat.sns.set_subscription_attributes(**raw, AttributeValue="false")
    ring(chat, topic)
    assert len(heard(chat)) == 1


def test_other_channels_of_the_account_hear_nothing(chat: Chat) -> None:
    topic = chat.topic()
    chat.slack(SnsTopicArns=[topic])
    chat.teams(SnsTopicArns=[chat.topic("other")])
    ring(chat, topic)
    assert [one["chat"] for one in heard(chat)] == ["slack"]


def delivered(chat: Chat) -> list[float]:
    """SNS's own count of the topic's deliveries."""
    now = datetime.now(UTC)
    counted = chat.aws.client("cloudwatch", "eu-west-1", ACCOUNT).get_metric_statistics(
        Namespace="AWS/SNS", MetricName="NumberOfNotificationsDelivered", Statistics=["Sum"], Period=3600,
        Dimensions=[{"Name": "TopicName", "Value": "alarms"}], StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
    )  # fmt: skip
    return [point["Sum"] for point in counted["Datapoints"]]


def test_what_the_service_heard_is_counted_as_delivered(chat: Chat) -> None:
    topic = chat.topic()
    chat.slack(SnsTopicArns=[topic])
    ring(chat, topic)
    assert wait_until(lambda: delivered(chat)) == [1]
