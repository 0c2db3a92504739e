"""What an alert looks for: an expression over the fields of a CloudTrail event.

A frozen tree and a closed union, in which negation means what it says: `Not` holds for every event for which its
operand does not, also where a field is missing. How CloudWatch Logs is brought to do the same is the business of
alerts.lowering; what a user writes is turned into this tree by alerts.condition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Network

from alerts.pattern.tree import Condition, Operator, Selector


class Holds(Enum):
    """What a field of an event can hold, if it is there at all."""

    TEXT = "text"
    BOOLEAN = "boolean"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class EventField:
    """Where in an event to look. A wildcard in the selector asks whether some element of a list fulfils the test."""

    selector: Selector
    holds: Holds = Holds.ANYTHING


@dataclass(frozen=True, slots=True)
class TextIs:
    """The field is this text. An asterisk at either end stands for any run of characters."""

    field: EventField
    text: str


@dataclass(frozen=True, slots=True)
class TextMatches:
    """The regular expression matches somewhere in the field, in the dialect of CloudWatch Logs."""

    field: EventField
    source: str


@dataclass(frozen=True, slots=True)
class NumberIs:
    """The field compares so with a number, which is kept as written. The operator is not `!=`."""

    field: EventField
    operator: Operator
    number: str


@dataclass(frozen=True, slots=True)
class BooleanIs:
    """The field is true, or false; the texts "true" and "false" are neither."""

    field: EventField
    value: bool


@dataclass(frozen=True, slots=True)
class Present:
    """The field holds a text, a number, true or false."""

    field: EventField


@dataclass(frozen=True, slots=True)
class InNetworks:
    """The field is an IPv4 address in one of these networks, none of which overlaps another."""

    field: EventField
    networks: tuple[IPv4Network, ...]


@dataclass(frozen=True, slots=True)
class Raw:
    """A condition of a filter pattern, as its author wrote it."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every operand holds. At least one operand."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some operand holds. At least one operand."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The operand does not hold."""

    operand: Expression


Test = TextIs | TextMatches | NumberIs | BooleanIs | Present | InNetworks
Expression = AllOf | AnyOf | Not | Test | Raw


def all_of(operands: Iterable[Expression]) -> Expression:
    """Every operand holds; a single one stands for itself."""
    found = tuple(operands)
    return found[0] if len(found) == 1 else AllOf(found)


def any_of(operands: Iterable[Expression]) -> Expression:
    """Some operand holds; a single one stands for itself."""
    found = tuple(operands)
    return found[0] if len(found) == 1 else AnyOf(found)
