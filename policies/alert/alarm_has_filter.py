"""An alarm on a metric that nothing feeds never rings: one wrong letter in metric or namespace is enough."""

from __future__ import annotations

from policies.alert import feeding
from policies.rule import rule
from policies.terraform import Resource, Terraform


def _on_metrics_of_filters(terraform: Terraform) -> list[Resource]:
    """Alarms on namespaces of AWS's own, on expressions, and where there are no filters at all are not about events."""
    if not terraform.every("aws_cloudwatch_log_metric_filter"):
        return []
    alarms = terraform.every("aws_cloudwatch_metric_alarm")
    return [alarm for alarm in alarms if alarm.text("metric_name") and not alarm.text("namespace").startswith("AWS/")]


@rule(
    "TRAILBELL_ALARM_HAS_FILTER",
    "Every alarm has a metric filter that feeds it",
    _on_metrics_of_filters,
    remedy="Give the alarm the metric name and the namespace of a metric filter's transformation.",
    argument="metric_name",
)
def alarm_has_filter(alarm: Resource) -> str | None:
    if feeding(alarm):
        return None
    return f"no metric filter feeds {alarm.text('namespace')}/{alarm.text('metric_name')}"
