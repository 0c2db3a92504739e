"""The trees that filter patterns are parsed into: frozen, and a closed union.

A tree keeps the grouping and the order the author wrote, and drops what never matters: blanks, redundant
brackets, the quotes around a value, the spelling of a wildcard selector (`.*` or `[*]`). So two trees are equal
when their texts differ in nothing else; alerts.pattern.meaning goes further. A tree says nothing about limits, and one
that is built by hand is only checked when its text is parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Key:
    """One step into an object: `.name` or `.['any name']`."""

    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """One step into an array: `[0]`."""

    number: int


@dataclass(frozen=True, slots=True)
class Wildcard:
    """One step into every element of an array and every field of an object: `[*]` or `.*`."""


Step = Key | Index | Wildcard


@dataclass(frozen=True, slots=True)
class Selector:
    """Where in a JSON event to look. The first step is a Key or a Wildcard."""

    steps: tuple[Step, ...]

    @property
    def wildcards(self) -> int:
        """How many of the steps are wildcards; CloudWatch allows one."""
        return self.steps.count(Wildcard())


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a space-delimited event, by the name its column gives it."""

    name: str


Subject = Selector | Field


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted or bare value. An asterisk in it stands for any run of characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A bare number, as written: `1` and `+1` are the same number, but only `1` equals the string "1"."""

    text: str


@dataclass(frozen=True, slots=True)
class Regex:
    """What stands between the percent signs of `%...%`."""

    source: str


Value = Text | Number | Regex


class Operator(Enum):
    """How a comparison compares. The four that order accept a Number only."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


class State(Enum):
    """What `IS` can ask for."""

    NULL = "NULL"
    TRUE = "TRUE"
    FALSE = "FALSE"


@dataclass(frozen=True, slots=True)
class Comparison:
    subject: Subject
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Is:
    selector: Selector
    state: State


@dataclass(frozen=True, slots=True)
class NotExists:
    selector: Selector


@dataclass(frozen=True, slots=True)
class And:
    """Every operand holds. At least two operands."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some operand holds. At least two operands."""

    operands: tuple[Condition, ...]


Leaf = Comparison | Is | NotExists
Condition = And | Or | Leaf


@dataclass(frozen=True, slots=True)
class MatchAll:
    """The empty pattern."""


class Mode(Enum):
    """What a term asks of the message."""

    REQUIRED = ""
    EXCLUDED = "-"
    OPTIONAL = "?"


@dataclass(frozen=True, slots=True)
class Term:
    mode: Mode
    text: str


@dataclass(frozen=True, slots=True)
class TermPattern:
    """`ERROR -"client error"`: words and phrases looked for in the message."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class RegexPattern:
    """`%...%`: one regular expression looked for in the message."""

    regex: Regex


@dataclass(frozen=True, slots=True)
class JsonPattern:
    """`{ ... }`: a condition on the fields of a JSON event."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AnyFields:
    """`...`: any number of fields."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """An empty column: one field that nothing is asked of."""


@dataclass(frozen=True, slots=True)
class Column:
    """One named field. The subject of every comparison in the condition is this field."""

    name: str
    condition: Condition | None = None


SpaceColumn = AnyFields | Unnamed | Column


@dataclass(frozen=True, slots=True)
class SpacePattern:
    """`[ip, user, status = 4*]`: the fields of a space-delimited event. At most one column is an ellipsis."""

    columns: tuple[SpaceColumn, ...]


Tree = MatchAll | TermPattern | RegexPattern | JsonPattern | SpacePattern


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The comparisons and tests of a condition, in the order written."""
    match condition:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from leaves(operand)
        case Comparison() | Is() | NotExists():
            yield condition
        case _:
            assert_never(condition)


def tree_leaves(tree: Tree) -> Iterator[Leaf]:
    """The comparisons and tests of a JSON or space-delimited pattern; none of the other kinds."""
    match tree:
        case JsonPattern(condition):
            yield from leaves(condition)
        case SpacePattern(columns):
            for column in columns:
                if isinstance(column, Column) and column.condition is not None:
                    yield from leaves(column.condition)
        case MatchAll() | TermPattern() | RegexPattern():
            return
        case _:
            assert_never(tree)
