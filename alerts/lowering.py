"""Say an expression with what CloudWatch Logs has: comparisons, IS, NOT EXISTS, && and ||, but no negation.

Negation is pushed down to the fields. There it takes more than the opposite comparison, for CloudWatch lets every
comparison fail where the field is missing, also `!=`. Fields that hold an object or a list satisfy neither a test nor
its negation: CloudWatch cannot see them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForJSON.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import assert_never

from alerts.expression import (
    AllOf,
    AnyOf,
    BooleanIs,
    EventField,
    Expression,
    Holds,
    InNetworks,
    Not,
    NumberIs,
    Present,
    Raw,
    Test,
    TextIs,
    TextMatches,
)
from alerts.fields import field_at
from alerts.network import globs, regex
from alerts.pattern.printer import print_selector
from alerts.pattern.tree import (
    And,
    Comparison,
    Condition,
    Is,
    Leaf,
    NotExists,
    Number,
    Operator,
    Or,
    Regex,
    Selector,
    State,
    Text,
    Value,
    Wildcard,
)

ANY_TEXT = Text("*")

_OPPOSITE = {
    Operator.LESS: Operator.GREATER_OR_EQUAL,
    Operator.LESS_OR_EQUAL: Operator.GREATER,
    Operator.GREATER: Operator.LESS_OR_EQUAL,
    Operator.GREATER_OR_EQUAL: Operator.LESS,
}


class NotExpressibleError(ValueError):
    """What is asked for cannot be said in a filter pattern; the text says why, and the nearest thing that can."""


Networks = Collection[InNetworks]


def lower(expression: Expression, as_regex: Networks = ()) -> Condition:
    """The condition of a filter pattern that holds for the same events; it may exceed CloudWatch's limits.

    Networks are said with asterisks, those of `as_regex` with a regular expression each.
    Raises NotExpressibleError.
    """
    match expression:
        case AllOf(operands):
            return And(tuple(lower(operand, as_regex) for operand in operands))
        case AnyOf(operands):
            return Or(tuple(lower(operand, as_regex) for operand in operands))
        case Not(operand):
            return _negated(operand, as_regex)
        case Raw(condition):
            return condition
        case _:
            return _test(expression, as_regex)


def _negated(expression: Expression, as_regex: Networks) -> Condition:
    match expression:
        case AllOf(operands):
            return Or(tuple(_negated(operand, as_regex) for operand in operands))
        case AnyOf(operands):
            return And(tuple(_negated(operand, as_regex) for operand in operands))
        case Not(operand):
            return lower(operand, as_regex)
        case Raw(condition):
            return _negated_condition(condition)
        case _:
            return _negated_test(expression, as_regex)


def _test(test: Test, as_regex: Networks) -> Condition:
    at = test.field.selector
    match test:
        case TextIs(_, text):
            return Comparison(at, Operator.EQUAL, Text(text))
        case TextMatches(_, source):
            return Comparison(at, Operator.EQUAL, Regex(source))
        case NumberIs(_, operator, number):
            return Comparison(at, operator, Number(number))
        case BooleanIs(_, value):
            return Is(at, _state(value))
        case Present(field):
            return _or(_present(field))
        case InNetworks():
            return _or(Comparison(at, Operator.EQUAL, value) for value in _values(test, as_regex))
        case _:
            assert_never(test)


def _negated_test(test: Test, as_regex: Networks) -> Condition:
    field = test.field
    match test:
        case TextIs(_, text):
            return _differs(field, Text(text))
        case TextMatches(_, source):
            return _differs(field, Regex(source))
        case NumberIs(_, operator, number):
            return _or(_not_number(field, operator, Number(number)))
        case BooleanIs(_, value):
            return _or(_not_boolean(field, value))
        case Present():
            return _or(_absent(field))
        case InNetworks():
            return And(tuple(_differs(field, value) for value in _values(test, as_regex)))
        case _:
            assert_never(test)


def _not_number(field: EventField, operator: Operator, number: Number) -> Iterator[Condition]:
    if operator is Operator.EQUAL:
        yield _differs(field, number)
        return
    _refuse_wildcard(field)
    yield from _missing(field)
    yield Comparison(field.selector, _OPPOSITE[operator], number)


def _differs(field: EventField, value: Value) -> Condition:
    """The field is anything but this. With a wildcard: no element is this."""
    differs = Comparison(field.selector, Operator.NOT_EQUAL, value)
    never = value == ANY_TEXT and not field.selector.wildcards
    return _or([*_missing(field), *([] if never else [differs])])


def _missing(field: EventField) -> Iterator[Leaf]:
    """That the field holds neither a text nor a number. With a wildcard: that there is no list."""
    steps = field.selector.steps
    if field.selector.wildcards:
        yield NotExists(Selector(steps[: steps.index(Wildcard())]))
        return
    yield NotExists(field.selector)
    if field.holds is Holds.ANYTHING:
        yield from (Is(field.selector, state) for state in (State.NULL, State.TRUE, State.FALSE))


def _not_boolean(field: EventField, value: bool) -> Iterator[Leaf]:
    _refuse_wildcard(field)
    yield NotExists(field.selector)
    if field.holds is Holds.ANYTHING:
        yield Is(field.selector, State.NULL)
        yield Comparison(field.selector, Operator.EQUAL, ANY_TEXT)
    yield Is(field.selector, _state(not value))


def _present(field: EventField) -> Iterator[Leaf]:
    if field.holds is not Holds.BOOLEAN:
        yield Comparison(field.selector, Operator.EQUAL, ANY_TEXT)
    if field.holds is not Holds.TEXT:
        yield Is(field.selector, State.TRUE)
        yield Is(field.selector, State.FALSE)


def _absent(field: EventField) -> Iterator[Leaf]:
    yield NotExists(field.selector)
    if field.holds is Holds.ANYTHING and not field.selector.wildcards:
        yield Is(field.selector, State.NULL)


def _values(test: InNetworks, as_regex: Networks) -> list[Value]:
    if test in as_regex:
        return [Regex(regex(test.networks))]
    return [Text(glob) for network in test.networks for glob in globs(network)]


def _negated_condition(condition: Condition) -> Condition:
    """The negation of what an author wrote in a filter pattern, for the same kinds of values."""
    match condition:
        case And(operands):
            return Or(tuple(map(_negated_condition, operands)))
        case Or(operands):
            return And(tuple(map(_negated_condition, operands)))
        case Comparison(Selector() as at, operator, value):
            return _or(_negated_comparison(field_at(at), operator, value))
        case Is(at, State.NULL):
            return _or(_not_null(field_at(at)))
        case Is(at, state):
            return _or(_not_boolean(field_at(at), state is State.TRUE))
        case NotExists(at):
            return _or(_exists(field_at(at)))
        case Comparison():
            raise TypeError("a JSON pattern compares selectors, not the fields of a space-delimited event")


def _negated_comparison(field: EventField, operator: Operator, value: Value) -> Iterator[Condition]:
    if operator is Operator.EQUAL:
        yield _differs(field, value)
    elif operator is Operator.NOT_EQUAL:
        yield from _missing(field)
        yield Comparison(field.selector, Operator.EQUAL, value)
    elif isinstance(value, Number):
        yield from _not_number(field, operator, value)


def _not_null(field: EventField) -> Iterator[Leaf]:
    _refuse_wildcard(field)
    yield NotExists(field.selector)
    yield from _present(field)


def _exists(field: EventField) -> Iterator[Leaf]:
    yield from _present(field)
    if field.holds is Holds.ANYTHING:
        yield Is(field.selector, State.NULL)


def _state(value: bool) -> State:
    return State.TRUE if value else State.FALSE


def _or(operands: Collection[Condition] | Iterator[Condition]) -> Condition:
    found = tuple(operands)
    return found[0] if len(found) == 1 else Or(found)


def _refuse_wildcard(field: EventField) -> None:
    if field.selector.wildcards:
        where = print_selector(field.selector)
        raise NotExpressibleError(
            f"that no element of {where} is so cannot be said: name one element, such as [0], or compare texts"
        )
