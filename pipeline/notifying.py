"""Design who is told: the topic, dead-letter queue and subscription of each destination that is used."""

from __future__ import annotations

from pipeline.configuration import Configuration
from pipeline.destination import Destination
from pipeline.names import Names
from pipeline.notification import DeadLetterQueue, Subscription, Topic, dead_letter_policy, topic_policy
from pipeline.secret import reference
from pipeline.vendors import VENDORS


def topic(configuration: Configuration, names: Names, name: str, to: Destination, key_arn: str | None) -> Topic:
    """The topic of a destination of this name; `key_arn` is the ARN of the key's alias."""
    arn = names.account.arn("sns", names.of(name))
    trail_arn = names.trail_arn if configuration.trail.notify == name else None
    return Topic(
        account=names.account,
        name=names.of(name),
        display_name=to.display_name,
        policy=topic_policy(names.account, arn, names.alarm_arns, trail_arn),
        kms_key_arn=key_arn,
        signature_version=to.signature_version or VENDORS[to.vendor].signature_version,
    )


def _dead_letters(names: Names, name: str) -> str:
    return names.of(f"{name}-dead-letters")


def dead_letter_queue(names: Names, name: str, key_arn: str | None) -> DeadLetterQueue:
    """Where the topic leaves what the destination does not take."""
    queue = _dead_letters(names, name)
    topic_arn = names.account.arn("sns", names.of(name))
    policy = dead_letter_policy(names.account.arn("sqs", queue), topic_arn)
    return DeadLetterQueue(account=names.account, name=queue, policy=policy, kms_key_arn=key_arn)


def subscription(names: Names, name: str, to: Destination) -> Subscription:
    """The subscription of the destination's endpoint."""
    vendor = VENDORS[to.vendor]
    return Subscription(
        account=names.account,
        topic_arn=names.account.arn("sns", names.of(name)),
        destination=name,
        endpoint=reference(to.url),
        confirms=vendor.confirms is True if to.confirms is None else to.confirms,
        raw_message_delivery=vendor.raw_message_delivery,
        dead_letter_queue_arn=names.account.arn("sqs", _dead_letters(names, name)),
    )
