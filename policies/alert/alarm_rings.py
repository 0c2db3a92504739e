"""An alarm without an ALARM action, or with its actions disabled, changes its state and tells nobody.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
"""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_ALARM_RINGS",
    "Every alarm has an ALARM action, and its actions are enabled",
    every("aws_cloudwatch_metric_alarm"),
    remedy="Name a topic in alarm_actions, and leave actions_enabled true.",
    argument="alarm_actions",
)
def alarm_rings(alarm: Resource) -> str | None:
    if not alarm.many("alarm_actions"):
        return "the alarm has no ALARM action"
    return None if alarm.yes("actions_enabled", default=True) else "the alarm's actions are disabled"
