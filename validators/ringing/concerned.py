"""Which alerts a finding is about: those that would ring over the part it names, or would be told with.

Read off the design alone, so it is known as well of what could not be read. It does not say that these alerts are
silent: that is what the walk along the chains tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.alert import Alarm, MetricFilter
from pipeline.bucket import Bucket
from pipeline.chat import ChatChannel, ChatRole
from pipeline.forwarder import Forwarder, ForwarderLogGroup, ForwarderRole, FunctionPermission
from pipeline.key import Key
from pipeline.log_group import DeliveryRole, LogGroup
from pipeline.notification import DeadLetterQueue, Subscription, Topic
from pipeline.pipeline import KINDS, Identity, Part, Pipeline, identity
from pipeline.trail import Trail
from pipeline.watch import watches
from validators.finding import Finding
from validators.ringing.notification import tells
from validators.ringing.walk import TRAIL


def concerned(desired: Pipeline, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with the ids of the alerts that each is about, as the chains name and order them."""
    known = _Alerts(desired)
    return tuple(replace(finding, alerts=known.of(finding.part, finding.resource)) for finding in findings)


class _Alerts:
    """The alerts of a designed pipeline, by the part that they depend on."""

    def __init__(self, desired: Pipeline) -> None:
        self._desired = desired
        self._own: dict[Identity, str] = {}
        self._behind: defaultdict[str | None, list[str]] = defaultdict(list)
        for watch in watches(desired):
            self._own |= {identity(part): watch.alert.id for part in watch.filters}
            self._own[identity(watch.alarm)] = watch.alert.id
            for topic_arn in watch.alarm.alarm_actions:
                self._behind[topic_arn].append(watch.alert.id)
        self._watched = [*dict.fromkeys(self._own.values())]
        self._notices = [TRAIL] if tells(desired) else []
        for _ in self._notices:
            self._behind[desired.trail.topic_arn].append(TRAIL)
        self._all = (*self._watched, *self._notices)
        self._found: dict[Identity, tuple[str, ...]] = {}
        for part in desired.parts():
            self._found[identity(part)] = self._ordered(self._depending(part))

    def of(self, kind: str, resource: str) -> tuple[str, ...]:
        """The alerts that depend on a part; none where nobody declared it and it stands at nothing that is declared."""
        if kind == "account":
            return self._all
        if resource == "*":
            return self._ordered(name for (other, _), names in self._found.items() if other == kind for name in names)
        if kind == KINDS[Trail]:
            resource = resource.partition(" in ")[0]  # in one region, as its health is told
        if (known := self._found.get((kind, resource))) is not None:
            return known
        return tuple(self._behind.get(resource.partition(" -> ")[0], ()))  # a topic, or what subscribes to it

    def _ordered(self, names: Iterable[str]) -> tuple[str, ...]:
        meant = {*names}
        return self._all if len(meant) == len(self._all) else tuple(name for name in self._all if name in meant)

    def _depending(self, part: Part) -> Iterable[str]:
        if type(part) in (LogGroup, DeliveryRole):  # not those of forwarders and chats, which are made like these
            return self._watched
        match part:
            case Trail():
                return self._all
            case Bucket():
                return self._notices
            case MetricFilter() | Alarm():
                return [name for key, name in self._own.items() if key == identity(part)]
            case Key():
                return self._encrypted(part)
        return self._behind_all(self._topics(part))

    def _encrypted(self, key: Key) -> Iterator[str]:
        desired = self._desired
        if desired.log_group is not None and desired.log_group.kms_key_arn == key.arn:
            yield from self._watched
        yield from self._behind_all(topic.arn for topic in desired.topics if topic.kms_key_arn == key.arn)

    def _behind_all(self, topic_arns: Iterable[str]) -> Iterator[str]:
        return (name for arn in topic_arns for name in self._behind[arn])

    def _topics(self, part: Part) -> Iterator[str]:
        """The ARNs of the topics that a part is there for."""
        desired = self._desired
        match part:
            case Topic():
                yield part.arn
            case Subscription():
                yield part.topic_arn
            case ChatChannel():
                yield from part.topic_arns
            case ChatRole():
                topics = (channel.topic_arns for channel in desired.chat_channels if channel.role_arn == part.arn)
                yield from (arn for arns in topics for arn in arns)
            case DeadLetterQueue():
                yield from (one.topic_arn for one in desired.subscriptions if one.dead_letter_queue_arn == part.arn)
            case Forwarder() | ForwarderRole() | ForwarderLogGroup() | FunctionPermission():
                functions = {*self._functions(part)}
                yield from (one.topic_arn for one in desired.subscriptions if str(one.endpoint) in functions)

    def _functions(self, part: Forwarder | ForwarderRole | ForwarderLogGroup | FunctionPermission) -> Iterator[str]:
        yield part.arn
        for one in self._desired.forwarders:
            if part.arn == one.role_arn or part.name == one.log_group:
                yield one.arn
