"""Whether a trail records an event: its event selectors, basic or advanced, and what a trail of one region leaves out.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from alerts.pattern.events import Event
from pipeline.policy_condition import Known, both, either, opposite
from pipeline.trail import EventSelector, Trail

GLOBAL_SOURCES = frozenset({"iam.amazonaws.com", "cloudfront.amazonaws.com", "sts.amazonaws.com"})
"""Services whose events count as global: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html"""

_READS = re.compile(r"(?:BatchGet|Check|Describe|Get|Head|List|Lookup|Search)[A-Z]")
_OPERATORS: Mapping[str, tuple[Callable[[str, str], bool], bool]] = {
    "Equals": (str.__eq__, False),
    "StartsWith": (str.startswith, False),
    "EndsWith": (str.endswith, False),
    "NotEquals": (str.__eq__, True),
    "NotStartsWith": (str.startswith, True),
    "NotEndsWith": (str.endswith, True),
}


def records(trail: Trail, event: Event) -> Known:
    """Whether the trail records this management event, or one of which only these fields are known."""
    if event.get("eventSource") in GLOBAL_SOURCES and not trail.include_global_service_events:
        return False
    basic = [_basic(selector, event) for selector in trail.event_selectors]
    return either([*basic, *(_advanced(text, event) for text in trail.advanced_event_selectors)])


def _basic(selector: EventSelector, event: Event) -> Known:
    if event.get("eventCategory", "Management") != "Management":
        return None
    if not selector.include_management_events:
        return False
    if event.get("eventSource") in selector.exclude_management_event_sources:
        return False
    wanted = {"All": None, "ReadOnly": True, "WriteOnly": False}.get(selector.read_write_type)
    return True if wanted is None else _same(reads_only(event), wanted)


def reads_only(event: Event) -> Known:
    """Whether the event only looks: as it says itself, else by its name as far as that tells."""
    said, name = event.get("readOnly"), event.get("eventName")
    if isinstance(said, bool):
        return said
    return bool(_READS.match(name)) if isinstance(name, str) else None


def _same(known: Known, wanted: bool) -> Known:
    return None if known is None else known is wanted


def _advanced(text: str, event: Event) -> Known:
    try:
        selectors = json.loads(text)["FieldSelectors"]
        return both(_field(selector, event) for selector in selectors)
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return None


def _field(selector: Mapping[str, Any], event: Event) -> Known:
    present = _present(selector["Field"], event)
    asked = [(_OPERATORS[name], values) for name, values in selector.items() if name != "Field" and values]
    if present is None:
        return None
    return both(_asked(compare, values, present, negated=negated) for (compare, negated), values in asked)


def _asked(compare: Callable[[str, str], bool], values: Iterable[str], present: str, *, negated: bool) -> Known:
    found: Known = any(compare(present, value) for value in values)
    return opposite(found) if negated else found


def _present(field: str, event: Event) -> str | None:
    match field:
        case "eventCategory":
            return str(event.get("eventCategory", "Management"))
        case "readOnly":
            known = reads_only(event)
            return None if known is None else str(known).lower()
        case "eventSource" | "eventName" | "eventType":
            found = event.get(field)
            return found if isinstance(found, str) else None
        case _:
            return None
