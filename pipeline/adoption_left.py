"""Why something that was found cannot be adopted, in words for whoever set it up by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from pydantic import ValidationError

_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "actions_enabled": "its actions are off; turn them on, or delete it",
        "alarm_actions": "it rings at something that is no topic",
        "insufficient_data_actions": "it tells others of a lack of data than of ALARM",
        "ok_actions": "it tells others of OK than of ALARM",
        "pattern": "its filter pattern is empty, and counts every event",
        "statistic": "it watches a percentile",
    }
)


def invalid(error: ValidationError) -> str:
    """What keeps a filter and its alarm from being an alert."""
    first = error.errors()[0]
    field = ".".join(str(step) for step in first["loc"] if isinstance(step, str))
    told = first["msg"].removeprefix("Value error, ").partition("\n")[0]
    known = field in ("pattern", "statistic") and first["type"] in ("string_too_short", "literal_error")
    return _REASONS[field] if known else f"no alert can say its {field}: {told}" if field else told


def unsaid(fields: Iterable[str], *, rings: bool) -> str:
    """What of an alarm and its filter a deployment would change; `rings` says whether it has any action for ALARM."""
    names = tuple(dict.fromkeys(fields))
    if "alarm_actions" in names and not rings:
        return "it rings nowhere: it has no action for ALARM"
    reasons = [_REASONS[name] for name in names if name in _REASONS and name != "pattern"]
    others = [name for name in names if name not in _REASONS or name == "pattern"]
    return "; ".join((*reasons, *([f"no alert can say its {', '.join(others)}"] if others else [])))
