"""What Logs Insights calls the fields of an event, and how to find in an event's text what it has no name for."""

from __future__ import annotations

import re
from typing import assert_never

from alerts.expression import BooleanIs, EventField, InNetworks, NumberIs, Present, Test, TextIs, TextMatches
from alerts.pattern.tree import Index, Key, Selector, Step, Wildcard

_PLAIN = re.compile(r"[A-Za-z0-9_@]+")


def name_of(field: EventField) -> str:
    """The name of a field: keys joined by periods, elements of lists by number, in backticks where it is not plain."""
    steps = [_step(step) for step in field.selector.steps]
    joined = ".".join(steps)
    return joined if all(map(_PLAIN.fullmatch, steps)) else f"`{joined}`"


def _step(step: Step) -> str:
    match step:
        case Key(name):
            return name
        case Index(number):
            return str(number)
        case Wildcard():
            raise ValueError("a wildcard has no name in Logs Insights")
        case _:
            assert_never(step)


def in_message(test: Test) -> str | None:
    """A search in the event's text for what some element of a list must hold; None where the text does not tell.

    Keys stand in the text in the order of the path, for an object's text comes after its key.
    """
    keys, ends_in_key = _telling_keys(test.field.selector)
    start = ".*".join(f'"{_escaped(key)}":' for key in keys)
    match test:
        case TextIs(_, text):
            gap = "" if ends_in_key else ".*"
            before = '"' if not text.startswith("*") or text == "*" else '"[^"]*'
            found = f"{start}{gap}{before}{_escaped(text.strip('*'))}" + ("" if text.endswith("*") else '"')
        case BooleanIs(_, value) if ends_in_key:
            found = f"{start}{str(value).lower()}"
        case BooleanIs() | TextMatches() | NumberIs() | Present() | InNetworks():
            return None
        case _:
            assert_never(test)
    return f"@message like /{found}/"


def _telling_keys(selector: Selector) -> tuple[list[str], bool]:
    """The two keys before the list and the last one after it, if any; and whether the path ends in a key."""
    wildcard = selector.steps.index(Wildcard())
    before = [step.name for step in selector.steps[:wildcard] if isinstance(step, Key)]
    after = [step.name for step in selector.steps[wildcard:] if isinstance(step, Key)]
    return [*before[-2:], *after[-1:]], bool(after) and isinstance(selector.steps[-1], Key)


def _escaped(text: str) -> str:
    return re.sub(r"[.^$?*+|(){}\[\]\\/]", lambda found: "\\" + found[0], text)
