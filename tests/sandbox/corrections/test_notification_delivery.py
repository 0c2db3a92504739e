import json

import pytest
from botocore.parsers import ResponseParserError

from sandbox.loopback import request
from tests.sandbox.local import Aws, Receiver, wait_until

DEAD = "http://127.0.0.1:9/dead"


def delivered(receiver: Receiver, number: int = 1) -> list[dict[str, str]]:
    assert wait_until(lambda: len(receiver.messages()) >= number), "nothing was delivered"
    return receiver.messages()


def test_plain_moto_fails_the_publisher_with_the_receiver(plain: Aws) -> None:
    topic = plain.topic()
    plain.subscribe(topic, DEAD)
    with pytest.raises(ResponseParserError, match="Internal Server Error"):
        plain.client("sns").publish(TopicArn=topic, Message="hello")


def test_a_receiver_that_is_down_does_not_fail_the_publisher(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe_confirmed(topic, DEAD)
    corrected.subscribe_confirmed(topic, receiver.url)
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    assert delivered(receiver)[0]["Message"] == "hello"


def test_plain_moto_delivers_to_receivers_that_never_confirmed(plain: Aws, receiver: Receiver) -> None:
    topic = plain.topic()
    plain.subscribe(topic, receiver.url)
    plain.client("sns").publish(TopicArn=topic, Message="hello")
    assert json.loads(receiver.received[0][1])["Message"] == "hello"


def test_pending_receivers_get_nothing(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe(topic, receiver.url + "?pending")
    corrected.subscribe_confirmed(topic, receiver.url)
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    delivered(receiver)
    assert len(receiver.messages()) == 1


def test_messages_arrive_in_the_order_of_publication(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe_confirmed(topic, receiver.url)
    for text in "abc":
        corrected.client("sns").publish(TopicArn=topic, Message=text)
    assert [message["Message"] for message in delivered(receiver, 3)] == ["a", "b", "c"]


def test_a_notification_has_the_body_and_headers_of_sns(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    subscription = corrected.subscribe_confirmed(topic, receiver.url)
    sent = corrected.client("sns").publish(TopicArn=topic, Message="hello", Subject="greeting")
    message = delivered(receiver)[0]
    assert list(message) == [
        "Type",
        "MessageId",
        "TopicArn",
        "Subject",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertURL",
        "UnsubscribeURL",
    ]
    assert message["MessageId"] == sent["MessageId"]
    assert receiver.headers()["x-amz-sns-subscription-arn"] == subscription
    assert receiver.headers()["user-agent"] == "Amazon Simple Notification Service Agent"


def test_there_is_no_subject_when_none_was_given(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe_confirmed(topic, receiver.url)
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    assert "Subject" not in delivered(receiver)[0]


def test_raw_delivery_sends_the_message_alone(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe_confirmed(topic, receiver.url, RawMessageDelivery="true")
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    assert wait_until(lambda: [body for _, body in receiver.received if body == b"hello"])
    assert receiver.headers()["x-amz-sns-rawdelivery"] == "true"


def test_a_filter_policy_keeps_messages_back(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    policy = json.dumps({"state": ["ALARM"]})
    corrected.subscribe_confirmed(topic, receiver.url, FilterPolicy=policy, FilterPolicyScope="MessageBody")
    for state in ("OK", "ALARM"):
        corrected.client("sns").publish(TopicArn=topic, Message=json.dumps({"state": state}))
    assert [message["Message"] for message in delivered(receiver)] == ['{"state": "ALARM"}']


def test_an_endpoint_elsewhere_is_never_contacted(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe_confirmed(topic, "https://vendor.example/key")
    corrected.subscribe_confirmed(topic, receiver.url)
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    assert len(delivered(receiver)) == 1


def dead_letters(aws: Aws, endpoint: str) -> list[str]:
    sqs, topic = aws.client("sqs"), aws.topic()
    queue = sqs.create_queue(QueueName="dead-letters")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    aws.subscribe_confirmed(topic, endpoint, RedrivePolicy=json.dumps({"deadLetterTargetArn": arn}))
    aws.client("sns").publish(TopicArn=topic, Message="hello")
    wait_until(
        lambda: (
            sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"][
                "ApproximateNumberOfMessages"
            ]
            != "0"
        ),
        2,
    )
    return [one["Body"] for one in sqs.receive_message(QueueUrl=queue).get("Messages", [])]


def test_a_refused_message_goes_to_the_dead_letter_queue(corrected: Aws, receiver: Receiver) -> None:
    receiver.status = 500
    assert [json.loads(body)["Message"] for body in dead_letters(corrected, receiver.url)] == ["hello"]


def test_unsubscribing_by_the_url_in_the_message(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe_confirmed(topic, receiver.url)
    corrected.client("sns").publish(TopicArn=topic, Message="hello")
    assert request("GET", delivered(receiver)[0]["UnsubscribeURL"]).succeeded
    assert corrected.client("sns").list_subscriptions()["Subscriptions"] == []


def test_a_queue_that_does_not_exist_does_not_fail_the_publisher(corrected: Aws) -> None:
    topic = corrected.topic()
    corrected.subscribe(topic, "arn:aws:sqs:us-east-1:123456789012:missing", "sqs")
    assert corrected.client("sns").publish(TopicArn=topic, Message="hello")["MessageId"]


FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:on-alarm"


def test_plain_moto_fails_the_publisher_for_a_function_that_it_cannot_run(plain: Aws) -> None:
    topic = plain.topic()
    plain.client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=FUNCTION)
    with pytest.raises(ResponseParserError, match="Function not found"):
        plain.client("sns").publish(TopicArn=topic, Message="hello")


def test_a_function_that_does_not_exist_does_not_fail_the_publisher(corrected: Aws) -> None:
    topic = corrected.topic()
    corrected.client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=FUNCTION)
    assert corrected.client("sns").publish(TopicArn=topic, Message="hello")["MessageId"]
