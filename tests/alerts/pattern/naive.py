"""A second evaluator of JSON patterns, written for clarity alone: it walks the tree for every event.

The compiled matcher must always agree with it, and is measured against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from alerts.pattern.numbers import number_text
from alerts.pattern.regex import parse_regex
from alerts.pattern.search import python_regex
from alerts.pattern.tree import (
    And,
    Comparison,
    Condition,
    Index,
    Is,
    Key,
    NotExists,
    Number,
    Operator,
    Or,
    Regex,
    Selector,
    State,
    Step,
    Text,
    Value,
    Wildcard,
)


def holds(condition: Condition, event: Mapping[str, object]) -> bool:
    """The verdict of a condition on a parsed event."""
    match condition:
        case And(operands):
            return all(holds(operand, event) for operand in operands)
        case Or(operands):
            return any(holds(operand, event) for operand in operands)
        case NotExists(selector):
            return not list(resolve(selector.steps, event))
        case Is(selector, state):
            return any(is_state(node, state, selector.wildcards) for node in resolve(selector.steps, event))
        case Comparison(Selector(steps) as selector, Operator.NOT_EQUAL, value) if selector.wildcards:
            before = steps[: steps.index(Wildcard())]
            equal = [compare(node, Operator.EQUAL, value) for node in resolve(steps, event)]
            return bool(list(resolve(before, event))) and not any(equal)
        case Comparison(Selector(steps), operator, value):
            return any(compare(node, operator, value) for node in resolve(steps, event))
    raise TypeError(condition)


def resolve(steps: tuple[Step, ...], node: object) -> Iterator[object]:
    """Every node that the steps lead to."""
    if not steps:
        yield node
        return
    first, rest = steps[0], steps[1:]
    match first, node:
        case Key(name), Mapping() if name in node:
            yield from resolve(rest, node[name])
        case Index(number), list() if number < len(node):
            yield from resolve(rest, node[number])
        case Wildcard(), Mapping():
            for child in node.values():
                yield from resolve(rest, child)
        case Wildcard(), list():
            for child in node:
                yield from resolve(rest, child)


def is_state(node: object, state: State, wildcards: int) -> bool:
    if state is State.NULL:
        inside = isinstance(node, list) and not wildcards and any(child is None for child in node)
        return node is None or inside
    return node is (state is State.TRUE)


def compare(node: object, operator: Operator, value: Value) -> bool:
    """One scalar node against one value; anything but a string or a number satisfies nothing."""
    if isinstance(node, bool) or not isinstance(node, str | int | float):
        return False
    if isinstance(value, Number):
        return compare_number(node, operator, value)
    text = node if isinstance(node, str) else number_text(node)
    return equals(text, value) is (operator is Operator.EQUAL)


def compare_number(node: str | float, operator: Operator, value: Number) -> bool:
    if isinstance(node, str):
        return {Operator.EQUAL: node == value.text, Operator.NOT_EQUAL: node != value.text}.get(operator, False)
    if node in (float("inf"), float("-inf")):
        return False
    left, right = Decimal(repr(node)), Decimal(value.text)
    return {
        Operator.EQUAL: left == right,
        Operator.NOT_EQUAL: left != right,
        Operator.LESS: left < right,
        Operator.LESS_OR_EQUAL: left <= right,
        Operator.GREATER: left > right,
        Operator.GREATER_OR_EQUAL: left >= right,
    }[operator]


def equals(text: str, value: Text | Regex) -> bool:
    if isinstance(value, Regex):
        return re.search(python_regex(parse_regex(value.source)), text) is not None
    glob = ".*".join(map(re.escape, value.text.split("*")))
    return re.fullmatch(glob, text, re.DOTALL) is not None
