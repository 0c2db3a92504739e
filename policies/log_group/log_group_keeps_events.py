"""Events must not be deleted sooner than promised. TRAILBELL_LOG_RETENTION_DAYS says what is; else a year.

A year is what CIS, PCI DSS and checkov's own rule for log groups ask for. Without retention events are kept for ever.
"""

from __future__ import annotations

import os

from policies.rule import rule
from policies.terraform import Resource, Terraform

PROMISE = "TRAILBELL_LOG_RETENTION_DAYS"
YEAR = "365"


def _of_trails(terraform: Terraform) -> list[Resource]:
    return terraform.named_by_trails("cloud_watch_logs_group_arn", "aws_cloudwatch_log_group")


@rule(
    "TRAILBELL_LOG_GROUP_KEEPS_EVENTS",
    "A trail's log group keeps events as long as promised",
    _of_trails,
    remedy="Set retention_in_days to what is promised, or to more.",
    argument="retention_in_days",
)
def log_group_keeps_events(log_group: Resource) -> str | None:
    promised = float(os.environ.get(PROMISE) or YEAR)
    days = log_group.number("retention_in_days")
    return f"events are deleted after {days:g} days, promised are {promised:g}" if days and days < promised else None
