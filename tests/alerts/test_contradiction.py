"""Conditions that no event can fulfil."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from alerts.compiler import whole
from alerts.contradiction import condition_contradiction, contradiction
from alerts.expression import Expression
from alerts.pattern import parse
from alerts.pattern.tree import JsonPattern
from tests.alerts.direct import holds
from tests.alerts.expressions import events, expressions


def found(text: str) -> str | None:
    tree = parse(f"{{ {text} }}").tree
    assert isinstance(tree, JsonPattern)
    return condition_contradiction(tree.condition)


@settings(max_examples=500, deadline=None)
@given(expressions(max_leaves=8), events)
def test_what_an_event_fulfils_contradicts_nothing(expression: Expression, event: Mapping[str, object]) -> None:
    if holds(expression, event):
        assert contradiction(expression) is None
        assert condition_contradiction(whole(expression)) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('$.a = "x" && $.a = "y"', "$.a would have to be x and y at once"),
        ('$.a = "x" && ($.a = "y" || $.a = "z*")', "$.a would have to be x and y or z* at once"),
        ('$.a = "x*" && $.a = "y*"', "$.a would have to be x* and y* at once"),
        ('$.a = "x" && $.a NOT EXISTS', "$.a would have to be x and missing at once"),
        ('$.a = "x" && $.a IS TRUE', "$.a would have to be x and TRUE at once"),
        ("$.a IS TRUE && $.a IS FALSE", "$.a would have to be FALSE and TRUE at once"),
        ("$.a IS TRUE && $.a NOT EXISTS", "$.a would have to be TRUE and missing at once"),
        ('$.a = "x" && $.a != "x"', "$.a would have to be x, which is excluded"),
        ('($.a = "x" || $.a = "xy") && $.a != "x*"', "$.a would have to be x or xy, which is excluded"),
        ('($.a = "x" && $.a = "y") || ($.b IS TRUE && $.b IS FALSE)', "$.a would have to be x and y at once"),
        ('$.b = 1 && ($.a = "x" && $.a = "y")', "$.a would have to be x and y at once"),
    ],
)
def test_one_field_cannot_be_two_things(text: str, reason: str) -> None:
    assert found(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        '$.a = "x" && $.b = "y"',
        '$.a = "x*" && $.a = "*y"',
        '$.a = "x*" && $.a != "xy"',
        '($.a = "x" && $.a = "y") || $.b = 1',
        '$.a[*] = "x" && $.a[*] = "y"',
        '$.a[*] = "x" && $.a[*] != "x"',
        "$.a IS TRUE",
        '$.a = "x" && ($.a = "x" || $.a NOT EXISTS)',
    ],
)
def test_what_may_be_possible_is_left_alone(text: str) -> None:
    assert found(text) is None
