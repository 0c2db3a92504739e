"""The compiled conditions of JSON patterns."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.pattern.json_match import compile_json, compile_leaf, compile_select, select_nodes
from alerts.pattern.tree import (
    And,
    Comparison,
    Condition,
    Field,
    Index,
    Is,
    Key,
    NotExists,
    Operator,
    Or,
    Selector,
    State,
    Text,
    Wildcard,
)
from tests.alerts.pattern import naive
from tests.alerts.pattern.strategies import FIELDS, VALUES, conditions, events, simple_conditions


@given(conditions(), events)
@settings(max_examples=400, deadline=None)
def test_the_verdict_is_that_of_walking_the_tree(condition: Condition, event: Mapping[str, object]) -> None:
    assert compile_json(condition)(event) is naive.holds(condition, event)


@given(conditions(), events, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_operands_does_not_change_the_verdict(
    condition: Condition, event: Mapping[str, object], random: object
) -> None:
    assert compile_json(reversed_operands(condition))(event) is compile_json(condition)(event)


def reversed_operands(condition: Condition) -> Condition:
    match condition:
        case And(operands) | Or(operands):
            return type(condition)(tuple(reversed_operands(operand) for operand in reversed(operands)))
    return condition


def negated(condition: Condition, *, missing_arm: bool) -> Condition:
    """The opposite by De Morgan's laws: != is the opposite of = where the field is there, and only there."""
    match condition:
        case And(operands):
            return Or(tuple(negated(operand, missing_arm=missing_arm) for operand in operands))
        case Or(operands):
            return And(tuple(negated(operand, missing_arm=missing_arm) for operand in operands))
        case Comparison(Selector() as selector, Operator.EQUAL, value):
            differs = Comparison(selector, Operator.NOT_EQUAL, value)
            return Or((NotExists(selector), differs)) if missing_arm else differs
        case Comparison(Selector() as selector, Operator.NOT_EQUAL, value):
            return_missing = Comparison(selector, Operator.EQUAL, value)
            return Or((NotExists(selector), return_missing)) if missing_arm else return_missing
    raise TypeError(condition)


@given(simple_conditions, st.fixed_dictionaries({name: st.sampled_from(VALUES) for name in FIELDS}))
@settings(max_examples=300, deadline=None)
def test_de_morgan_holds_where_every_field_is_there(condition: Condition, event: dict[str, object]) -> None:
    assert compile_json(negated(condition, missing_arm=False))(event) is not compile_json(condition)(event)


@given(simple_conditions, st.fixed_dictionaries({}, optional={name: st.sampled_from(VALUES) for name in FIELDS}))
@settings(max_examples=300, deadline=None)
def test_de_morgan_with_the_missing_arm_holds_where_fields_may_be_absent(
    condition: Condition, event: dict[str, object]
) -> None:
    assert compile_json(negated(condition, missing_arm=True))(event) is not compile_json(condition)(event)


def test_many_names_of_one_field_become_one_look_into_a_set() -> None:
    name, source = Selector((Key("eventName"),)), Selector((Key("eventSource"),))
    names = tuple(Comparison(name, Operator.EQUAL, Text(text)) for text in ("CreateUser", "DeleteUser", "404"))
    either = compile_json(Or((*names, Comparison(source, Operator.EQUAL, Text("iam")), Is(name, State.TRUE))))

    assert either({"eventName": "DeleteUser"})
    assert either({"eventName": 404})
    assert either({"eventSource": "iam"})
    assert either({"eventName": True})
    assert not either({"eventName": "UpdateUser", "eventSource": "ec2"})


def test_a_selector_is_followed_into_objects_and_arrays() -> None:
    selector = Selector((Key("a"), Index(1), Key("b")))

    assert compile_select(selector)({"a": [0, {"b": "found"}]}) == "found"
    assert select_nodes(selector, {"a": [0, {"b": "found"}]}) == ["found"]
    assert select_nodes(selector, {"a": {"1": {"b": "found"}}}) == []


def test_a_field_of_a_space_delimited_pattern_has_no_place_in_a_json_pattern() -> None:
    with pytest.raises(TypeError, match="compares selectors"):
        compile_leaf(Comparison(Field("a"), Operator.EQUAL, Text("x")))


@pytest.mark.parametrize("step", [Index(0), Wildcard()])
def test_a_single_node_is_not_selected_by_other_first_steps(step: Index | Wildcard) -> None:
    with pytest.raises(TypeError):
        compile_select(Selector((step, Key("a"))))
