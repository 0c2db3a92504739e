"""An event that one set of filter patterns counts and another does not, found from the examples of an alert.

Tries the examples themselves, then each with one field changed to what a clause of either pattern names: so the event
is found, too, that a clause added later keeps out. It does not prove that two patterns mean the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alerts.pattern import Pattern
from alerts.pattern.events import Event
from alerts.pattern.tree import (
    Comparison,
    Is,
    Key,
    Leaf,
    NotExists,
    Number,
    Operator,
    Selector,
    State,
    Text,
    tree_leaves,
)

NAMED = ("eventName", "eventSource", "userIdentity.type", "errorCode", "sourceIPAddress")
"""The fields that tell people which event is meant."""

COMMON: Event = {
    "eventVersion": "1.11",
    "eventTime": "2026-01-01T00:00:00Z",
    "awsRegion": "us-east-1",
    "sourceIPAddress": "192.0.2.1",
    "userAgent": "aws-cli/2",
    "requestID": "00000000-0000-0000-0000-000000000000",
    "eventID": "00000000-0000-0000-0000-000000000000",
    "recipientAccountId": "111122223333",
}
"""What every event has, for examples that hold only the fields that matter: a clause on any of these would else seem to
hide them: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html"""

_ABSENT = object()
_STATES = {State.TRUE: True, State.FALSE: False, State.NULL: None}


@dataclass(frozen=True, slots=True)
class Lost:
    """An event that is no longer counted, and the example it was made from.

    `field` was changed in the example; None where it is the example itself, completed by what every event has.
    """

    event: Event
    example: Event
    field: str | None = None

    def __str__(self) -> str:
        said = {name: found for name in NAMED if isinstance(found := _at(self.example, name.split(".")), str)}
        if self.field is not None:
            found = _at(self.event, self.field.split("."))
            said[self.field] = "absent" if found is _ABSENT else str(found)
        name = said.pop("eventName", "an event")
        return f"{name} ({', '.join(f'{field} {value}' for field, value in said.items())})" if said else name


def lost(wanted: Sequence[Pattern], left: Sequence[Pattern], examples: Iterable[Event]) -> Lost | None:
    """The first event that one of `wanted` matches and none of `left`."""
    known = [(_completed(wanted, example), example) for example in examples if _counted(wanted, example)]
    for event, example in known:
        if not _counted(left, event):
            return Lost(event, example)
    leaves = [*dict.fromkeys(leaf for pattern in (*left, *wanted) for leaf in tree_leaves(pattern.tree))]
    for event, example in known:
        for field, changed in _variants(event, leaves):
            if _counted(wanted, changed) and not _counted(left, changed):
                return Lost(changed, example, field)
    return None


def _completed(wanted: Sequence[Pattern], example: Event) -> Event:
    """The example with what every event has, unless the alert looks for the absence of some of it."""
    whole = {**COMMON, **example}
    return whole if _counted(wanted, whole) else example


def _counted(patterns: Iterable[Pattern], event: Event) -> bool:
    return any(pattern.matches_event(event) for pattern in patterns)


def _variants(event: Event, leaves: Iterable[Leaf]) -> Iterator[tuple[str, Event]]:
    for leaf in leaves:
        selector = leaf.subject if isinstance(leaf, Comparison) else leaf.selector
        if isinstance(selector, Selector) and all(isinstance(step, Key) for step in selector.steps):
            path = [step.name for step in selector.steps if isinstance(step, Key)]
            for value in _values(leaf):
                if (changed := _changed(event, path, value)) is not None:
                    yield ".".join(path), changed


def _values(leaf: Leaf) -> Iterator[Any]:
    """What the field may hold for the clause to come out one way or the other."""
    match leaf:
        case Comparison(_, _, Text(text)):
            yield text.replace("*", "")
        case Comparison(_, Operator.EQUAL | Operator.NOT_EQUAL, Number(text)):
            yield from (float(text), text)
        case Comparison(_, _, Number(text)):
            yield from (float(text) - 1, float(text), float(text) + 1)
        case Is(_, state):
            yield from (_STATES[state], _ABSENT)
        case NotExists():
            yield from ("present", _ABSENT)
        case _:
            return


def _changed(event: Event, path: Sequence[str], value: Any) -> Event | None:
    """A copy of the event with another value at this place; None where the place is inside something else."""
    first, *rest = path
    inner = event.get(first, {})
    if rest:
        if not isinstance(inner, Mapping):
            return None
        value = _changed(inner, rest, value)
        return None if value is None else {**event, first: value}
    left = {name: kept for name, kept in event.items() if name != first}
    return left if value is _ABSENT else {**left, first: value}


def _at(event: Event, path: Sequence[str]) -> object:
    found: object = event
    for name in path:
        if not isinstance(found, Mapping) or name not in found:
            return _ABSENT
        found = found[name]
    return found
