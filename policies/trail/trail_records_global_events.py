"""IAM, STS and the root user's sign-in are global services: without their events the worst goes unseen.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
"""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_TRAIL_RECORDS_GLOBAL_EVENTS",
    "A trail records the events of global services",
    every("aws_cloudtrail"),
    remedy="Set include_global_service_events to true, or leave it out.",
    argument="include_global_service_events",
)
def trail_records_global_events(trail: Resource) -> str | None:
    if trail.yes("include_global_service_events", default=True):
        return None
    return "events of IAM, STS and sign-in are not recorded"
