"""Compile an expression to the filter patterns that count its events, within what CloudWatch Logs takes.

One pattern where that is possible; several that feed one metric where one would be too large and no event can match
two of them; else a refusal that names every limit exceeded. Nothing is dropped or weakened to make an alert fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
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
    TextIs,
    TextMatches,
)
from alerts.lowering import lower
from alerts.network import globs
from alerts.pattern import Pattern, Violation, check_pattern
from alerts.pattern.limits import MAXIMUM_LENGTH, MAXIMUM_REGEXES
from alerts.pattern.printer import TIGHT, Printer
from alerts.pattern.tree import Condition, JsonPattern
from alerts.simplification import simplify
from alerts.splitting import split

_NOT_SPLIT = (
    "It cannot be split into filters that never count an event twice: only alternatives that one field tells apart, "
    "such as event names, can. Shorten it with asterisks, or make two alerts of it."
)


class TooLargeError(ValueError):
    """No filters that CloudWatch Logs takes count these events. Carries every limit that is exceeded."""

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        self.violations = violations
        super().__init__("\n".join([*map(str, violations), _NOT_SPLIT]))


def compile_expression(name: str, expression: Expression) -> tuple[str, ...]:
    """The texts of the filter patterns that together count each event of the expression once.

    `name` is the alert's, for messages. Raises NotExpressibleError or TooLargeError.
    """
    found = _pieces(expression)
    if found is None:
        raise TooLargeError(_violations(name, whole(expression)))
    return tuple(str(Pattern(JsonPattern(piece))) for piece in found)


def whole(expression: Expression) -> Condition:
    """The one condition that holds for the expression's events, however long. Raises NotExpressibleError."""
    return simplify(lower(expression))


@lru_cache(maxsize=1024)
def _pieces(expression: Expression) -> tuple[Condition, ...] | None:
    """The conditions of the filters: one if any way to write the networks allows it, else as few as splitting gives."""
    variants = [simplify(lower(expression, as_regex)) for as_regex in _choices_of_regexes(expression)]
    for variant in variants:
        if _fits(variant):
            return (variant,)
    found = [pieces for variant in variants if (pieces := split(variant, _fits))]
    return min(found, key=len, default=None)


def _choices_of_regexes(expression: Expression) -> list[tuple[InNetworks, ...]]:
    """Which networks to write as regular expressions: none, then the one with the most asterisks otherwise, and so on.

    Asterisks come first, because a log group takes few patterns with regular expressions.
    """
    found = dict.fromkeys(networks_of(expression))
    largest = sorted(found, key=lambda test: -sum(len(globs(network)) for network in test.networks))
    return [tuple(largest[:count]) for count in range(min(len(largest), MAXIMUM_REGEXES) + 1)]


def networks_of(expression: Expression) -> Iterator[InNetworks]:
    """Every test for networks in the expression."""
    match expression:
        case AllOf(operands) | AnyOf(operands):
            for operand in operands:
                yield from networks_of(operand)
        case Not(operand):
            yield from networks_of(operand)
        case InNetworks():
            yield expression
        case TextIs() | TextMatches() | NumberIs() | BooleanIs() | Present() | Raw():
            return
        case _:
            assert_never(expression)


def _fits(condition: Condition) -> bool:
    """Whether one filter takes the condition, in a form that CloudWatch is known to read."""
    tree = JsonPattern(condition)
    return len(Printer(TIGHT).tree(tree)) <= MAXIMUM_LENGTH and not check_pattern("", Pattern(tree))


def _violations(name: str, condition: Condition) -> tuple[Violation, ...]:
    tree = JsonPattern(condition)
    length = len(Printer(TIGHT).tree(tree))
    too_long = Violation(name, length, MAXIMUM_LENGTH, "characters in the pattern", "split the alert into several")
    return check_pattern(name, Pattern(tree)) or (too_long,)
