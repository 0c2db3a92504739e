"""Alerts are about management events, read and write. A selector that leaves some out silences every alert on them.

Without selectors a trail records them all. Advanced selectors are read for what they plainly say: a selector of
management events with any further condition leaves something out.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
"""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource, Values


@rule(
    "TRAILBELL_TRAIL_RECORDS_MANAGEMENT_EVENTS",
    "A trail records all management events, read and write, KMS not excluded",
    every("aws_cloudtrail"),
    remedy="Let one selector include management events with read_write_type All, and exclude no event source.",
    argument="event_selector",
)
def trail_records_management_events(trail: Resource) -> str | None:
    basic, advanced = trail.blocks("event_selector"), trail.blocks("advanced_event_selector")
    if not basic and not advanced:
        return None
    recorded = {kind for selector in (*map(_basic, basic), *map(_advanced, advanced)) for kind in selector}
    if {"ReadOnly", "WriteOnly"} <= recorded:
        return None
    if excluded := [source for one in basic for source in one.many("exclude_management_event_sources")]:
        return f"events of {', '.join(map(str, excluded))} are excluded"
    return "not all management events, read and write, are recorded"


def _basic(selector: Values) -> set[str]:
    """The kinds of management events that a basic selector records whole."""
    included = selector.yes("include_management_events", default=True)
    if not included or selector.many("exclude_management_event_sources"):
        return set()
    kind = selector.text("read_write_type", "All")
    return {"ReadOnly", "WriteOnly"} if kind == "All" else {kind}


def _advanced(selector: Values) -> set[str]:
    """The same of an advanced selector, whose fields must all hold."""
    fields = {one.text("field"): one for one in selector.blocks("field_selector")}
    category = fields.pop("eventCategory", None)
    if category is None or "Management" not in category.many("equals"):
        return set()
    read_only = fields.pop("readOnly", None)
    if fields:
        return set()
    if read_only is None:
        return {"ReadOnly", "WriteOnly"}
    return {"ReadOnly" if read_only.yes("equals") else "WriteOnly"}
