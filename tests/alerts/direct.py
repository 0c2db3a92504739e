"""What an expression says of an event, decided directly: two-valued, and without CloudWatch's language in between.

The compiled filter patterns must always agree with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import AddressValueError, IPv4Address
from typing import assert_never

from alerts.expression import (
    AllOf,
    AnyOf,
    BooleanIs,
    Expression,
    InNetworks,
    Not,
    NumberIs,
    Present,
    Raw,
    Test,
    TextIs,
    TextMatches,
)
from alerts.pattern.tree import Index, Key, Operator, Step, Wildcard
from tests.alerts.pattern import naive

Event = Mapping[str, object]


def holds(expression: Expression, event: Event) -> bool:
    match expression:
        case AllOf(operands):
            return all(holds(operand, event) for operand in operands)
        case AnyOf(operands):
            return any(holds(operand, event) for operand in operands)
        case Not(operand):
            return not holds(operand, event)
        case Raw(condition):
            return naive.holds(condition, event)
        case _:
            return any(is_so(expression, node) for node in nodes(expression.field.selector.steps, event))


def nodes(steps: tuple[Step, ...], node: object) -> Iterator[object]:
    """What the steps lead to, if anything."""
    if not steps:
        yield node
        return
    match steps[0], node:
        case Key(name), dict() if name in node:
            yield from nodes(steps[1:], node[name])
        case Index(number), list() if number < len(node):
            yield from nodes(steps[1:], node[number])
        case Wildcard(), list():
            for child in node:
                yield from nodes(steps[1:], child)


def is_so(test: Test, node: object) -> bool:
    scalar = isinstance(node, str | int | float) and not isinstance(node, bool)
    match test:
        case TextIs(_, text):
            return scalar and re.fullmatch(".*".join(map(re.escape, text.split("*"))), str(node), re.DOTALL) is not None
        case TextMatches(_, source):
            return scalar and re.search(source, str(node)) is not None
        case NumberIs(_, operator, number):
            return scalar and compares(node, operator, number)
        case BooleanIs(_, value):
            return node is value
        case Present():
            return isinstance(node, str | int | float)
        case InNetworks(_, networks):
            found = address(node)
            return found is not None and any(found in network for network in networks)
        case _:
            assert_never(test)


def compares(node: object, operator: Operator, number: str) -> bool:
    if isinstance(node, str):
        return operator is Operator.EQUAL and node == number
    assert isinstance(node, int | float)
    limit = float(number)
    return {
        Operator.EQUAL: node == limit,
        Operator.LESS: node < limit,
        Operator.LESS_OR_EQUAL: node <= limit,
        Operator.GREATER: node > limit,
        Operator.GREATER_OR_EQUAL: node >= limit,
    }[operator]


def address(node: object) -> IPv4Address | None:
    try:
        return IPv4Address(node) if isinstance(node, str) else None
    except AddressValueError:
        return None
