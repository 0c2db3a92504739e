"""A trail that is not logging records nothing: no alarm can ring."""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_TRAIL_LOGS",
    "A trail is logging",
    every("aws_cloudtrail"),
    remedy="Set enable_logging to true, or leave it out.",
    argument="enable_logging",
)
def trail_logs(trail: Resource) -> str | None:
    return None if trail.yes("enable_logging", default=True) else "the trail is not logging"
