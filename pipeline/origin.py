"""Which line of the configuration a part of a pipeline comes from: a finding names what its reader can change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from alerts.catalogue import packs
from alerts.document import Document, Path_
from alerts.errors import Place
from alerts.quiet import SUFFIX
from pipeline.alert import Alarm, MetricFilter
from pipeline.auditor import AuditorRole, OidcProvider
from pipeline.bucket import Bucket
from pipeline.chat import ChatChannel, ChatRole
from pipeline.choice import Alerts
from pipeline.collector import Collector, CollectorQueue, CollectorRole, CollectorSubscription, LogFileTopic
from pipeline.configuration import Configuration
from pipeline.forwarder import Forwarder, ForwarderLogGroup, ForwarderRole, FunctionPermission
from pipeline.key import Key
from pipeline.log_group import DeliveryRole, LogGroup
from pipeline.notification import DeadLetterQueue, Subscription, Topic
from pipeline.pipeline import KINDS, Part, Pipeline
from pipeline.trail import Trail

_ALERT_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "comparison_operator": "comparison",
        "treat_missing_data": "missing_data",
        "ok_actions": "notify_ok",
        "insufficient_data_actions": "notify_insufficient_data",
        "metric_namespace": "namespace",
        "alarm_actions": "destinations",
    }
)
"""A fact of a filter or alarm to the key of an alert, where these have different names."""

_TRAIL_KEYS: Mapping[tuple[type[Part], str], Path_] = MappingProxyType(
    {
        (Trail, "multi_region"): ("multi_region",),
        (Trail, "log_file_validation"): ("log_file_validation",),
        (Trail, "topic_arn"): ("notify",),
        (Bucket, "expiration_days"): ("retention_days", "bucket"),
        (Bucket, "sse_algorithm"): ("encryption",),
        (LogGroup, "retention_days"): ("retention_days", "logs"),
    }
)
"""A fact of what records and keeps events to the key under `trail`."""

_COLLECTOR_KEYS: Mapping[tuple[type[Part], str], str] = MappingProxyType(
    {
        (CollectorQueue, "message_retention"): "retention_days",
        (CollectorRole, "trust_policy"): "external_id",
    }
)
"""A fact of a collector to the key under `collector`, where these have different names."""

_EXISTING: Mapping[type[Part], str] = MappingProxyType(
    {Trail: "trail", Bucket: "bucket", LogGroup: "log_group", DeliveryRole: "role", Key: "key"}
)
"""The key under `existing` that names a part."""


_CHANNEL_KEYS = ("forwarder", "lambda", "slack", "teams")
_ENDPOINT_KEYS = ("url", "email", "sqs", *_CHANNEL_KEYS)
"""The keys of a destination that say what it is."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a part comes from, in the user's words such as `alert cis-root-usage`, and where that is written."""

    what: str
    place: Place


def origin(configuration: Configuration, document: Document, pipeline: Pipeline, part: Part, field: str = "") -> Origin:
    """The origin of a part, or of one fact of it; the account's line where the configuration leaves it to a default."""
    index = next(at for at, entry in enumerate(configuration.accounts) if entry.name == pipeline.account.name)
    what, paths = _traced(configuration, pipeline, part, field, index)
    written = next((path for path in paths if path in document.places), ("accounts", index))
    return Origin(what, document.place(written))


def _traced(
    configuration: Configuration, pipeline: Pipeline, part: Part, field: str, index: int
) -> tuple[str, Iterator[Path_]]:
    """What a part comes from, and the places that may say so, the most telling first."""
    match part:
        case _ if pipeline.collector and _collects(pipeline.collector, part):
            return KINDS[type(part)], _collector_paths(part, field, index)
        case Alarm() | MetricFilter():
            alert_id = _alert_of(pipeline, part)
            return f"alert {alert_id}", _alert_paths(configuration, index, alert_id, _ALERT_KEYS.get(field, field))
        case (
            Subscription() | Topic() | DeadLetterQueue() | Forwarder() | ForwarderRole() | ForwarderLogGroup()
            | FunctionPermission() | ChatChannel() | ChatRole()
        ):  # fmt: skip
            name, keys = _destination_of(pipeline, part, field)
            return f"destination {name}", _encryption(field, _destination_paths(name, *keys))
        case AuditorRole() | OidcProvider():
            return KINDS[type(part)], iter([("auditor",)])
        case _:
            return KINDS[type(part)], chain(_existing_paths(part, index), _trail_paths(part, field))


