"""Why a pattern matches an event, or does not: the clauses that decided, and what they found in the event.

Slow and for people; matching does not go through here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from alerts.pattern.events import Event, event_text, read_event
from alerts.pattern.json_match import compile_leaf, select_nodes
from alerts.pattern.printer import print_condition, print_selector, print_tree
from alerts.pattern.search import compile_search
from alerts.pattern.text_match import column_fields, compile_field_condition, counting_terms
from alerts.pattern.tree import (
    And,
    Column,
    Comparison,
    Condition,
    Is,
    JsonPattern,
    Leaf,
    MatchAll,
    Mode,
    NotExists,
    Or,
    RegexPattern,
    Selector,
    SpacePattern,
    Term,
    TermPattern,
    Tree,
)

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the pattern: its text, whether it holds, and what stands in the event."""

    text: str
    holds: bool
    observed: str

    def __str__(self) -> str:
        return f"{'yes' if self.holds else 'no ':3}  {self.text}  ({self.observed})"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict, and the clauses it follows from: those that all had to hold, or the one that was enough."""

    matched: bool
    clauses: tuple[Clause, ...]

    def __str__(self) -> str:
        verdict = "matched, because" if self.matched else "not matched, because"
        return "\n".join([verdict, *(f"  {clause}" for clause in self.clauses)])


def explain_event(tree: Tree, event: Event) -> Explanation:
    """Explain the verdict on a parsed event."""
    if isinstance(tree, JsonPattern):
        return _condition(tree.condition, event)
    text = event_text(event)
    if text is None:
        return _single(print_tree(tree), False, "the event is nested too deeply to be written as text")
    return explain_message(tree, text)


def explain_message(tree: Tree, message: str) -> Explanation:
    """Explain the verdict on a log event's message."""
    match tree:
        case JsonPattern(condition):
            event = read_event(message)
            if event is None:
                return _single(print_tree(tree), False, "the message is not one JSON object")
            return _condition(condition, event)
        case MatchAll():
            return _single("the empty pattern", True, "matches every event")
        case TermPattern():
            return _terms(tree, message)
        case RegexPattern(regex):
            holds = compile_search(regex)(message)
            return _single(print_tree(tree), holds, f"the message {'has' if holds else 'has no'} such text")
        case SpacePattern():
            return _space(tree, message)
        case _:
            assert_never(tree)


def _single(text: str, holds: bool, observed: str) -> Explanation:
    return Explanation(holds, (Clause(text, holds, observed),))


def _all_of(parts: Iterable[Explanation]) -> Explanation:
    """The first part that fails decides; if none does, all of them together."""
    clauses: list[Clause] = []
    for part in parts:
        if not part.matched:
            return part
        clauses += part.clauses
    return Explanation(True, tuple(clauses))


def _any_of(parts: Iterable[Explanation]) -> Explanation:
    """The first part that holds decides; if none does, all of them together."""
    clauses: list[Clause] = []
    for part in parts:
        if part.matched:
            return part
        clauses += part.clauses
    return Explanation(False, tuple(clauses))


def _condition(condition: Condition, event: Event) -> Explanation:
    match condition:
        case And(operands):
            return _all_of(_condition(operand, event) for operand in operands)
        case Or(operands):
            return _any_of(_condition(operand, event) for operand in operands)
        case Comparison() | Is() | NotExists():
            return _single(print_condition(condition), compile_leaf(condition)(event), _observed(condition, event))
        case _:
            assert_never(condition)


def _observed(leaf: Leaf, event: Event) -> str:
    selector = leaf.subject if isinstance(leaf, Comparison) else leaf.selector
    if not isinstance(selector, Selector):
        return ""
    nodes = select_nodes(selector, event)
    found = ", ".join(map(_shown, nodes)) if nodes else "not in the event"
    return f"{print_selector(selector)}: {_shortened(found)}"


def _shown(node: object) -> str:
    try:
        return json.dumps(node, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        return "a deeply nested value"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _terms(pattern: TermPattern, message: str) -> Explanation:
    terms = counting_terms(pattern)
    parts = (_term(term, message) for term in terms)
    return _any_of(parts) if terms[0].mode is Mode.OPTIONAL else _all_of(parts)


def _term(term: Term, message: str) -> Explanation:
    found = term.text in message
    observed = f"the message {'has' if found else 'does not have'} this text"
    return _single(print_tree(TermPattern((term,))), found is not (term.mode is Mode.EXCLUDED), observed)


def _space(pattern: SpacePattern, message: str) -> Explanation:
    fields = column_fields(pattern, message)
    if fields is None:
        return _single(print_tree(pattern), False, "the message has fewer fields than the pattern has columns")
    parts = [
        _single(print_condition(column.condition), compile_field_condition(column.condition)(text), _shortened(text))
        for column, text in zip(pattern.columns, fields, strict=False)
        if isinstance(column, Column) and column.condition is not None
    ]
    return _all_of(parts) if parts else _single(print_tree(pattern), True, "the message has enough fields")
