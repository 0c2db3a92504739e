"""Read metric filters and alarms back: those that were declared, and those that somebody added."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.alert import Alarm, FilterPattern, MetricFilter
from pipeline.pipeline import Pipeline
from validators.session import Session

PERMISSIONS = ("logs:DescribeMetricFilters", "cloudwatch:DescribeAlarms")


def read_metric_filters(session: Session, desired: Pipeline) -> Iterator[MetricFilter]:
    """Every metric filter of the pipeline's log group."""
    group = desired.log_group.name
    missing = ("ResourceNotFoundException",)
    for found in session.pages("logs", "describe_metric_filters", "metricFilters", missing, logGroupName=group):
        transformation = found["metricTransformations"][0]
        yield MetricFilter(
            account=session.account,
            name=found["filterName"],
            log_group=group,
            pattern=FilterPattern(found.get("filterPattern", "")),
            metric_name=transformation["metricName"],
            metric_namespace=transformation["metricNamespace"],
            metric_value=transformation["metricValue"],
            default_value=transformation.get("defaultValue"),
            unit=transformation.get("unit") or "None",
            dimensions=tuple(sorted(transformation.get("dimensions", {}).items())),
        )


def read_alarms(session: Session, desired: Pipeline) -> Iterator[Alarm]:
    """Every alarm whose name starts with the pipeline's prefix."""
    prefix = f"{desired.prefix}-"
    for found in session.pages("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=prefix):
        dimensions = ((dimension["Name"], dimension["Value"]) for dimension in found.get("Dimensions", ()))
        yield Alarm(
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
            datapoints_to_alarm=found.get("DatapointsToAlarm"),
            threshold=found.get("Threshold", 0),
            comparison_operator=found["ComparisonOperator"],
            treat_missing_data=found.get("TreatMissingData", "missing"),
            actions_enabled=found["ActionsEnabled"],
            alarm_actions=tuple(sorted(found.get("AlarmActions", ()))),
            ok_actions=tuple(sorted(found.get("OKActions", ()))),
            insufficient_data_actions=tuple(sorted(found.get("InsufficientDataActions", ()))),
        )
