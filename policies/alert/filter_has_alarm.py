"""A metric filter counts, an alarm rings: without an alarm on the same metric and namespace nobody is told."""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_FILTER_HAS_ALARM",
    "Every metric filter has an alarm on its metric",
    every("aws_cloudwatch_log_metric_filter"),
    remedy="Add an alarm with the metric name and the namespace of this filter's transformation.",
    argument="metric_transformation",
)
def filter_has_alarm(metric_filter: Resource) -> str | None:
    transformations = metric_filter.blocks("metric_transformation")
    watched = [
        (watcher.text("metric_name"), watcher.text("namespace"))
        for alarm in metric_filter.terraform.every("aws_cloudwatch_metric_alarm")
        for watcher in (alarm, *(metric for query in alarm.blocks("metric_query") for metric in query.blocks("metric")))
    ]
    for transformation in transformations:
        metric = (transformation.text("name"), transformation.text("namespace"))
        if metric not in watched and not any(metric_filter.is_meant_by(name) for name, _ in watched):
            return f"no alarm watches {metric[1]}/{metric[0]}"
    return None if transformations else "the filter has no metric transformation"
