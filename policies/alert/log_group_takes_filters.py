"""A log group takes 100 metric filters, and more cannot be had; deploying one more hangs or fails half-way.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
"""

from __future__ import annotations

from collections import Counter

from policies.rule import rule
from policies.terraform import Resource, Terraform

MAXIMUM_FILTERS = 100


def _first_of_each_log_group(terraform: Terraform) -> list[Resource]:
    found: dict[str, Resource] = {}
    for metric_filter in terraform.every("aws_cloudwatch_log_metric_filter"):
        found.setdefault(metric_filter.text("log_group_name"), metric_filter)
    return [*found.values()]


@rule(
    "TRAILBELL_LOG_GROUP_TAKES_FILTERS",
    "A log group has at most 100 metric filters",
    _first_of_each_log_group,
    remedy="Disable alerts, or put what belongs together into one pattern.",
    argument="log_group_name",
)
def log_group_takes_filters(metric_filter: Resource) -> str | None:
    name = metric_filter.text("log_group_name")
    count = Counter(one.text("log_group_name") for one in metric_filter.terraform.every(metric_filter.type))[name]
    return f"{name} has {count} metric filters" if count > MAXIMUM_FILTERS else None
