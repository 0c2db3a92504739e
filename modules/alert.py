"""The metric filter and the alarm of an alert."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from imports.aws.cloudwatch_log_metric_filter import (
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation,
)
from imports.aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from modules.literal import literal
from pipeline import alert


class MetricFilter(Construct):
    """A metric filter on the log group.

    >>> MetricFilter(stack, "root-usage-filter", part, depends_on=log_group.ready)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: alert.MetricFilter,
        *,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        if part.apply_on_transformed_logs:
            raise ValueError(f"metric filter {part.name}: a look at transformed events is read, not written")
        transformation = CloudwatchLogMetricFilterMetricTransformation(
            name=literal(part.metric_name),
            namespace=literal(part.metric_namespace),
            value=part.metric_value,
            default_value=None if part.default_value is None else f"{part.default_value:.15g}",
            unit=part.unit,
            dimensions={literal(name): literal(field) for name, field in part.dimensions} or None,
        )
        CloudwatchLogMetricFilter(
            self,
            "Resource",
            name=literal(part.name),
            log_group_name=part.log_group,
            pattern=literal(part.pattern.text),
            metric_transformation=transformation,
            depends_on=[*depends_on],
        )


class Alarm(Construct):
    """An alarm on the metric.

    >>> Alarm(stack, "root-usage-alarm", part)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: alert.Alarm,
        *,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        CloudwatchMetricAlarm(
            self,
            "Resource",
            alarm_name=literal(part.name),
            alarm_description=literal(part.description),
            metric_name=literal(part.metric_name),
            namespace=literal(part.metric_namespace),
            dimensions={literal(name): literal(value) for name, value in part.dimensions} or None,
            unit=part.unit,
            statistic=part.statistic,
            period=part.period,
            evaluation_periods=part.evaluation_periods,
            datapoints_to_alarm=part.datapoints_to_alarm,
            threshold=part.threshold,
            comparison_operator=part.comparison_operator,
            treat_missing_data=part.treat_missing_data,
            actions_enabled=part.actions_enabled,
            alarm_actions=list(part.alarm_actions),
            ok_actions=list(part.ok_actions),
            insufficient_data_actions=list(part.insufficient_data_actions),
            depends_on=[*depends_on],
        )
