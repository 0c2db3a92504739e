"""Read metric filters and alarms back: those that were declared, and those that somebody added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.alert import Alarm, FilterPattern, MetricFilter
from pipeline.pipeline import Pipeline
from validators.session import Session

PERMISSIONS = ("logs:DescribeMetricFilters", "cloudwatch:DescribeAlarms")


def read_metric_filters(session: Session, desired: Pipeline) -> Iterator[MetricFilter]:
    """Every metric filter of the pipeline's log group, and those elsewhere that feed a metric of the pipeline.

    All of the account's are asked for: a call for each metric would be throttled. One elsewhere may have the name of a
    filter of ours, so it is called by its log group, too. A filter has one transformation:
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    """
    if desired.log_group is None:
        return
    group = desired.log_group.name
    metrics = {(one.metric_namespace, one.metric_name) for one in desired.metric_filters}
    for found in session.pages("logs", "describe_metric_filters", "metricFilters"):
        transformation = found["metricTransformations"][0]
        here = found.get("logGroupName", group) == group
        if not here and (transformation["metricNamespace"], transformation["metricName"]) not in metrics:
            continue
        part = metric_filter(session, found, group)
        yield part if here else replace(part, name=f"{part.log_group}:{part.name}")


def metric_filter(session: Session, found: dict[str, Any], group: str) -> MetricFilter:
    """A metric filter as CloudWatch Logs describes it; `group` is its log group where the answer does not say."""
    transformation = found["metricTransformations"][0]
    return MetricFilter(
        account=session.account,
        name=found["filterName"],
        log_group=found.get("logGroupName", group),
        pattern=FilterPattern(found.get("filterPattern", "")),
        metric_name=transformation["metricName"],
        metric_namespace=transformation["metricNamespace"],
        metric_value=transformation["metricValue"],
        default_value=transformation.get("defaultValue"),
        unit=transformation.get("unit") or "None",
        dimensions=tuple(sorted(transformation.get("dimensions", {}).items())),
        apply_on_transformed_logs=found.get("applyOnTransformedLogs", False),
    )


_WATCHES_NO_METRIC = {"EvaluationPeriods": 0, "ComparisonOperator": ""}
"""What a composite alarm has not; none is ever declared, so that it is only told to be there."""


def read_alarms(session: Session, desired: Pipeline) -> Iterator[Alarm]:
    """Every alarm under the pipeline's prefix, and whichever else rings somebody for a metric of the pipeline."""
    wanted = {alarm.name: alarm for alarm in desired.alarms}
    metrics = {(alarm.metric_namespace, alarm.metric_name) for alarm in desired.alarms}
    for found in described(session, "MetricAlarms"):
        known = found["AlarmName"] in wanted or found["AlarmName"].startswith(f"{desired.prefix}-")
        if known or (_rings(found) and metrics & _watched(found)):
            yield alarm(session, wanted.get(found["AlarmName"]), found)
    topics = {topic.arn for topic in desired.topics}
    for found in described(session, "CompositeAlarms"):
        if found["AlarmName"].startswith(f"{desired.prefix}-") or topics & {*found.get("AlarmActions", ())}:
            yield alarm(session, None, {**_WATCHES_NO_METRIC, **found})


def described(session: Session, kind: str) -> Iterator[dict[str, Any]]:
    """All alarms of the account and region: "MetricAlarms" or "CompositeAlarms". They are asked for once."""
    types = ["MetricAlarm", "CompositeAlarm"]
    return session.pages("cloudwatch", "describe_alarms", kind, AlarmTypes=types, MaxRecords=100)


def _rings(found: dict[str, Any]) -> bool:
    return bool(found.get("ActionsEnabled") and found.get("AlarmActions"))


def _watched(found: dict[str, Any]) -> set[tuple[str, str]]:
    """Namespace and name of every metric that an alarm looks at, by itself or in an expression."""
    queries = (query.get("MetricStat", {}).get("Metric", {}) for query in found.get("Metrics", ()))
    return {(metric.get("Namespace", ""), metric.get("MetricName", "")) for metric in (found, *queries)}


def alarm(session: Session, wanted: Alarm | None, found: dict[str, Any]) -> Alarm:
    """An alarm as CloudWatch describes it, and as `wanted` says the same, where it does."""
    dimensions = ((dimension["Name"], dimension["Value"]) for dimension in found.get("Dimensions", ()))
    return Alarm(
        account=session.account,
        name=found["AlarmName"],
        description=found.get("AlarmDescription", ""),
        metric_name=found.get("MetricName", ""),
        metric_namespace=found.get("Namespace", ""),
        dimensions=tuple(sorted(dimensions)),
        unit=found.get("Unit"),
        statistic=found.get("Statistic", found.get("ExtendedStatistic", "")),
        period=found.get("Period", 0),
        evaluation_periods=found["EvaluationPeriods"],
        datapoints_to_alarm=_datapoints(wanted, found.get("DatapointsToAlarm"), found["EvaluationPeriods"]),
        threshold=found.get("Threshold", 0),
        comparison_operator=found["ComparisonOperator"],
        treat_missing_data=found.get("TreatMissingData", "missing"),
        actions_enabled=found["ActionsEnabled"],
        alarm_actions=tuple(sorted(found.get("AlarmActions", ()))),
        ok_actions=tuple(sorted(found.get("OKActions", ()))),
        insufficient_data_actions=tuple(sorted(found.get("InsufficientDataActions", ()))),
    )


def _datapoints(wanted: Alarm | None, observed: int | None, periods: int) -> int | None:
    """As wanted where both mean all periods: nothing said, and their very number, are the same to CloudWatch.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (DatapointsToAlarm)
    """
    if wanted and observed in (None, periods) and wanted.datapoints_to_alarm in (None, wanted.evaluation_periods):
        return wanted.datapoints_to_alarm
    return observed
