"""Compare one value of an event with one value of a pattern.

A "node" is a value of a parsed event. Missing fields, null, booleans, objects and arrays satisfy no comparison.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import assert_never

from alerts.pattern.numbers import exact, number_text, parse_number
from alerts.pattern.search import compile_search
from alerts.pattern.tree import Number, Operator, Regex, Text, Value

NodeTest = Callable[[object], bool]
TextTest = Callable[[str], bool]

_COMPARE: dict[Operator, Callable[[Decimal | int, Decimal], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.NOT_EQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}


def node_text(node: object) -> str | None:
    """The text of a string or number node; None for everything else."""
    if isinstance(node, str):
        return node
    if isinstance(node, int | float | Decimal) and not isinstance(node, bool):
        return number_text(node)
    return None


def compile_node_test(symbol: Operator, value: Value) -> NodeTest:
    """What `field <operator> value` asks of the field's node in a JSON event."""
    match value:
        case Text() | Regex():
            return _text_node_test(compile_text_test(value), negated=symbol is Operator.NOT_EQUAL)
        case Number(text):
            return _number_node_test(symbol, text)
        case _:
            assert_never(value)


def compile_field_test(symbol: Operator, value: Value) -> TextTest:
    """What `field <operator> value` asks of the field's text in a space-delimited event."""
    match value:
        case Text() | Regex():
            holds = compile_text_test(value)
            return (lambda text: not holds(text)) if symbol is Operator.NOT_EQUAL else holds
        case Number(text):
            return _number_field_test(symbol, text)
        case _:
            assert_never(value)


def compile_text_test(value: Text | Regex) -> TextTest:
    """Whether a text equals the value, asterisks and regular expressions understood."""
    match value:
        case Regex():
            return compile_search(value)
        case Text(text):
            return compile_glob(text)
        case _:
            assert_never(value)


def compile_glob(glob: str) -> TextTest:
    """Whether the whole text is the glob, an asterisk standing for any run of characters, none included."""
    first, *others = glob.split("*")
    if not others:
        return lambda text: text == first
    *middles, last = others
    shortest = len(first) + len(last)

    def matches(text: str) -> bool:
        if len(text) < shortest or not text.startswith(first) or not text.endswith(last):
            return False
        position, end = len(first), len(text) - len(last)
        for middle in middles:
            position = text.find(middle, position, end)
            if position < 0:
                return False
            position += len(middle)
        return True

    return matches


def _text_node_test(holds: TextTest, *, negated: bool) -> NodeTest:
    def equal(node: object) -> bool:
        text = node_text(node)
        return text is not None and holds(text)

    def differs(node: object) -> bool:
        text = node_text(node)
        return text is not None and not holds(text)

    return differs if negated else equal


def _number_node_test(symbol: Operator, literal: str) -> NodeTest:
    """Numbers are compared by value; strings only for being or not being the literal's own text."""
    compare, wanted = _COMPARE[symbol], _decimal(literal)

    def holds(node: object) -> bool:
        if isinstance(node, str):
            equal = node == literal
            return equal if symbol is Operator.EQUAL else symbol is Operator.NOT_EQUAL and not equal
        if isinstance(node, int | float | Decimal) and not isinstance(node, bool):
            number = exact(node)
            return number is not None and compare(number, wanted)
        return False

    return holds


def _number_field_test(symbol: Operator, literal: str) -> TextTest:
    """A field that is a number is compared by value; one that is not differs from every number."""
    compare, wanted = _COMPARE[symbol], _decimal(literal)

    def holds(text: str) -> bool:
        number = parse_number(text)
        return symbol is Operator.NOT_EQUAL if number is None else compare(number, wanted)

    return holds


def _decimal(literal: str) -> Decimal:
    number = parse_number(literal)
    if number is None:
        raise ValueError(f"{literal!r} is not a number of a filter pattern")
    return number
