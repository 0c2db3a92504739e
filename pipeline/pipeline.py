"""An account's alerting pipeline as one value: designed from the configuration, or read back from the account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.account import Account
from pipeline.alert import Alarm, MetricFilter
from pipeline.bucket import Bucket
from pipeline.key import Key
from pipeline.log_group import DeliveryRole, LogGroup
from pipeline.notification import DeadLetterQueue, Subscription, Topic
from pipeline.trail import Trail

Part = Trail | Bucket | Key | LogGroup | DeliveryRole | MetricFilter | Alarm | Topic | DeadLetterQueue | Subscription

KINDS: dict[type[Part], str] = {
    Trail: "trail",
    Bucket: "bucket",
    Key: "key",
    LogGroup: "log-group",
    DeliveryRole: "delivery-role",
    MetricFilter: "metric-filter",
    Alarm: "alarm",
    Topic: "topic",
    DeadLetterQueue: "dead-letter-queue",
    Subscription: "subscription",
}
"""What each part is called in reports."""

Identity = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """The parts of one account's pipeline. `prefix` starts every name; `key` is None without a customer managed key."""

    account: Account
    prefix: str
    trail: Trail
    bucket: Bucket
    key: Key | None
    log_group: LogGroup
    delivery_role: DeliveryRole
    metric_filters: tuple[MetricFilter, ...]
    alarms: tuple[Alarm, ...]
    topics: tuple[Topic, ...]
    dead_letter_queues: tuple[DeadLetterQueue, ...]
    subscriptions: tuple[Subscription, ...]

    def parts(self) -> Iterator[Part]:
        """Every part, along the chain from trail to subscription."""
        yield self.trail
        yield self.bucket
        if self.key is not None:
            yield self.key
        yield self.log_group
        yield self.delivery_role
        yield from self.metric_filters
        yield from self.alarms
        yield from self.topics
        yield from self.dead_letter_queues
        yield from self.subscriptions


def identity(part: Part) -> Identity:
    """What makes two parts the same one: kind and name."""
    return KINDS[type(part)], part.name
