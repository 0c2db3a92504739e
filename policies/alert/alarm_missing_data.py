"""A quiet trail publishes nothing. By default the alarm then has INSUFFICIENT_DATA and says no OK: incidents stay open.

`breaching` and `ignore` are somebody's decision, and so is an action that tells of INSUFFICIENT_DATA; the default is
nobody's.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from __future__ import annotations

from policies.alert import on_events
from policies.rule import rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_ALARM_MISSING_DATA",
    "An alarm on events does not take missing data for missing, unless it tells of it",
    on_events,
    remedy="Set treat_missing_data to notBreaching, or tell of missing data by insufficient_data_actions.",
    argument="treat_missing_data",
)
def alarm_missing_data(alarm: Resource) -> str | None:
    if alarm.text("treat_missing_data", "missing") != "missing" or alarm.many("insufficient_data_actions"):
        return None
    return "without events the alarm stays in INSUFFICIENT_DATA, and OK is never told"
