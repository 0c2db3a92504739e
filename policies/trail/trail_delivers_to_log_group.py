"""Alarms watch a log group. CloudTrail delivers only to one in the trail's home region, and by a role that it is given.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
"""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource, is_reference

REGION = 3


@rule(
    "TRAILBELL_TRAIL_DELIVERS_TO_LOG_GROUP",
    "A trail delivers to a log group of its home region",
    every("aws_cloudtrail"),
    remedy="Set cloud_watch_logs_group_arn to a log group of the provider's region, and cloud_watch_logs_role_arn.",
    argument="cloud_watch_logs_group_arn",
)
def trail_delivers_to_log_group(trail: Resource) -> str | None:
    log_group = trail.text("cloud_watch_logs_group_arn")
    if not log_group or not trail.text("cloud_watch_logs_role_arn"):
        return "the trail delivers to no log group: no alarm can ring"
    if is_reference(log_group) or not log_group.startswith("arn:"):
        return None
    region = log_group.split(":")[REGION]
    homes = {provider.text("region") for provider in trail.terraform.providers} - {""}
    if not homes or region in homes or any(map(is_reference, homes)):
        return None
    return f"the log group is in {region}, the trail in {' or '.join(sorted(homes))}"
