"""SNS delivers after Publish has answered, to confirmed subscriptions only; moto delivers to all, inside Publish.

https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
Of functions only forwarders are run (`sandbox.functions`): moto would run all in containers, inside Publish.
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
from sandbox.functions.code import RefusedError
from sandbox.functions.subscription import NotInvokedError, deliver
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
            _publish_function(self, message, message_id, options)
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
    sent = _notification(subscription, message, message_id, options)
    if sent is None:
        return
    raw = bool(subscription.attributes["RawMessageDelivery"])
    body = sent["Message"].encode() if raw else envelope.body(sent)
    headers = envelope.headers(sent, subscription.arn, raw=raw)
    deliveries.submit(subscription.arn, functools.partial(_deliver, subscription, body, headers))


def _publish_function(subscription: Any, message: str, message_id: str, options: dict[str, Any]) -> None:
    sent = _notification(subscription, message, message_id, options)
    if sent is None:
        return
    try:
        deliver(subscription, sent)
        attempted(subscription, delivered=True)
    except RefusedError as error:
        log_failure(subscription.arn, str(error))
    except NotInvokedError as error:
        attempted(subscription, delivered=False)
        log_failure(subscription.arn, str(error))
        _keep(subscription, envelope.body(sent).decode())


def _notification(
    subscription: Any, message: str, message_id: str, options: dict[str, Any]
) -> envelope.Envelope | None:
    """What this subscription is sent; None where its filter policy keeps it back."""
    attributes, matcher = options.get("message_attributes"), subscription._filter_policy_matcher
    if matcher is not None and not matcher.matches(attributes, message):
        return None
    if options.get("message_structure") == "json":
        message = subscription._parse_message_structure(message, subscription.protocol)
    return envelope.notification(subscription, message, message_id, options.get("subject"), attributes)


def _deliver(subscription: Any, body: bytes, headers: dict[str, str]) -> None:
    delivered = post(subscription.arn, subscription.endpoint, body, headers)
    attempted(subscription, delivered=delivered)
    if not delivered:
        _keep(subscription, body.decode())


def _keep(subscription: Any, body: str) -> None:
    """Leave what was not delivered in the subscription's dead-letter queue, if it has one."""
    redrive = subscription.attributes.get("RedrivePolicy")
    if not redrive:
        return
    queue = parse_arn(json.loads(redrive)["deadLetterTargetArn"])
    try:
        sqs_backends[queue.account][queue.region].send_message(queue.resource_id, body)
    except QueueDoesNotExist:
        log_failure(subscription.arn, "the dead-letter queue does not exist")
