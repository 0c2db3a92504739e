"""Log events: from text to a parsed JSON object and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn

Event = Mapping[str, object]
"""A JSON object as `json.loads` gives it: dicts, lists, strings, numbers, booleans and None."""


def read_event(message: str) -> dict[str, object] | None:
    """The JSON object that the whole message is, or None if it is anything else.

    NaN and Infinity are not JSON; of equal keys the last one counts; integers are exact, however long. A message
    that is nested too deeply for Python to read (several hundred levels) counts as no JSON object.
    """
    try:
        event = _decode(message)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None


def event_text(event: Event) -> str | None:
    """The compact JSON text of a parsed event, as CloudTrail writes it; None if it is nested too deeply."""
    try:
        return json.dumps(event, separators=(",", ":"), ensure_ascii=False, default=_plain)
    except RecursionError:
        return None


def _decode(message: str) -> object:
    try:
        return _DECODER.decode(message)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of more digits than Python converts at once
        return _LONG_INTEGER_DECODER.decode(message)


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError("not JSON", name, 0)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
_LONG_INTEGER_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=Decimal)
