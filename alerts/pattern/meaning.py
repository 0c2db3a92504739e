"""Whether two patterns mean the same, however they are written.

Sound, not complete: what it calls the same matches the same events, always; it does not see through every law of
logic. It understands order, grouping, duplicates and terms that CloudWatch ignores (the tree has already dropped
blanks, quotes and redundant brackets). The names and the order of a space-delimited pattern's columns belong to
its meaning, for a metric's value can refer to them.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import assert_never

from alerts.pattern.pattern import Pattern
from alerts.pattern.text_match import counting_terms
from alerts.pattern.tree import (
    And,
    AnyFields,
    Column,
    Comparison,
    Condition,
    Is,
    JsonPattern,
    MatchAll,
    NotExists,
    Or,
    RegexPattern,
    SpaceColumn,
    SpacePattern,
    TermPattern,
    Tree,
    Unnamed,
)


def same_meaning(a: Pattern, b: Pattern) -> bool:
    """Whether the patterns match the same events. True is certain; False means they may differ."""
    return meaning(a.tree) == meaning(b.tree)


def meaning(tree: Tree) -> Hashable:
    """A value that is equal for trees that differ in order, grouping and duplicates only."""
    match tree:
        case MatchAll() | RegexPattern():
            return tree
        case TermPattern():
            return TermPattern, frozenset(counting_terms(tree))
        case JsonPattern(condition):
            return JsonPattern, _condition(condition)
        case SpacePattern(columns):
            return SpacePattern, tuple(map(_column, columns))
        case _:
            assert_never(tree)


def _column(column: SpaceColumn) -> Hashable:
    match column:
        case Column(name, condition):
            return Column, name, None if condition is None else _condition(condition)
        case AnyFields() | Unnamed():
            return column
        case _:
            assert_never(column)


def _condition(condition: Condition) -> Hashable:
    match condition:
        case And(operands) | Or(operands):
            return _joined(type(condition), operands)
        case Comparison() | Is() | NotExists():
            return condition
        case _:
            assert_never(condition)


def _joined(kind: type[And | Or], operands: tuple[Condition, ...]) -> Hashable:
    """The set of what is joined, operands of the same kind merged into it; a single one stands for itself."""
    parts: set[Hashable] = set()
    for part in map(_condition, operands):
        match part:
            case (part_kind, frozenset() as inner) if part_kind is kind:
                parts |= inner
            case _:
                parts.add(part)
    return (kind, frozenset(parts)) if len(parts) > 1 else parts.pop()
