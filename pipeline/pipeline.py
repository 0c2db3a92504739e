"""An account's alerting pipeline as one value: designed from the configuration, or read back from the account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from alerts.alert import Alert
from pipeline.account import Account
from pipeline.alert import Alarm, MetricFilter
from pipeline.auditor import AuditorRole, OidcProvider
from pipeline.bucket import Bucket
from pipeline.chat import ChatChannel, ChatRole
from pipeline.collector import Collector, CollectorQueue, CollectorRole, CollectorSubscription, LogFileTopic
from pipeline.forwarder import Forwarder, ForwarderLogGroup, ForwarderRole, FunctionPermission
from pipeline.key import Key
from pipeline.log_group import DeliveryRole, LogGroup
from pipeline.notification import DeadLetterQueue, ExistingTopic, Subscription, Topic
from pipeline.trail import Trail

Part = (
    Trail | Bucket | Key | LogGroup | DeliveryRole | MetricFilter | Alarm | Topic | DeadLetterQueue | Subscription
    | AuditorRole | OidcProvider | LogFileTopic | CollectorQueue | CollectorSubscription | CollectorRole
    | Forwarder | ForwarderRole | ForwarderLogGroup | FunctionPermission | ChatChannel | ChatRole
)  # fmt: skip

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
    AuditorRole: "auditor-role",
    OidcProvider: "oidc-provider",
    LogFileTopic: "log-file-topic",
    CollectorQueue: "collector-queue",
    CollectorSubscription: "collector-subscription",
    CollectorRole: "collector-role",
    Forwarder: "forwarder",
    ForwarderRole: "forwarder-role",
    ForwarderLogGroup: "forwarder-log-group",
    FunctionPermission: "function-permission",
    ChatChannel: "chat-channel",
    ChatRole: "chat-role",
}
"""What each part is called in reports."""

Identity = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """The parts of one account's pipeline. `prefix` starts every name; `key` is None without a customer managed key,
    `bucket` and `delivery_role` where an existing trail has its own, which nobody named. Without alerts the trail
    alone tells of its log files: then there is neither `log_group` nor `delivery_role`.

    Those parts whose identity is among the `existing` were there before: they are checked and never changed. Those
    among the `adopted` were made by hand, and Terraform takes them over as they are.

    `regions` are those whose deliveries are checked, None for all that the account has enabled.

    `alerts` are what the alarms are for, in their order; they are no part of the account, and not compared.
    """

    account: Account
    prefix: str
    trail: Trail
    bucket: Bucket | None
    key: Key | None
    log_group: LogGroup | None
    delivery_role: DeliveryRole | None
    metric_filters: tuple[MetricFilter, ...]
    alarms: tuple[Alarm, ...]
    topics: tuple[Topic, ...]
    dead_letter_queues: tuple[DeadLetterQueue, ...]
    subscriptions: tuple[Subscription, ...]
    existing_topics: tuple[ExistingTopic, ...] = ()
    forwarders: tuple[Forwarder, ...] = ()
    forwarder_roles: tuple[ForwarderRole, ...] = ()
    forwarder_log_groups: tuple[ForwarderLogGroup, ...] = ()
    function_permissions: tuple[FunctionPermission, ...] = ()
    chat_channels: tuple[ChatChannel, ...] = ()
    chat_roles: tuple[ChatRole, ...] = ()
    alerts: tuple[Alert, ...] = field(default=(), repr=False, compare=False)
    auditor_role: AuditorRole | None = None
    oidc_provider: OidcProvider | None = None
    collector: Collector | None = None
    existing: frozenset[Identity] = frozenset()
    regions: tuple[str, ...] | None = None
    adopted: frozenset[Identity] = frozenset()

    def parts(self) -> Iterator[Part]:
        """Every part, along the chain from trail to subscription."""
        yield self.trail
        if self.bucket is not None:
            yield self.bucket
        if self.key is not None:
            yield self.key
        if self.log_group is not None:
            yield self.log_group
        if self.delivery_role is not None:
            yield self.delivery_role
        yield from self.metric_filters
        yield from self.alarms
        yield from self.topics
        yield from self.dead_letter_queues
        yield from self.subscriptions
        yield from self.forwarder_roles
        yield from self.forwarder_log_groups
        yield from self.forwarders
        yield from self.function_permissions
        yield from self.chat_roles
        yield from self.chat_channels
        if self.collector is not None:
            yield from self.collector.parts()
        if self.auditor_role is not None:
            yield self.auditor_role
        if self.oidc_provider is not None:
            yield self.oidc_provider

    def exists(self, part: Part) -> bool:
        """Whether this part is there without Terraform, which leaves it alone; a subscription also with its topic."""
        topic = ("topic", part.topic_arn.rpartition(":")[2]) if isinstance(part, Subscription) else None
        return identity(part) in self.existing or topic in self.existing


def identity(part: Part) -> Identity:
    """What makes two parts the same one: kind and name."""
    return KINDS[type(part)], part.name