def _alert_of(pipeline: Pipeline, part: Alarm | MetricFilter) -> str:
    """The id of the alert; filter and alarm may have names of their own, but share its metric."""
    metric = (part.metric_namespace, part.metric_name)
    ids = [alert.id for alert in pipeline.alerts if (alert.namespace, alert.metric) == metric]
    return ids[0] if ids else part.name.removeprefix(f"{pipeline.prefix}-")


def _alert_paths(configuration: Configuration, index: int, alert_id: str, key: str) -> Iterator[Path_]:
    """What sets this key of the alert, the account's own lines before the common ones; then what chooses the alert."""
    sections: list[tuple[Path_, Alerts]] = [(("alerts",), configuration.alerts)]
    if (own := configuration.accounts[index].alerts) is not None:
        sections.insert(0, (("accounts", index, "alerts"), own))
    if (loud := alert_id.removesuffix(SUFFIX)) != alert_id and any(loud in alerts.adjust for _, alerts in sections):
        yield from ((*base, "adjust", loud, key) for base, _ in sections)
        yield from ((*base, "adjust", loud, "quiet") for base, _ in sections)
    yield from ((*base, "adjust", alert_id, key) for base, _ in sections)
    for base, alerts in sections:
        for at, alert in enumerate(alerts.own):
            if alert.id == alert_id:
                yield from ((*base, "own", at, key), (*base, "own", at, "id"))
    for base, alerts in sections:
        yield (*base, "adjust", alert_id)
        yield (*base, "parameters", alert_id)
        yield from _choosing(base, alerts, {**configuration.alerts.own_packs, **alerts.own_packs, **packs()}, alert_id)


def _choosing(base: Path_, alerts: Alerts, members: Mapping[str, tuple[str, ...]], alert_id: str) -> Iterator[Path_]:
    """The lines that choose an alert by its name or by a pack's."""
    for at, name in enumerate(alerts.enable):
        if name == alert_id:
            yield (*base, "enable", at)
    for at, name in enumerate(alerts.packs):
        if alert_id in members.get(name, ()):
            yield (*base, "packs", at)


def _destination_paths(name: str, *keys: str) -> Iterator[Path_]:
    for key in keys:
        yield ("destinations", name, key)
    yield ("destinations", name)


def _destination_of(pipeline: Pipeline, part: Part, field: str) -> tuple[str, tuple[str, ...]]:
    """The destination that a part is for, and its keys that may say this; parts bear its name after the prefix."""
    match part:
        case Subscription(destination=name):
            return name, _ENDPOINT_KEYS if field == "endpoint" else (field,)
        case Topic() | DeadLetterQueue():
            own = part.name.removeprefix(f"{pipeline.prefix}-").removesuffix("-dead-letters")
            name = next((one.destination for one in pipeline.subscriptions if one.topic_arn == part.arn), own)
            return name, (field,)
    arn = part.topic_arn or part.function_arn if isinstance(part, FunctionPermission) else part.name
    return arn.rpartition(":")[2].rpartition("/")[2].removeprefix(f"{pipeline.prefix}-"), _CHANNEL_KEYS


def _encryption(field: str, otherwise: Iterator[Path_]) -> Iterator[Path_]:
    """One line decides whether and how everything of a pipeline is encrypted."""
    if field == "kms_key_arn":
        yield ("trail", "encryption")
    yield from otherwise


def _collects(collector: Collector, part: Part) -> bool:
    own = (LogFileTopic, CollectorQueue, CollectorSubscription, CollectorRole)
    return isinstance(part, own) or (
        isinstance(part, DeadLetterQueue) and part.name == collector.dead_letter_queue.name
    )


def _collector_paths(part: Part, field: str, index: int) -> Iterator[Path_]:
    """The account's own collector before the common one."""
    key = _COLLECTOR_KEYS.get((type(part), field), field)
    for base in (("accounts", index, "collector"), ("collector",)):
        yield (*base, key)
        yield from _encryption(field, iter([base]))


def _existing_paths(part: Part, index: int) -> Iterator[Path_]:
    """What names a resource that was there before."""
    if named := _EXISTING.get(type(part)):
        yield from ((*base, "existing", named) for base in (("accounts", index), ()))


def _trail_paths(part: Part, field: str) -> Iterator[Path_]:
    yield from _encryption("kms_key_arn" if isinstance(part, Key) else field, iter(()))
    if key := _TRAIL_KEYS.get((type(part), field)):
        yield ("trail", *key)
        yield ("trail", key[0])
    if isinstance(part, Trail):
        yield ("trail",)
