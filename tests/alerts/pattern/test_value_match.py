"""One value of an event against one value of a pattern, where the vectors cannot reach."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.pattern.tree import Number, Operator, Regex, Text
from alerts.pattern.value_match import compile_field_test, compile_glob, compile_node_test, node_text


@given(st.text("ab*", max_size=6), st.text("ab\n", max_size=8))
@settings(max_examples=500)
def test_an_asterisk_stands_for_any_run_of_characters(glob: str, text: str) -> None:
    expected = re.fullmatch(".*".join(map(re.escape, glob.split("*"))), text, re.DOTALL) is not None

    assert compile_glob(glob)(text) is expected


@pytest.mark.parametrize("node", [None, True, False, [], [1], {}, {"a": 1}, object()])
@pytest.mark.parametrize("operator", Operator)
def test_what_is_no_text_and_no_number_satisfies_nothing(node: object, operator: Operator) -> None:
    assert compile_node_test(operator, Number("1"))(node) is False


@pytest.mark.parametrize("value", [Text("*"), Text("x"), Regex(".*")])
@pytest.mark.parametrize("operator", [Operator.EQUAL, Operator.NOT_EQUAL])
@pytest.mark.parametrize("node", [None, True, [], {}])
def test_not_even_an_asterisk_matches_what_is_no_text_and_no_number(
    value: Text | Regex, operator: Operator, node: object
) -> None:
    assert compile_node_test(operator, value)(node) is False


def test_an_integer_too_long_for_python_is_compared_exactly() -> None:
    node = Decimal("9" * 5000)

    assert compile_node_test(Operator.GREATER, Number("1e4999"))(node)
    assert compile_node_test(Operator.LESS, Number("1e5000"))(node)
    assert compile_node_test(Operator.EQUAL, Text("9*"))(node)


def test_a_literal_with_a_huge_exponent_is_compared_at_once() -> None:
    assert compile_node_test(Operator.LESS, Number("1e2147483647"))(10**300)
    assert not compile_field_test(Operator.GREATER, Number("1e2147483647"))("1e2147483646")


def test_not_a_number_and_infinity_compare_with_no_number() -> None:
    for node in (float("nan"), float("inf"), Decimal("NaN")):
        assert not any(compile_node_test(operator, Number("1"))(node) for operator in Operator)


def test_a_tree_with_an_impossible_number_is_refused_when_it_is_compiled() -> None:
    with pytest.raises(ValueError, match="'one' is not a number of a filter pattern"):
        compile_node_test(Operator.EQUAL, Number("one"))


def test_booleans_have_no_text() -> None:
    assert node_text(True) is None
    assert node_text(1) == "1"
