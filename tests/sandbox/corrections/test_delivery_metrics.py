from datetime import UTC, datetime, timedelta

from tests.sandbox.local import Aws, Receiver, wait_until

PUBLISHED, DELIVERED, FAILED = (
    "NumberOfMessagesPublished", "NumberOfNotificationsDelivered", "NumberOfNotificationsFailed",
)  # fmt: skip
DEAD = "http://127.0.0.1:9/dead"
ELSEWHERE = "https://vendor.example/key"


def count(aws: Aws, topic: str, name: str) -> int:
    metric = {
        "Namespace": "AWS/SNS",
        "MetricName": name,
        "Dimensions": [{"Name": "TopicName", "Value": topic.rpartition(":")[2]}],
    }
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}
    now = datetime.now(UTC)
    answer = aws.client("cloudwatch").get_metric_data(
        MetricDataQueries=[query], StartTime=now - timedelta(minutes=5), EndTime=now + timedelta(minutes=1)
    )
    return int(sum(answer["MetricDataResults"][0]["Values"]))


def test_plain_moto_counts_nothing(plain: Aws, receiver: Receiver) -> None:
    topic = plain.topic()
    plain.subscribe(topic, receiver.url)
    plain.client("sns").publish(TopicArn=topic, Message="hello")
    assert [count(plain, topic, name) for name in (PUBLISHED, DELIVERED)] == [0, 0]


def test_messages_are_counted_with_every_delivery_of_them(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe_confirmed(topic, receiver.url)
    corrected.subscribe_confirmed(topic, receiver.url + "?second")
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    assert wait_until(lambda: count(corrected, topic, DELIVERED) == 2)
    assert count(corrected, topic, PUBLISHED) == 1


def test_a_receiver_that_is_down_counts_as_failed(corrected: Aws) -> None:
    topic = corrected.topic()
    corrected.subscribe_confirmed(topic, DEAD)
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    assert wait_until(lambda: count(corrected, topic, FAILED) == 1)


def test_a_receiver_elsewhere_is_not_contacted_and_so_not_counted(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe_confirmed(topic, ELSEWHERE)
    corrected.subscribe_confirmed(topic, receiver.url)
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    assert wait_until(lambda: count(corrected, topic, DELIVERED) == 1)
    assert count(corrected, topic, FAILED) == 0


def test_a_message_in_a_queue_is_delivered_and_one_for_a_queue_that_is_gone_has_failed(corrected: Aws) -> None:
    topic = corrected.topic()
    url = corrected.client("sqs").create_queue(QueueName="archive")["QueueUrl"]
    arn = corrected.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    corrected.subscribe(topic, arn, "sqs")
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    corrected.client("sqs").delete_queue(QueueUrl=url)
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    assert [count(corrected, topic, name) for name in (PUBLISHED, DELIVERED, FAILED)] == [2, 1, 1]
