"""Read conditions joined by && and ||, whatever a single condition looks like.

JSON patterns and the columns of space-delimited patterns differ in their conditions, not in how these are joined.
"""

from __future__ import annotations

from collections.abc import Callable

from alerts.pattern.cursor import Cursor
from alerts.pattern.errors import PatternSyntaxError
from alerts.pattern.tree import And, Condition, Leaf, Or

LeafParser = Callable[[Cursor], Leaf]

_INSTEAD = {"AND": "&&", "OR": "||", "&": "&&", "|": "||"}


def or_expression(cursor: Cursor, leaf: LeafParser) -> Condition:
    """or_expr = and_expr , { ws , "||" , ws , and_expr } ;"""
    operands = [and_expression(cursor, leaf)]
    while cursor.token("||"):
        operands.append(and_expression(cursor, leaf))
    return Or(tuple(operands)) if len(operands) > 1 else operands[0]


def and_expression(cursor: Cursor, leaf: LeafParser) -> Condition:
    """and_expr = unary , { ws , "&&" , ws , unary } ;"""
    operands = [unary(cursor, leaf)]
    while cursor.token("&&"):
        operands.append(unary(cursor, leaf))
    return And(tuple(operands)) if len(operands) > 1 else operands[0]


def unary(cursor: Cursor, leaf: LeafParser) -> Condition:
    """unary = "(" , ws , or_expr , ws , ")" | condition ;"""
    if cursor.peek() != "(":
        return leaf(cursor)
    opened = cursor.open()
    inner = or_expression(cursor, leaf)
    close(cursor, opened, ")")
    cursor.depth -= 1
    return inner


def close(cursor: Cursor, opened: int, closing: str) -> None:
    """Read the bracket that closes the one at `opened`, after a whole condition."""
    if cursor.at_end:
        raise cursor.unclosed(opened, closing)
    if not cursor.token(closing):
        raise unexpected(cursor, closing)


def unexpected(cursor: Cursor, closing: str) -> PatternSyntaxError:
    """The error to raise when a condition is followed by something that cannot follow it."""
    expected = f"'&&', '||' or {closing!r}"
    word = cursor.next_word()
    if instead := _INSTEAD.get(word.upper()):
        return cursor.error(f"{word!r} does not join conditions: write {instead}", expected=expected)
    return cursor.expected(f"{expected} after a condition")
