"""The same condition in fewer characters."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from alerts.pattern import parse
from alerts.pattern.printer import print_condition
from alerts.pattern.tree import Condition, JsonPattern
from alerts.simplification import simplify
from tests.alerts.pattern import naive
from tests.alerts.pattern.strategies import conditions, events


def condition(text: str) -> Condition:
    tree = parse(f"{{ {text} }}").tree
    assert isinstance(tree, JsonPattern)
    return tree.condition


def simplified(text: str) -> str:
    return print_condition(simplify(condition(text)))


@settings(max_examples=500, deadline=None)
@given(conditions(max_leaves=10), events)
def test_it_holds_for_exactly_the_same_events(some: Condition, event: Mapping[str, object]) -> None:
    assert naive.holds(simplify(some), event) == naive.holds(some, event)


@settings(max_examples=300, deadline=None)
@given(conditions(max_leaves=10))
def test_it_is_never_longer(some: Condition) -> None:
    assert len(print_condition(simplify(some))) <= len(print_condition(some))


@settings(max_examples=300, deadline=None)
@given(conditions(max_leaves=10))
def test_what_is_simple_stays(some: Condition) -> None:
    assert simplify(simplify(some)) == simplify(some)


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("($.a = 1) && (($.b = 1) && ($.c = 1))", "($.a = 1) && ($.b = 1) && ($.c = 1)"),
        ("($.a = 1) || (($.b = 1) || ($.a = 1))", "($.a = 1) || ($.b = 1)"),
        ("($.a = 1) && ($.a = 1)", "$.a = 1"),
        ('($.a = "x*") && (($.a NOT EXISTS) || ($.a != "xy"))', '($.a = "x*") && ($.a != "xy")'),
        ('(($.a = "x") || ($.a = "y")) && (($.a IS NULL) || ($.a != "y"))',
         '(($.a = "x") || ($.a = "y")) && ($.a != "y")'),
        ('(($.a NOT EXISTS) || ($.a != "x")) && (($.a NOT EXISTS) || ($.a != "y"))',
         '($.a NOT EXISTS) || (($.a != "x") && ($.a != "y"))'),
    ],
)  # fmt: skip
def test_what_is_said_twice_is_said_once(text: str, shorter: str) -> None:
    assert simplified(text) == shorter


@pytest.mark.parametrize(
    "text",
    [
        "($.a = 1) && (($.b = 1) || ($.c = 1))",
        '($.a[*] = "x") && (($.a[*] NOT EXISTS) || ($.b = 1))',
        '(($.a = "x") || ($.b = "y")) && (($.a NOT EXISTS) || ($.c = 1))',
        '(($.a NOT EXISTS) || ($.a != "x")) && (($.b NOT EXISTS) || ($.b != "y"))',
    ],
)
def test_what_may_differ_stays(text: str) -> None:
    assert simplified(text) == text


def test_what_can_never_hold_keeps_its_last_arm() -> None:
    assert simplified('($.a = "x") && ($.a NOT EXISTS)') == '($.a = "x") && ($.a NOT EXISTS)'
