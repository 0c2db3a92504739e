"""Rules on metric filters and alarms."""

from __future__ import annotations

from policies.terraform import Resource, Terraform, Values


def feeding(alarm: Resource) -> list[Values]:
    """The metric transformations whose metric an alarm watches."""
    metric = (alarm.text("metric_name"), alarm.text("namespace"))
    return [
        transformation
        for metric_filter in alarm.terraform.every("aws_cloudwatch_log_metric_filter")
        for transformation in metric_filter.blocks("metric_transformation")
        if (transformation.text("name"), transformation.text("namespace")) == metric
        or metric_filter.is_meant_by(metric[0])
    ]


def on_events(terraform: Terraform) -> list[Resource]:
    """The alarms that a metric filter feeds."""
    return [alarm for alarm in terraform.every("aws_cloudwatch_metric_alarm") if feeding(alarm)]
