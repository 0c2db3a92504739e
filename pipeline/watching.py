"""Design what counts events and watches the count: metric filters and alarms."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.alert import Alert
from pipeline.alert import Alarm, FilterPattern, MetricFilter, numbered
from pipeline.configuration import Configuration
from pipeline.description import description
from pipeline.names import Names
from pipeline.routing import actions


def metric_filters(names: Names, alert: Alert) -> Iterator[MetricFilter]:
    """One filter for each pattern of the alert."""
    patterns = alert.patterns
    for name, pattern in zip(numbered(alert.filter_name or names.of(alert.id), len(patterns)), patterns, strict=True):
        yield MetricFilter(
            account=names.account,
            name=name,
            log_group=names.log_group,
            pattern=FilterPattern(pattern),
            metric_name=alert.metric,
            metric_namespace=alert.namespace,
            metric_value=alert.metric_value,
            default_value=alert.published_default,
            unit=alert.unit,
            dimensions=tuple(sorted(alert.dimensions.items())),
        )


def _description(names: Names, alert: Alert) -> str:
    given = alert.alarm_description
    return description(names.account, names.log_group, alert) if given is None else given


def alarm(configuration: Configuration, names: Names, alert: Alert) -> Alarm:
    """The alarm that watches what these filters count."""
    return Alarm(
        account=names.account,
        name=names.alarm(alert),
        description=_description(names, alert),
        metric_name=alert.metric,
        metric_namespace=alert.namespace,
        dimensions=tuple(sorted(alert.watch.items())),
        unit=None if alert.unit == "None" else alert.unit,
        statistic=alert.statistic,
        period=alert.period,
        evaluation_periods=alert.evaluation_periods,
        datapoints_to_alarm=alert.datapoints_to_alarm,
        threshold=alert.threshold,
        comparison_operator=alert.comparison,
        treat_missing_data=alert.missing_data,
        alarm_actions=actions(configuration, names, alert),
        ok_actions=actions(configuration, names, alert, "notify_ok"),
        insufficient_data_actions=actions(configuration, names, alert, "notify_insufficient_data"),
    )
