"""Compile patterns over the text of an event: terms, a regular expression, space-delimited fields.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from alerts.pattern.combine import Predicate, all_of, any_of
from alerts.pattern.tree import (
    And,
    AnyFields,
    Column,
    Comparison,
    Condition,
    Is,
    Mode,
    NotExists,
    Or,
    SpaceColumn,
    SpacePattern,
    Term,
    TermPattern,
)
from alerts.pattern.value_match import compile_field_test

_CLOSING = {'"': '"', "[": "]"}
_BLANKS = re.compile(r"[ \t]*")
_WORD = re.compile(r"[^ \t]*")


def compile_terms(pattern: TermPattern) -> Predicate[str]:
    """Whether a message holds every required term and no excluded one.

    Optional terms count only where there is no other kind: then some of them must be there.
    """
    required, excluded = term_texts(pattern, Mode.REQUIRED), term_texts(pattern, Mode.EXCLUDED)
    optional = term_texts(pattern, Mode.OPTIONAL)
    if not required and not excluded:
        return lambda message: any(text in message for text in optional)

    def holds(message: str) -> bool:
        return all(text in message for text in required) and not any(text in message for text in excluded)

    return holds


def term_texts(pattern: TermPattern, mode: Mode) -> tuple[str, ...]:
    """The texts of the terms of one mode."""
    return tuple(term.text for term in pattern.terms if term.mode is mode)


def counting_terms(pattern: TermPattern) -> tuple[Term, ...]:
    """The terms that CloudWatch looks at: optional ones are ignored beside any other."""
    others = tuple(term for term in pattern.terms if term.mode is not Mode.OPTIONAL)
    return others or pattern.terms


def compile_space(pattern: SpacePattern) -> Predicate[str]:
    """Whether the fields of a message fit the columns, and every column's condition holds."""
    conditions = [_compile_column(column) for column in pattern.columns]
    named = [(number, holds) for number, holds in enumerate(conditions) if holds is not None]

    def holds(message: str) -> bool:
        fields = column_fields(pattern, message)
        return fields is not None and all(test(fields[number]) for number, test in named)

    return holds


def column_fields(pattern: SpacePattern, message: str) -> Sequence[str] | None:
    """The field that stands under each column ("" under an ellipsis); None if there are too few fields.

    Without an ellipsis the last column takes the rest of the message.
    """
    columns = pattern.columns
    if not columns:
        return ()
    if AnyFields() not in columns:
        fields = split_fields(message, len(columns))
        return fields if len(fields) == len(columns) else None
    fields = split_fields(message)
    before = columns.index(AnyFields())
    after = len(columns) - before - 1
    if len(fields) < before + after:
        return None
    return [*fields[:before], "", *fields[len(fields) - after :]]


def split_fields(message: str, limit: int = 0) -> list[str]:
    """The fields of a message, parted by blanks and tabs; text in double quotes or square brackets is one field.

    A quote or bracket that is not closed is an ordinary character. With a limit, the last field of that many is
    the rest of the message as written, unless the rest is a single field. The time grows with the length only.
    """
    fields: list[str] = []
    position, size = _end(_BLANKS, message, 0), len(message)
    unclosed: set[str] = set()
    while position < size:
        start, end, following = _field(message, position, unclosed)
        following = _end(_BLANKS, message, following)
        if len(fields) == limit - 1 and following < size:
            return [*fields, message[position:]]
        fields.append(message[start:end])
        position = following
    return fields


def _field(message: str, position: int, unclosed: set[str]) -> tuple[int, int, int]:
    """Where the field that starts here begins and ends, and where the text after it begins."""
    opening = message[position]
    if opening in _CLOSING and opening not in unclosed:
        end = message.find(_CLOSING[opening], position + 1)
        if end >= 0:
            return position + 1, end, end + 1
        unclosed.add(opening)
    end = _end(_WORD, message, position)
    return position, end, end


def _end(expression: re.Pattern[str], message: str, position: int) -> int:
    found = expression.match(message, position)
    return found.end() if found else position


def _compile_column(column: SpaceColumn) -> Predicate[str] | None:
    if isinstance(column, Column) and column.condition is not None:
        return compile_field_condition(column.condition)
    return None


def compile_field_condition(condition: Condition) -> Predicate[str]:
    """The verdict of a column's condition on the text of its field."""
    match condition:
        case And(operands):
            return all_of([compile_field_condition(operand) for operand in operands])
        case Or(operands):
            return any_of([compile_field_condition(operand) for operand in operands])
        case Comparison(_, symbol, value):
            return compile_field_test(symbol, value)
        case Is() | NotExists():
            raise TypeError("a space-delimited pattern has no IS and no NOT EXISTS")
        case _:
            assert_never(condition)
