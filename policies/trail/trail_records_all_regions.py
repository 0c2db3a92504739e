"""Whoever wants to stay unseen works in a region that nobody uses; a trail of one region does not see it."""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_TRAIL_RECORDS_ALL_REGIONS",
    "A trail records all regions",
    every("aws_cloudtrail"),
    remedy="Set is_multi_region_trail to true.",
    argument="is_multi_region_trail",
)
def trail_records_all_regions(trail: Resource) -> str | None:
    return None if trail.yes("is_multi_region_trail") else "the trail records its home region only"
