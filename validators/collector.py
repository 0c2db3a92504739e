"""Read a collector back: the topic of the trail's notices, the vendor's queue, its subscription and its role."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipeline.collector import CollectorQueue, CollectorRole, CollectorSubscription, LogFileTopic
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from pipeline.secret import shown_endpoint
from validators import metric, notification, queue, role
from validators.notification import attributes_of, subscription_facts, subscriptions_of
from validators.reading import Observation, attempt
from validators.role import ROLE_PERMISSIONS
from validators.session import Session

PERMISSIONS = (
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:GetSubscriptionAttributes",
    *queue.PERMISSIONS,
    *metric.PERMISSIONS,
    *ROLE_PERMISSIONS,
)

_NO_TOPIC = ("NotFound", "NotFoundException")


def read_topic(session: Session, desired: Pipeline) -> Iterator[LogFileTopic]:
    """The topic of that name, where one is declared and there is one."""
    if desired.collector is not None:
        yield from notification.read_topic(session, desired.collector.topic)


def read_queue(session: Session, desired: Pipeline) -> Iterator[CollectorQueue]:
    """The queue of that name, where one is declared and there is one."""
    if desired.collector is None:
        return
    wanted = desired.collector.queue
    found = queue.attributes(session, wanted.name)
    if found is not None:
        redrive = json.loads(found.get("RedrivePolicy") or "{}")
        receives = redrive.get("maxReceiveCount")
        yield CollectorQueue(
            account=session.account,
            name=wanted.name,
            policy=PolicyDocument.parse(found["Policy"]) if found.get("Policy") else None,
            kms_key_arn=_key(session, wanted.kms_key_arn, found.get("KmsMasterKeyId")),
            message_retention=int(found["MessageRetentionPeriod"]),
            visibility_timeout=int(found["VisibilityTimeout"]),
            dead_letter_queue_arn=redrive.get("deadLetterTargetArn"),
            max_receive_count=int(receives) if receives is not None else None,
        )


def _key(session: Session, wanted: str | None, observed: str | None) -> str | None:
    return attempt(lambda: session.alias_of(wanted, observed))


def read_subscriptions(session: Session, desired: Pipeline) -> Iterator[CollectorSubscription]:
    """Every subscription of the topic: what nobody declared is told of each log file, too."""
    if desired.collector is None:
        return
    topic = desired.collector.topic
    for listed in subscriptions_of(session, topic):
        if (attributes := attempt(lambda listed=listed: attributes_of(session, listed))) is not None:  # type: ignore[misc]
            yield CollectorSubscription(
                account=session.account,
                topic_arn=topic.arn,
                endpoint=shown_endpoint(listed["Protocol"], listed["Endpoint"]),
                protocol=listed["Protocol"],
                **subscription_facts(attributes),
            )


def read_role(session: Session, desired: Pipeline) -> Iterator[CollectorRole]:
    """The role of that name, where one is declared and there is one."""
    if desired.collector is None:
        return
    name = desired.collector.role.name
    if (found := role.read(session, name)) is not None:
        yield CollectorRole(account=session.account, name=name, **found)


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """Notices that nobody has fetched for long: the vendor does not collect."""
    if desired.collector is not None:
        yield from queue.unread(session, "collector-queue", [desired.collector.queue.name])
