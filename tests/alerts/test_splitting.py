"""Conditions in pieces of which no event fulfils two."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.compiler import whole
from alerts.expression import Expression
from alerts.pattern import parse
from alerts.pattern.printer import print_condition
from alerts.pattern.tree import Condition, JsonPattern, Key, Selector
from alerts.pattern.value_match import compile_glob
from alerts.splitting import Fits, can_be_both, required_texts, split
from tests.alerts.expressions import events, expressions
from tests.alerts.pattern import naive


def condition(text: str) -> Condition:
    tree = parse(f"{{ {text} }}").tree
    assert isinstance(tree, JsonPattern)
    return tree.condition


def shorter_than(length: int) -> Fits:
    return lambda piece: len(print_condition(piece)) < length


def pieces(text: str, length: int) -> list[str] | None:
    found = split(condition(text), shorter_than(length))
    return None if found is None else [print_condition(piece) for piece in found]


@settings(max_examples=400, deadline=None)
@given(expressions(max_leaves=8), events, st.integers(20, 300))
def test_an_event_fulfils_one_piece_if_the_whole_holds_and_else_none(
    expression: Expression, event: Mapping[str, object], length: int
) -> None:
    condition = whole(expression)
    found = split(condition, shorter_than(length))
    if found is not None:
        assert sum(naive.holds(piece, event) for piece in found) == naive.holds(condition, event)
        assert all(map(shorter_than(length), found))


NAMES = '($.a = "x") || ($.a = "y") || ($.a = "z")'


@pytest.mark.parametrize(
    ("text", "length", "parts"),
    [
        (NAMES, 100, [NAMES]),
        (NAMES, 30, ['($.a = "x") || ($.a = "y")', '$.a = "z"']),
        (NAMES, 15, ['$.a = "x"', '$.a = "y"', '$.a = "z"']),
        (f"($.b = 1) && ({NAMES})", 46, ['($.b = 1) && (($.a = "x") || ($.a = "y"))', '($.b = 1) && ($.a = "z")']),
        ('($.a = "x*") || ($.a = "y*")', 20, ['$.a = "x*"', '$.a = "y*"']),
        ('(($.a = "x") && ($.b = 1)) || (($.a = "y") && ($.b = 2))', 40,
         ['($.a = "x") && ($.b = 1)', '($.a = "y") && ($.b = 2)']),
        # Split on the longer list first, then on the other.
        ('(($.b = "p") || ($.b = "q")) && (($.a = "x") || ($.a = "y") || ($.a = "z"))', 30,
         [f'($.b = "{b}") && ($.a = "{a}")' for a in "xyz" for b in "pq"]),
    ],
)  # fmt: skip
def test_alternatives_that_one_field_tells_apart_are_split(text: str, length: int, parts: list[str]) -> None:
    assert pieces(text, length) == parts


def test_alternatives_that_can_be_fulfilled_together_stay_together() -> None:
    assert pieces('($.a = "x*") || ($.a = "z") || ($.a = "xy")', 40) == ['($.a = "x*") || ($.a = "xy")', '$.a = "z"']


@pytest.mark.parametrize(
    "text",
    [
        '($.a = "x") || ($.b = "y")',
        '($.a[*] = "x") || ($.a[*] = "y")',
        '($.a = "x") || ($.a = %y%)',
        '($.a = "x*") || ($.a = "*y")',
        '($.a != "x") && ($.b != "y")',
        "$.a NOT EXISTS",
    ],
)
def test_what_no_field_tells_apart_is_not_split(text: str) -> None:
    assert pieces(text, 10) is None


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ('$.a = "x"', {"x"}),
        ('($.a = "x") || ($.a = "y*")', {"x", "y*"}),
        ('($.b = "z") && (($.a = "x") || ($.a = "y"))', {"x", "y"}),
        ('(($.a = "x") || ($.a = "y")) && ($.a = "x")', {"x"}),
        ('$.b = "x"', None),
        ('($.a = "x") || ($.b = "y")', None),
        ('$.a != "x"', None),
        ("$.a = %x%", None),
    ],
)
def test_what_a_condition_asks_of_a_field_at_the_least(text: str, texts: set[str] | None) -> None:
    assert required_texts(condition(text), Selector((Key("a"),))) == texts


globs = st.text("ab*", max_size=4)


@settings(max_examples=500)
@given(globs, globs, st.text("ab", max_size=4))
def test_a_text_that_is_both_shows_that_it_can_be(one: str, other: str, text: str) -> None:
    if compile_glob(one)(text) and compile_glob(other)(text):
        assert can_be_both(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("x", "y"), ("x*", "y"), ("*x", "y"), ("x*", "y*"), ("*x", "*y"), ("ax*", "ay*"), ("x*a", "x*b")]
)
def test_texts_of_different_starts_or_ends_cannot_be_one(one: str, other: str) -> None:
    assert not can_be_both(one, other)
    assert not can_be_both(other, one)
