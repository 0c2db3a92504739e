"""What a trail's event selectors record, by meaning: basic and advanced ones that say the same are the same.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from __future__ import annotations

import json
from typing import Any

from pipeline.trail import EventSelector

_MANAGEMENT = {"Equals": ["Management"]}
_READ_WRITE = {"true": "ReadOnly", "false": "WriteOnly"}


def event_selectors(answer: dict[str, Any]) -> tuple[EventSelector, ...]:
    """What an answer of GetEventSelectors comes to for management events, said by basic selectors.

    One that records all leaves nothing to the others, and one that records none says nothing beside one that does.
    """
    basic = [_basic(selector) for selector in answer.get("EventSelectors") or ()]
    meant = filter(None, map(_meaning, answer.get("AdvancedEventSelectors") or ()))
    recording = {selector for selector in (*basic, *meant) if selector.include_management_events}
    if EventSelector() in recording:
        return (EventSelector(),)
    return tuple(sorted(recording, key=str)) or ((EventSelector(include_management_events=False),) if basic else ())


def data_events(answer: dict[str, Any]) -> tuple[str, ...]:
    """The types of resource whose data events its basic selectors record."""
    selected = (resource for selector in answer.get("EventSelectors") or () for resource in _resources(selector))
    return tuple(sorted({resource["Type"] for resource in selected}))


def _resources(selector: dict[str, Any]) -> list[dict[str, Any]]:
    return selector.get("DataResources") or []


def advanced_event_selectors(answer: dict[str, Any]) -> tuple[str, ...]:
    """Those that no basic selector can express, in JSON."""
    selectors = answer.get("AdvancedEventSelectors") or ()
    return tuple(sorted(json.dumps(selector, sort_keys=True) for selector in selectors if _meaning(selector) is None))


def records_management_events(answer: dict[str, Any]) -> bool:
    """Whether any selector records any management events."""
    advanced = (_fields(selector) for selector in answer.get("AdvancedEventSelectors") or ())
    return any(selector.include_management_events for selector in event_selectors(answer)) or any(
        fields.get("eventCategory") == _MANAGEMENT for fields in advanced
    )


def _basic(selector: dict[str, Any]) -> EventSelector:
    return EventSelector(
        read_write_type=selector.get("ReadWriteType", "All"),
        include_management_events=selector.get("IncludeManagementEvents", True),
        exclude_management_event_sources=tuple(sorted(selector.get("ExcludeManagementEventSources") or ())),
    )


def _meaning(selector: dict[str, Any]) -> EventSelector | None:
    """The basic selector that records the same management events, if there is one; a selector's name does not count."""
    fields = _fields(selector)
    if len(fields) != len(selector.get("FieldSelectors") or ()) or fields.pop("eventCategory", None) != _MANAGEMENT:
        return None
    reads = fields.pop("readOnly", {"Equals": [""]})
    sources = fields.pop("eventSource", {"NotEquals": []})
    if fields or reads.keys() != {"Equals"} or len(reads["Equals"]) != 1 or sources.keys() != {"NotEquals"}:
        return None
    return EventSelector(
        read_write_type=_READ_WRITE.get(reads["Equals"][0], "All"),
        exclude_management_event_sources=tuple(sorted(sources["NotEquals"])),
    )


def _fields(selector: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Field to its operators and their values."""
    return {
        field["Field"]: {name: values for name, values in field.items() if name != "Field" and values}
        for field in selector.get("FieldSelectors") or ()
    }
