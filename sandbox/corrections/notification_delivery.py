"""SNS delivers after Publish has answered, to confirmed subscriptions only; moto delivers to all, inside Publish.

https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
Functions are not run: moto would run them in containers, inside Publish.
With moto a receiver's failure fails the publisher. Here it is logged, and the message goes to the subscription's
dead-letter queue at once: the retries (three, twenty seconds apart, for http) are not waited for.
"""

import functools
import json
from typing import Any

from moto.sns.models import Subscription
from moto.sqs import sqs_backends
from moto.sqs.exceptions import QueueDoesNotExist
from moto.utilities.arns import parse_arn

from sandbox import envelope
from sandbox.corrections.delivery_metrics import attempted
from sandbox.deliveries import deliveries
from sandbox.receivers import log_failure, post


def apply() -> None:
    moto_publish = Subscription.publish

    def publish(self: Any, message: str, message_id: str, **options: Any) -> None:
        if self.attributes["PendingConfirmation"]:
            return
        if self.protocol in ("http", "https"):
            _publish_http(self, message, message_id, options)
            return
        if self.protocol == "lambda":
            log_failure(self.arn, "functions are not run here")
            return
        try:
            moto_publish(self, message, message_id, **options)
            attempted(self, delivered=True)
        except QueueDoesNotExist:
            attempted(self, delivered=False)
            log_failure(self.arn, "the queue does not exist")

    def get_post_data(
        self: Any, message: str, message_id: str, subject: str | None, message_attributes: Any = None
    ) -> envelope.Envelope:
        return envelope.notification(self, message, message_id, subject, message_attributes)

    Subscription.publish = publish
    Subscription.get_post_data = get_post_data


def _publish_http(subscription: Any, message: str, message_id: str, options: dict[str, Any]) -> None:
    attributes, matcher = options.get("message_attributes"), subscription._filter_policy_matcher
    if matcher is not None and not matcher.matches(attributes, message):
        return
    if options.get("message_structure") == "json":
        message = subscription._parse_message_structure(message, subscription.protocol)
    sent = envelope.notification(subscription, message, message_id, options.get("subject"), attributes)
    raw = bool(subscription.attributes["RawMessageDelivery"])
    body = message.encode() if raw else envelope.body(sent)
    headers = envelope.headers(sent, subscription.arn, raw=raw)
    deliveries.submit(subscription.arn, functools.partial(_deliver, subscription, body, headers))


def _deliver(subscription: Any, body: bytes, headers: dict[str, str]) -> None:
    delivered = post(subscription.arn, subscription.endpoint, body, headers)
    attempted(subscription, delivered=delivered)
    if delivered:
        return
    redrive = subscription.attributes.get("RedrivePolicy")
    if not redrive:
        return
    queue = parse_arn(json.loads(redrive)["deadLetterTargetArn"])
    try:
        sqs_backends[queue.account][queue.region].send_message(queue.resource_id, body.decode())
    except QueueDoesNotExist:
        log_failure(subscription.arn, "the dead-letter queue does not exist")
