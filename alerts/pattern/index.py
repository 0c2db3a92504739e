"""Many patterns over one event: try only those that can match it.

Nearly every alert on CloudTrail asks for some event names or event sources. What a pattern asks of these two
fields at the least is read off its tree once; an event is then only shown to the patterns whose least it meets,
and to those that ask nothing of either field.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar, assert_never

from alerts.pattern.events import Event
from alerts.pattern.pattern import Pattern
from alerts.pattern.tree import (
    And,
    Comparison,
    Condition,
    Is,
    JsonPattern,
    Key,
    NotExists,
    Operator,
    Or,
    Selector,
    Text,
)
from alerts.pattern.value_match import node_text

EVENT_NAME = Selector((Key("eventName"),))
EVENT_SOURCE = Selector((Key("eventSource"),))

K = TypeVar("K")
_Entry = tuple[int, K, Pattern]


class PatternSet(Generic[K]):
    """Patterns by the key each is known under, for instance an alert's id."""

    __slots__ = ("_anything", "_by_name", "_by_source")

    def __init__(self, patterns: Iterable[tuple[K, Pattern]]) -> None:
        self._by_name: dict[str, list[_Entry[K]]] = {}
        self._by_source: dict[str, list[_Entry[K]]] = {}
        self._anything: list[_Entry[K]] = []
        for number, (key, pattern) in enumerate(patterns):
            self._add((number, key, pattern))

    def _add(self, entry: _Entry[K]) -> None:
        tree = entry[2].tree
        names = required_texts(tree.condition, EVENT_NAME) if isinstance(tree, JsonPattern) else None
        sources = required_texts(tree.condition, EVENT_SOURCE) if isinstance(tree, JsonPattern) else None
        if names is not None:
            for name in names:
                self._by_name.setdefault(name, []).append(entry)
        elif sources is not None:
            for source in sources:
                self._by_source.setdefault(source, []).append(entry)
        else:
            self._anything.append(entry)

    def matching(self, event: Event) -> list[K]:
        """The keys of the patterns that match a parsed event, in the order they were given."""
        hits = [entry for entry in self._candidates(event) if entry[2].matches_event(event)]
        hits.sort(key=lambda entry: entry[0])
        return [key for _, key, _ in hits]

    def _candidates(self, event: Event) -> list[_Entry[K]]:
        found = self._anything
        named = self._by_name.get(node_text(event.get("eventName")) or "")
        sourced = self._by_source.get(node_text(event.get("eventSource")) or "")
        if named:
            found = found + named
        return found + sourced if sourced else found


def required_texts(condition: Condition, selector: Selector) -> frozenset[str] | None:
    """The texts one of which the field must have for the condition to hold; None if it may have any, or none.

    An empty set means that the condition never holds.
    """
    match condition:
        case Comparison(subject, Operator.EQUAL, Text(text)) if subject == selector and "*" not in text:
            return frozenset([text])
        case Comparison() | Is() | NotExists():
            return None
        case And(operands):
            known = [texts for operand in operands if (texts := required_texts(operand, selector)) is not None]
            return frozenset.intersection(*known) if known else None
        case Or(operands):
            options = [required_texts(operand, selector) for operand in operands]
            if any(texts is None for texts in options):
                return None
            return frozenset().union(*(texts for texts in options if texts is not None))
        case _:
            assert_never(condition)
