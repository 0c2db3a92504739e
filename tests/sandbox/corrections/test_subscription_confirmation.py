import pytest
from botocore.exceptions import ClientError

from sandbox import control
from sandbox.loopback import request
from tests.sandbox.local import Aws, Receiver, wait_until

CONFIRMATION = "SubscriptionConfirmation"


def attribute(aws: Aws, subscription: str, name: str = "PendingConfirmation") -> str:
    return str(aws.client("sns").get_subscription_attributes(SubscriptionArn=subscription)["Attributes"][name])


def asked(receiver: Receiver) -> dict[str, str]:
    """The confirmation the receiver was asked for."""
    assert wait_until(lambda: receiver.messages(CONFIRMATION)), "no confirmation was asked for"
    return receiver.messages(CONFIRMATION)[0]


def test_plain_moto_confirms_at_once(plain: Aws, receiver: Receiver) -> None:
    assert attribute(plain, plain.subscribe(plain.topic(), receiver.url)) == "false"


def test_an_http_subscription_starts_pending(corrected: Aws, receiver: Receiver) -> None:
    assert attribute(corrected, corrected.subscribe(corrected.topic(), receiver.url)) == "true"


def test_plain_moto_confirms_email(plain: Aws) -> None:
    assert attribute(plain, plain.subscribe(plain.topic(), "on-call@example.com", "email")) == "false"


def test_an_email_subscription_starts_pending(corrected: Aws) -> None:
    assert attribute(corrected, corrected.subscribe(corrected.topic(), "on-call@example.com", "email")) == "true"


def test_a_queue_needs_no_confirmation(corrected: Aws) -> None:
    queue = "arn:aws:sqs:us-east-1:123456789012:queue"
    assert attribute(corrected, corrected.subscribe(corrected.topic(), queue, "sqs")) == "false"


def test_plain_moto_asks_nobody(plain: Aws, receiver: Receiver) -> None:
    plain.subscribe(plain.topic(), receiver.url)
    assert receiver.received == []


def test_the_receiver_is_asked_as_aws_asks(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe(topic, receiver.url)
    message = asked(receiver)
    assert list(message) == [
        "Type",
        "MessageId",
        "Token",
        "TopicArn",
        "Message",
        "SubscribeURL",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertURL",
    ]
    assert message["Message"].startswith(f"You have chosen to subscribe to the topic {topic}.\nTo confirm")


def test_the_request_to_confirm_has_the_headers_of_sns(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe(topic, receiver.url)
    message = asked(receiver)
    headers = receiver.headers(CONFIRMATION)
    assert headers["content-type"] == "text/plain; charset=UTF-8"
    assert headers["x-amz-sns-message-id"] == message["MessageId"]
    assert headers["x-amz-sns-topic-arn"] == topic
    assert "x-amz-sns-subscription-arn" not in headers


def test_a_visit_to_the_subscribe_url_confirms(corrected: Aws, receiver: Receiver) -> None:
    subscription = corrected.subscribe(corrected.topic(), receiver.url)
    answer = request("GET", asked(receiver)["SubscribeURL"])
    assert f"<SubscriptionArn>{subscription}</SubscriptionArn>".encode() in answer.body
    assert attribute(corrected, subscription) == "false"
    assert attribute(corrected, subscription, "ConfirmationWasAuthenticated") == "false"


def test_a_visit_confirms_in_the_topics_own_account_and_region(corrected: Aws, receiver: Receiver) -> None:
    sns = corrected.client("sns", "eu-west-1", "111122223333")
    topic = sns.create_topic(Name="topic")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=receiver.url)
    request("GET", asked(receiver)["SubscribeURL"])
    assert sns.list_subscriptions()["Subscriptions"][0]["SubscriptionArn"].startswith(topic)


def test_a_signed_confirmation_is_authenticated(corrected: Aws, receiver: Receiver) -> None:
    subscription = corrected.subscribe_confirmed(corrected.topic(), receiver.url)
    assert attribute(corrected, subscription, "ConfirmationWasAuthenticated") == "true"


def test_plain_moto_accepts_any_token(plain: Aws, receiver: Receiver) -> None:
    topic = plain.topic()
    plain.subscribe(topic, receiver.url)
    assert plain.client("sns").confirm_subscription(TopicArn=topic, Token="wrong")["SubscriptionArn"]


def test_a_wrong_token_is_refused(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    subscription = corrected.subscribe(topic, receiver.url)
    with pytest.raises(ClientError, match=r"\(InvalidParameter\).*Invalid parameter: Token"):
        corrected.client("sns").confirm_subscription(TopicArn=topic, Token="wrong")
    assert attribute(corrected, subscription) == "true"


def test_a_wrong_topic_is_refused(corrected: Aws) -> None:
    topic = corrected.topic() + "-other"
    with pytest.raises(ClientError, match=r"\(InvalidParameter\).*Invalid parameter: Topic"):
        corrected.client("sns").confirm_subscription(TopicArn=topic, Token="any")


def test_an_email_is_confirmed_with_the_token_of_its_mail_box(corrected: Aws) -> None:
    topic = corrected.topic()
    subscription = corrected.subscribe(topic, "on-call@example.com", "email")
    token = control.confirmation_token(corrected.url, subscription)
    corrected.client("sns").confirm_subscription(TopicArn=topic, Token=token)
    assert attribute(corrected, subscription) == "false"


def test_subscribing_again_asks_again(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    assert corrected.subscribe(topic, receiver.url) == corrected.subscribe(topic, receiver.url)
    assert wait_until(lambda: len(receiver.messages(CONFIRMATION)) == 2)


def test_a_pending_subscription_has_no_arn_unless_asked_for(corrected: Aws, receiver: Receiver) -> None:
    answer = corrected.client("sns").subscribe(TopicArn=corrected.topic(), Protocol="http", Endpoint=receiver.url)
    assert answer["SubscriptionArn"] == "pending confirmation"


def test_a_pending_subscription_is_listed_without_arn(corrected: Aws, receiver: Receiver) -> None:
    topic = corrected.topic()
    corrected.subscribe(topic, receiver.url)
    sns = corrected.client("sns")
    listed = (
        sns.list_subscriptions()["Subscriptions"] + sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    )
    assert [one["SubscriptionArn"] for one in listed] == ["PendingConfirmation"] * 2


def test_a_pending_subscription_cannot_be_unsubscribed(corrected: Aws, receiver: Receiver) -> None:
    subscription = corrected.subscribe(corrected.topic(), receiver.url)
    with pytest.raises(ClientError, match="Cannot unsubscribe a subscription that is pending confirmation"):
        corrected.client("sns").unsubscribe(SubscriptionArn=subscription)


def counts(aws: Aws, receiver: Receiver) -> tuple[str, str]:
    topic = aws.topic()
    aws.subscribe(topic, receiver.url)
    aws.subscribe(topic, "on-call@example.com", "email")
    aws.subscribe(topic, "arn:aws:sqs:us-east-1:123456789012:queue", "sqs")
    attributes = aws.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    return attributes["SubscriptionsPending"], attributes["SubscriptionsConfirmed"]


def test_plain_moto_counts_no_subscriptions(plain: Aws, receiver: Receiver) -> None:
    assert counts(plain, receiver) == ("0", "0")


def test_pending_and_confirmed_subscriptions_are_counted(corrected: Aws, receiver: Receiver) -> None:
    assert counts(corrected, receiver) == ("2", "1")
