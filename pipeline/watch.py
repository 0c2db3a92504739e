"""What belongs to one alert in an account: the alert itself, its metric filters, and its alarm."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alerts.alert import Alert
from pipeline.alert import Alarm, MetricFilter, numbered
from pipeline.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Watch:
    """One alert with the filters that count its events and the alarm that watches the count."""

    alert: Alert
    filters: tuple[MetricFilter, ...]
    alarm: Alarm


def watches(pipeline: Pipeline) -> Iterator[Watch]:
    """The alerts of a designed pipeline, in their order."""
    filters = {part.name: part for part in pipeline.metric_filters}
    alarms = {part.name: part for part in pipeline.alarms}
    for alert in pipeline.alerts:
        name = f"{pipeline.prefix}-{alert.id}"
        own = tuple(_filters(alert.filter_name or name, alert, filters))
        alarm = alarms.get(alert.alarm_name or name)
        if own and alarm:
            yield Watch(alert, own, alarm)


def _filters(first: str, alert: Alert, filters: Mapping[str, MetricFilter]) -> Iterator[MetricFilter]:
    """Those named as the filters of one alert are, as long as they feed its metric."""
    for count in itertools.count(1):
        found = filters.get(numbered(first, count)[-1])
        if found is None or (found.metric_namespace, found.metric_name) != (alert.namespace, alert.metric):
            return
        yield found
