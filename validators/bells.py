"""Which alarms are to be rung: that of one alert, or as few as reach every topic that alarms ring at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alerts.errors import TrailbellError
from pipeline.alert import Alarm
from pipeline.pipeline import Pipeline


class UnknownAlertError(TrailbellError):
    """No account that is meant has an alarm of this alert, or any."""


@dataclass(frozen=True, slots=True)
class Bell:
    """An alarm that is to be rung, and the topics that it rings at."""

    pipeline: Pipeline
    alarm: Alarm

    @property
    def topics(self) -> tuple[str, ...]:
        """The ARNs of the topics; an alarm may do other things, too, which nobody can follow."""
        return tuple(arn for arn in self.alarm.alarm_actions if arn.split(":")[2] == "sns")

    @property
    def forwarders(self) -> dict[str, str]:
        """The name of the forwarder behind a topic, by the topic's ARN."""
        names = {one.arn: one.name for one in self.pipeline.forwarders}
        found = ((one.topic_arn, str(one.endpoint)) for one in self.pipeline.subscriptions)
        return {topic: names[endpoint] for topic, endpoint in found if endpoint in names}

    @property
    def rings(self) -> tuple[str, ...]:
        """What it rings, as the configuration names it; a topic of somebody else by its name."""
        known = {one.topic_arn: f"{one.destination} ({one.endpoint})" for one in self.pipeline.subscriptions}
        return tuple(known.get(arn, arn.rpartition(":")[2]) for arn in self.topics)


def bells(pipelines: Iterable[Pipeline], alert: str | None) -> Iterator[Bell]:
    """The alarm of this alert in each account; without one, as few alarms as reach every topic that alarms ring at.

    Raises UnknownAlertError where no account has it, or any at all.
    """
    found = [Bell(one, alarm) for one in pipelines for alarm in _chosen(one, alert)]
    if alert is not None and not found:
        raise UnknownAlertError(f"no account that is meant has the alert '{alert}'; `trailbell show` names them")
    if not found:
        nothing = "no account that is meant has an alarm, so nothing can be rung"
        raise UnknownAlertError(f"{nothing}: with alerts: none the trail alone tells, and check --chain whether it can")
    yield from found


def _chosen(pipeline: Pipeline, alert: str | None) -> Iterator[Alarm]:
    if alert is not None:
        own = {known.alarm_name for known in pipeline.alerts if known.id == alert}
        names = {alert, f"{pipeline.prefix}-{alert}", *own}
        yield from (one for one in pipeline.alarms if one.name in names)
        return
    left = {arn for alarm in pipeline.alarms for arn in Bell(pipeline, alarm).topics}
    while left:
        best = max(pipeline.alarms, key=lambda alarm: len(left.intersection(Bell(pipeline, alarm).topics)))
        left -= {*Bell(pipeline, best).topics}
        yield best
