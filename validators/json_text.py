"""JSON that AWS keeps as text: two texts mean the same where only blanks, keys' order or a list's order differ.

For policies of subscriptions and topics, whose lists are alternatives. Not for IAM policies: see `PolicyDocument`.
"""

from __future__ import annotations

import json
from typing import Any


def as_wanted(wanted: str | None, observed: str | None) -> str | None:
    """The wanted text where the observed one means the same, else what was observed; empty is None."""
    if not wanted or not observed:
        return observed or None
    try:
        same = _meaning(json.loads(wanted)) == _meaning(json.loads(observed))
    except (ValueError, RecursionError):
        return observed
    return wanted if same else observed


def _meaning(value: Any) -> Any:
    """A form that is equal for equal meanings. A boolean is not a number, though Python's are."""
    match value:
        case dict():
            return frozenset((key, _meaning(one)) for key, one in value.items())
        case list():
            return ("list", frozenset(map(_meaning, value)))
        case bool():
            return ("bool", value)
        case _:
            return value
