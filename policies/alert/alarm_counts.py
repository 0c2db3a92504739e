"""Where a filter adds a number for each event, only Sum is the number of events: Average of ones is always one."""

from __future__ import annotations

from policies.alert import feeding, on_events
from policies.rule import rule
from policies.terraform import Resource, Terraform


def _on_counts(terraform: Terraform) -> list[Resource]:
    """Not those on values taken from the event, such as `$.bytes`."""
    return [alarm for alarm in on_events(terraform) if any(one.number("value") is not None for one in feeding(alarm))]


@rule(
    "TRAILBELL_ALARM_COUNTS",
    "An alarm that counts events uses the statistic Sum",
    _on_counts,
    remedy="Set statistic to Sum.",
    argument="statistic",
)
def alarm_counts(alarm: Resource) -> str | None:
    statistic = alarm.text("statistic") or alarm.text("extended_statistic")
    return None if statistic == "Sum" else f"the alarm counts events with the statistic {statistic or 'of nothing'}"
