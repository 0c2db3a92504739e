"""Compile the conditions of JSON patterns to functions of a parsed event.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from alerts.pattern.combine import Predicate, all_of, any_of
from alerts.pattern.events import Event
from alerts.pattern.tree import (
    And,
    Comparison,
    Condition,
    Index,
    Is,
    Key,
    Leaf,
    NotExists,
    Operator,
    Or,
    Selector,
    State,
    Step,
    Text,
    Wildcard,
)
from alerts.pattern.value_match import NodeTest, compile_node_test, node_text


class _Missing:
    """What a selector that leads nowhere yields: no string, no number, not null."""


MISSING = _Missing()

Select = Callable[[Event], object]


def compile_json(condition: Condition) -> Predicate[Event]:
    """The verdict of a condition on a parsed event."""
    match condition:
        case And(operands):
            return all_of([compile_json(operand) for operand in operands])
        case Or(operands):
            return _compile_or(operands)
        case Comparison() | Is() | NotExists():
            return compile_leaf(condition)
        case _:
            assert_never(condition)


def compile_leaf(leaf: Leaf) -> Predicate[Event]:
    """The verdict of one comparison or test on a parsed event."""
    match leaf:
        case Comparison(Selector() as selector, Operator.EQUAL, Text(text)) if "*" not in text:
            if not selector.wildcards:
                return _is_one_of(selector, frozenset([text]))
            return _some_node(selector, compile_node_test(Operator.EQUAL, Text(text)))
        case Comparison(Selector() as selector, Operator.NOT_EQUAL, value) if selector.wildcards:
            return _no_node_equals(selector, compile_node_test(Operator.EQUAL, value))
        case Comparison(Selector() as selector, symbol, value):
            return _some_node(selector, compile_node_test(symbol, value))
        case Comparison():
            raise TypeError("a JSON pattern compares selectors, not the fields of a space-delimited event")
        case Is(selector, state):
            return _some_node(selector, _state_test(state, inside_arrays=not selector.wildcards))
        case NotExists(selector):
            return _does_not_exist(selector)
        case _:
            assert_never(leaf)


def _compile_or(operands: tuple[Condition, ...]) -> Predicate[Event]:
    """Some operand holds. Equalities of one field become a single look into a set: alerts list many event names."""
    names: dict[Selector, set[str]] = {}
    others: list[Predicate[Event]] = []
    for operand in operands:
        match operand:
            case Comparison(Selector() as selector, Operator.EQUAL, Text(text)) if (
                "*" not in text and not selector.wildcards
            ):
                names.setdefault(selector, set()).add(text)
            case _:
                others.append(compile_json(operand))
    sets = [_is_one_of(selector, frozenset(texts)) for selector, texts in names.items()]
    return any_of([*sets, *others])


def _is_one_of(selector: Selector, texts: frozenset[str]) -> Predicate[Event]:
    select = compile_select(selector)

    def holds(event: Event) -> bool:
        node = select(event)
        return node in texts if isinstance(node, str) else node_text(node) in texts

    return holds


def _some_node(selector: Selector, test: NodeTest) -> Predicate[Event]:
    if selector.wildcards:
        select_all = compile_select_all(selector)
        return lambda event: any(map(test, select_all(event)))
    select = compile_select(selector)
    return lambda event: test(select(event))


def _no_node_equals(selector: Selector, equals: NodeTest) -> Predicate[Event]:
    """`!=` with a wildcard: what stands before the wildcard exists, of any type, and no selected node equals."""
    wildcard = selector.steps.index(Wildcard())
    parent = Selector(selector.steps[:wildcard])
    select_parent, select_all = compile_select(parent), compile_select_all(selector)

    def holds(event: Event) -> bool:
        return select_parent(event) is not MISSING and not any(map(equals, select_all(event)))

    return holds


def _does_not_exist(selector: Selector) -> Predicate[Event]:
    if selector.wildcards:
        select_all = compile_select_all(selector)
        return lambda event: not select_all(event)
    select = compile_select(selector)
    return lambda event: select(event) is MISSING


def _state_test(state: State, *, inside_arrays: bool) -> NodeTest:
    """IS NULL without a wildcard also holds for an array that directly holds a null, as recorded from AWS."""
    match state:
        case State.TRUE:
            return lambda node: node is True
        case State.FALSE:
            return lambda node: node is False
        case State.NULL if inside_arrays:
            return lambda node: node is None or (isinstance(node, list) and None in node)
        case State.NULL:
            return lambda node: node is None
        case _:
            assert_never(state)


def compile_select(selector: Selector) -> Select:
    """The node that a selector without wildcard leads to, or MISSING."""
    keys = tuple(_dict_key_or_index(step) for step in selector.steps)
    match keys:
        case ():
            return lambda event: event
        case (str() as name,):
            return lambda event: event.get(name, MISSING)
        case (str() as name, *rest):
            return lambda event: _walk(event.get(name, MISSING), rest)
        case _:
            raise TypeError("a selector starts with a property, for events are objects")


def compile_select_all(selector: Selector) -> Callable[[Event], list[object]]:
    """All nodes that a selector with wildcards leads to."""
    steps = selector.steps

    def select(event: Event) -> list[object]:
        nodes: list[object] = [event]
        for step in steps:
            nodes = [found for node in nodes for found in _step(node, step)]
        return nodes

    return select


def select_nodes(selector: Selector, event: Event) -> list[object]:
    """All nodes that any selector leads to: at most one without wildcard."""
    return compile_select_all(selector)(event)


def _dict_key_or_index(step: Step) -> str | int:
    match step:
        case Key(name):
            return name
        case Index(number):
            return number
        case Wildcard():
            raise TypeError("a wildcard leads to many nodes")
        case _:
            assert_never(step)


def _walk(node: object, rest: Iterable[str | int]) -> object:
    for key in rest:
        if isinstance(key, str):
            node = node.get(key, MISSING) if isinstance(node, dict) else MISSING
        else:
            node = node[key] if isinstance(node, list) and key < len(node) else MISSING
    return node


def _step(node: object, step: Step) -> Iterable[object]:
    match step:
        case Key(name):
            return (node[name],) if isinstance(node, dict) and name in node else ()
        case Index(number):
            return node[number : number + 1] if isinstance(node, list) else ()
        case Wildcard():
            return node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        case _:
            assert_never(step)
