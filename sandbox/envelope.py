"""The bodies and headers that SNS POSTs to http(s) endpoints.

https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html
https://docs.aws.amazon.com/sns/latest/dg/http-header.html

Where AWS has an address of its own (SubscribeURL, UnsubscribeURL, SigningCertURL), this server's stands in.
UnsubscribeConfirmation is not sent.
"""

import datetime
import json
import os
import uuid
from typing import Any
from urllib.parse import urlencode

from sandbox.loopback import HOST
from sandbox.signature import signature, signer

Envelope = dict[str, Any]


def own_url() -> str:
    """This server's address: the launcher records the port where moto itself looks for it."""
    return f"http://{HOST}:{os.environ['MOTO_PORT']}"


def notification(
    subscription: Any, message: str, message_id: str, subject: str | None, attributes: dict[str, Any] | None
) -> Envelope:
    """A message of a topic; `Subject` and `MessageAttributes` are absent when the publisher sent none."""
    envelope: Envelope = {"Type": "Notification", "MessageId": message_id, "TopicArn": subscription.topic.arn}
    if subject:
        envelope["Subject"] = subject
    envelope["Message"] = message
    _close(envelope, subscription.topic)
    query = urlencode({"Action": "Unsubscribe", "SubscriptionArn": subscription.arn})
    envelope["UnsubscribeURL"] = f"{own_url()}/?{query}"
    if attributes:
        envelope["MessageAttributes"] = attributes
    return envelope


def confirmation(subscription: Any) -> Envelope:
    """The request that a receiver answers by visiting SubscribeURL."""
    arn = subscription.topic.arn
    query = urlencode({"Action": "ConfirmSubscription", "TopicArn": arn, "Token": subscription.token})
    envelope = {
        "Type": "SubscriptionConfirmation",
        "MessageId": str(uuid.uuid4()),
        "Token": subscription.token,
        "TopicArn": arn,
        "Message": f"You have chosen to subscribe to the topic {arn}.\n"
        "To confirm the subscription, visit the SubscribeURL included in this message.",
        "SubscribeURL": f"{own_url()}/?{query}",
    }
    _close(envelope, subscription.topic)
    return envelope


def headers(envelope: Envelope, subscription_arn: str, *, raw: bool = False) -> dict[str, str]:
    """AWS sends the subscription's ARN with a notification, not with the request to confirm it."""
    sent = {
        "Content-Type": "text/plain; charset=UTF-8",
        "User-Agent": "Amazon Simple Notification Service Agent",
        "Accept-Encoding": "gzip,deflate",
        "x-amz-sns-message-type": envelope["Type"],
        "x-amz-sns-message-id": envelope["MessageId"],
        "x-amz-sns-topic-arn": envelope["TopicArn"],
    }
    if envelope["Type"] == "Notification":
        sent["x-amz-sns-subscription-arn"] = subscription_arn
    if raw:
        sent["x-amz-sns-rawdelivery"] = "true"
    return sent


def body(envelope: Envelope) -> bytes:
    return json.dumps(envelope, indent=2, separators=(",", " : "), ensure_ascii=False).encode()


def _close(envelope: Envelope, topic: Any) -> None:
    version = str(getattr(topic, "signature_version", "1"))
    now = datetime.datetime.now(datetime.UTC)
    envelope["Timestamp"] = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"
    envelope["SignatureVersion"] = version
    envelope["Signature"] = signature(envelope, version)
    envelope["SigningCertURL"] = own_url() + signer().certificate_path
