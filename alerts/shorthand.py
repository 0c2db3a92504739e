"""The short forms of an alert's YAML: `threshold: {count, within, datapoints}` and `notify: {ok, insufficient_data}`.

They say in the words of a sentence what CloudWatch's own fields say one by one; those stay usable beside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_UNITS = {"s": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86_400, "day": 86_400}
_SPAN = re.compile(r"(\d+) ?([a-z]+?)s?")
_DATAPOINTS = re.compile(r"([1-9]\d*) of ([1-9]\d*)")
_NOTIFY = {"ok": "notify_ok", "insufficient_data": "notify_insufficient_data"}
_THRESHOLD = ("count", "within", "datapoints")

THRESHOLD_SCHEMA = {
    "anyOf": [
        {"type": "number", "exclusiveMinimum": 0},
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["count"],
            "properties": {
                "count": {"type": "number", "exclusiveMinimum": 0},
                "within": {"type": ["integer", "string"]},
                "datapoints": {"type": "string", "pattern": "^[1-9][0-9]* of [1-9][0-9]*$"},
            },
        },
    ]
}
NOTIFY_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"ok": {"type": "boolean"}, "insufficient_data": {"type": "boolean"}},
}


def expand(written: Any) -> Any:
    """An alert as written, its short forms replaced. One that is wrong stays, for its field to refuse.

    Raises ValueError where a short form says what another key says too.
    """
    if not isinstance(written, Mapping):
        return written
    said = dict(written)
    if isinstance(short := said.get("threshold"), Mapping) and threshold_mistake(short) is None:
        said = _added(said, _threshold(short), "threshold")
    if isinstance(short := said.get("notify"), Mapping) and notify_mistake(short) is None:
        said = _added(said, {_NOTIFY[key]: value for key, value in short.items()}, "notify")
    return said


def _added(said: dict[str, Any], meant: dict[str, Any], short: str) -> dict[str, Any]:
    rest = {key: value for key, value in said.items() if key != short}
    if double := rest.keys() & meant.keys():
        raise ValueError(f"{short} already says {min(double)}; keep one of them")
    return rest | meant


def _threshold(short: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"threshold": short["count"]}
    if "within" in short:
        found["period"] = seconds(short["within"])
    if match := _DATAPOINTS.fullmatch(str(short.get("datapoints"))):
        found["datapoints_to_alarm"], found["evaluation_periods"] = int(match[1]), int(match[2])
    return found


def seconds(span: Any) -> int | None:
    """The seconds of `300`, `5 minutes`, `5m` or `1 hour`; None where it is none of these."""
    if isinstance(span, int) and not isinstance(span, bool):
        return span
    match = _SPAN.fullmatch(str(span))
    return int(match[1]) * _UNITS[match[2]] if match and match[2] in _UNITS else None


def threshold_mistake(short: Mapping[str, Any]) -> str | None:
    """What is wrong with a short threshold, if anything."""
    if unknown := [key for key in short if key not in _THRESHOLD]:
        return f"unknown key '{unknown[0]}'; known here: {', '.join(_THRESHOLD)}"
    if "count" not in short:
        return "count is missing; write it like {count: 3, within: 5 minutes}"
    if "within" in short and seconds(short["within"]) is None:
        return f"within is a number of seconds, or such as 5 minutes; got {short['within']!r}"
    if "datapoints" in short and not _DATAPOINTS.fullmatch(str(short["datapoints"])):
        return f"datapoints is such as '2 of 3': two of the last three periods breach; got {short['datapoints']!r}"
    return None


def notify_mistake(short: Mapping[str, Any]) -> str | None:
    """What is wrong with a short notify, if anything."""
    if unknown := [key for key in short if key not in _NOTIFY]:
        return f"unknown key '{unknown[0]}'; known here: {', '.join(_NOTIFY)}"
    return None


def refuse_short_threshold(value: Any) -> Any:
    """For the field: what is still a section was not understood."""
    if isinstance(value, Mapping):
        raise ValueError(threshold_mistake(value))
    return value


def refuse_short_notify(value: Any) -> Any:
    """For the field: what is still there was not understood."""
    mistake = notify_mistake(value) if isinstance(value, Mapping) else None
    raise ValueError(mistake or "should be a section such as {ok: true, insufficient_data: false}")
