"""Design who is told: the topic of each destination that is used, and its subscription with a dead-letter queue.

An existing topic has none of these; where Amazon Q Developer tells a chat, it makes the subscription itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.configuration import Configuration
from pipeline.destination import Destination
from pipeline.key import alarms_publish, trails_publish
from pipeline.names import Names
from pipeline.notification import (
    DeadLetterQueue,
    ExistingTopic,
    Subscription,
    Topic,
    dead_letter_policy,
    topic_policy,
)
from pipeline.policy_document import PolicyDocument, Statement
from pipeline.routing import own_arn, topic_arn
from pipeline.secret import Endpoint, ResourceEndpoint, mailbox, reference
from pipeline.vendors import VENDORS

SIGNATURE_VERSION = "2"
Used = Iterable[tuple[str, Destination]]


def topics(configuration: Configuration, names: Names, used: Used, key_arn: str | None) -> Iterator[Topic]:
    """The topics of our own, and those whose listener is known; `key_arn` is the ARN of the key's alias."""
    for name, to in used:
        if to.kind != "topic" or to.listens:
            arn = topic_arn(names, name, to)
            trail_arn = _telling(configuration, names, arn)
            yield Topic(
                account=names.account,
                name=arn.rpartition(":")[2],
                display_name=to.display_name,
                policy=topic_policy(arn, names.alarm_arns, trail_arn),
                kms_key_arn=key_arn,
                signature_version=_signature_version(to),
            )


def _telling(configuration: Configuration, names: Names, arn: str) -> str | None:
    """The trail, where it tells this topic of log files, which more than one destination may name."""
    if (name := configuration.trail.notify) is None:
        return None
    return names.trail_arn if topic_arn(names, name, configuration.destinations[name]) == arn else None


def _publishing(names: Names, trail_arn: str | None) -> Iterator[Statement]:
    """What alarms, and the trail, need of the key of a topic."""
    if names.alarm_arns is not None:
        yield alarms_publish(names.account, names.alarm_arns)
    if trail_arn is not None:
        yield trails_publish({"StringEquals": {"aws:SourceArn": trail_arn}})


def _signature_version(to: Destination) -> str:
    of_vendor = VENDORS[to.vendor].signature_version if to.kind == "https" else SIGNATURE_VERSION
    return to.signature_version or of_vendor


def existing_topics(configuration: Configuration, names: Names, used: Used) -> Iterator[ExistingTopic]:
    """The topics that are somebody else's."""
    for name, to in used:
        if to.kind == "topic" and not to.listens:
            arn = topic_arn(names, name, to)
            trail_arn = _telling(configuration, names, arn)
            yield ExistingTopic(
                account=names.account,
                destination=name,
                arn=arn,
                policy=topic_policy(arn, names.alarm_arns, trail_arn),
                key_policy=PolicyDocument(tuple(_publishing(names, trail_arn))),
            )


def dead_letters(names: Names, name: str) -> str:
    """The name of the queue for what this destination does not take."""
    return names.of(f"{name}-dead-letters")


def dead_letter_queues(names: Names, used: Used, key_arn: str | None) -> Iterator[DeadLetterQueue]:
    """Where topics leave what a destination does not take."""
    for name, to in used:
        if not to.listens and _endpoint(names, name, to) is not None:
            queue = dead_letters(names, name)
            policy = dead_letter_policy(names.account.arn("sqs", queue), topic_arn(names, name, to))
            yield DeadLetterQueue(account=names.account, name=queue, policy=policy, kms_key_arn=key_arn)


def subscriptions(names: Names, used: Used) -> Iterator[Subscription]:
    """The subscriptions of the destinations' endpoints."""
    for name, to in used:
        endpoint = _endpoint(names, name, to)
        if endpoint is None:
            continue
        vendor = VENDORS[to.vendor]
        confirms = vendor.confirms is True if to.confirms is None else to.confirms
        yield Subscription(
            account=names.account,
            topic_arn=topic_arn(names, name, to),
            destination=name,
            endpoint=endpoint,
            protocol=_protocol(to),
            vendor=to.vendor,
            confirms=confirms and to.kind == "https",
            raw_message_delivery=vendor.raw_message_delivery,
            dead_letter_queue_arn=None if to.listens else names.account.arn("sqs", dead_letters(names, name)),
            delivery_policy=to.delivery.policy() if to.delivery else None,
        )


def _protocol(to: Destination) -> str:
    return {"forwarder": "lambda", "topic": "https"}.get(to.kind, to.kind)


def _endpoint(names: Names, name: str, to: Destination) -> Endpoint | None:
    """What a topic delivers to, or None where nothing is subscribed by us."""
    if to.url:
        return reference(to.url)
    if to.email:
        return mailbox(to.email)
    if to.function:
        return ResourceEndpoint(own_arn(names.account, "lambda", to.function))
    if to.sqs:
        return ResourceEndpoint(own_arn(names.account, "sqs", to.sqs))
    if to.forwarder:
        return ResourceEndpoint(own_arn(names.account, "lambda", names.of(name)))
    return None
