"""What an alert looks for, as a tree."""

from __future__ import annotations

import pytest
from hypothesis import given

from alerts import fields
from alerts.expression import AllOf, AnyOf, BooleanIs, Expression, Present, TextIs, all_of, any_of
from tests.alerts.expressions import expressions

ONE, OTHER = Present(fields.ERROR_CODE), BooleanIs(fields.READ_ONLY, value=True)


def test_several_are_joined_and_one_stands_for_itself() -> None:
    assert all_of([ONE, OTHER]) == AllOf((ONE, OTHER))
    assert any_of(iter([ONE, OTHER])) == AnyOf((ONE, OTHER))
    assert all_of([ONE]) is ONE
    assert any_of([ONE]) is ONE


def test_an_expression_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="cannot assign"):
        TextIs(fields.EVENT_NAME, "X").text = "Y"  # type: ignore[misc]


@given(expressions())
def test_an_expression_can_be_a_key(expression: Expression) -> None:
    assert {expression: 1}[expression] == 1
