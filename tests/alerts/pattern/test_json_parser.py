"""JSON patterns: their trees, and what is refused in which words."""

from __future__ import annotations

import pytest

from alerts.pattern.parser import parse_tree
from alerts.pattern.tree import (
    And,
    Comparison,
    Index,
    Is,
    JsonPattern,
    Key,
    NotExists,
    Number,
    Operator,
    Or,
    Regex,
    Selector,
    State,
    Step,
    Text,
    Wildcard,
)
from tests.alerts.pattern.refusals import refusal


def selector(*steps: Step) -> Selector:
    return Selector(steps)


A, B = selector(Key("a")), selector(Key("b"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$.a-b_1", selector(Key("a-b_1"))),
        ("$.a.b", selector(Key("a"), Key("b"))),
        ("$.['a.b c']", selector(Key("a.b c"))),
        ("$.['']", selector(Key(""))),
        ("$.a.['b']", selector(Key("a"), Key("b"))),
        ("$.a[0][12].b", selector(Key("a"), Index(0), Index(12), Key("b"))),
        ("$.*", selector(Wildcard())),
        ("$.a.*", selector(Key("a"), Wildcard())),
        ("$.a[*]", selector(Key("a"), Wildcard())),
        ("$.a[*].b", selector(Key("a"), Wildcard(), Key("b"))),
    ],
)
def test_a_selector_is_read_step_by_step(text: str, expected: Selector) -> None:
    assert parse_tree(f"{{ {text} NOT EXISTS }}") == JsonPattern(NotExists(expected))


@pytest.mark.parametrize("text", ["is null", "IS NULL", "Is  \t Null"])
def test_keywords_know_no_case(text: str) -> None:
    assert parse_tree(f"{{ $.a {text} }}") == JsonPattern(Is(A, State.NULL))


def test_and_binds_tighter_than_or() -> None:
    a, b, c = (Is(A, state) for state in State)

    assert parse_tree("{ $.a is null || $.a is true && $.a is false }") == JsonPattern(Or((a, And((b, c)))))
    assert parse_tree("{ ($.a is null || $.a is true) && $.a is false }") == JsonPattern(And((Or((a, b)), c)))


def test_blanks_and_brackets_that_group_nothing_leave_no_trace() -> None:
    assert parse_tree("{(($.a=1)&&(($.b=2)))}") == parse_tree("\n{\n  $.a = 1\n  && $.b = 2\n}\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("= x", Comparison(A, Operator.EQUAL, Text("x"))),
        ('!= "x y"', Comparison(A, Operator.NOT_EQUAL, Text("x y"))),
        ("<= -1.5e+3", Comparison(A, Operator.LESS_OR_EQUAL, Number("-1.5e+3"))),
        ("= %x|y%", Comparison(A, Operator.EQUAL, Regex("x|y"))),
    ],
)
def test_a_comparison_has_an_operator_and_a_value(text: str, expected: Comparison) -> None:
    assert parse_tree(f"{{ $.a {text} }}") == JsonPattern(expected)


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("{", "expected a selector such as $.eventName, but the pattern ends here", ""),
        ("{ }", "expected a selector such as $.eventName, found '}'", "}"),
        ("{ eventName = x }", "expected a selector such as $.eventName, found 'eventName'", "eventName"),
        ("{ $ = 1 }", "expected a period and a property after $, as in $.eventName, found ' '", " "),
        ("{ $[0] = 1 }", "a period must stand between $ and [, and names be quoted: write $.['name']", "["),
        (
            "{ $.a['b'] = 1 }",
            "a period must stand before a quoted name, and the quotes be single: write .['name']",
            "['",
        ),
        ("{ $.[0] = 1 }", "after the period, brackets hold a name in single quotes, as in $.['a.b']", "["),
        ("{ $.['a = 1 }", "this name is never closed: write '] where it ends", "['"),
        ("{ $.a. = 1 }", "expected a property name, * or ['name'] after the period, found ' '", " "),
        ("{ $.a[-1] = 1 }", "expected an index, counted from 0, or *, found '-1'", "-1"),
        ("{ $.a[1 = 1 }", "this '[' is never closed: write ']' where it ends", "["),
        ("{ $.a[*].b.* = 1 }", "a selector holds one wildcard at most: name the other steps", "$.a[*].b.*"),
        (
            "{ $.a }",
            "expected a comparison such as = \"value\", IS NULL, IS TRUE, IS FALSE or NOT EXISTS, found '}'",
            "}",
        ),
        ("{ $.a like x }", "expected an operator, IS or NOT EXISTS after the selector", "like"),
        (
            "{ $.a EXISTS }",
            'CloudWatch knows no EXISTS: write = "*" to ask whether a text or number is there',
            "EXISTS",
        ),
        (
            "{ $.a IS NOT NULL }",
            'CloudWatch knows no IS NOT: write = "*" to ask whether a text or number is there',
            "NOT",
        ),
        ("{ $.a IS 1 }", "expected NULL, TRUE or FALSE after IS, found '1'", "1"),
        ("{ $.a NOT NULL }", "expected EXISTS after NOT, found 'NULL'", "NULL"),
        ("{ !($.a = 1) }", "conditions cannot be negated: write != or NOT EXISTS inside each of them", "!"),
        ("{ $.a = 1 AND $.b = 2 }", "'AND' does not join conditions: write &&", "AND"),
        ("{ $.a = 1 or $.b = 2 }", "'or' does not join conditions: write ||", "or"),
        ("{ $.a = 1 & $.b = 2 }", "'&' does not join conditions: write &&", "&"),
        ("{ $.a = 1 $.b = 2 }", "expected '&&', '||' or '}' after a condition, found '$'", "$"),
        ("{ ($.a = 1 }", "expected '&&', '||' or ')' after a condition, found '}'", "}"),
        ("{ ($.a = 1", "this '(' is never closed: write ')' where it ends", "("),
        ("{ $.a = 1", "this '{' is never closed: write '}' where it ends", "{"),
        ("{ $.a = 1) }", "expected '&&', '||' or '}' after a condition, found ')'", ")"),
        ("{ $.a = 1 } && x", "nothing may follow the '}' of a JSON pattern: remove this", "&& x"),
        ("{ $.a = 1 && }", "expected a selector such as $.eventName, found '}'", "}"),
    ],
)
def test_a_wrong_json_pattern_is_refused_in_clear_words(text: str, message: str, marked: str) -> None:
    assert refusal(text) == (message, marked)


def test_three_wildcards_are_read_and_the_fourth_is_refused() -> None:
    three = "$.a[*] = 1 && $.b.* = 2 && $.* = 3"

    assert isinstance(parse_tree(f"{{ {three} }}"), JsonPattern)
    assert refusal(f"{{ {three} || $.c.* = 4 }}") == (
        "a pattern holds at most 3 wildcards in its selectors, this is one more",
        "$.c.*",
    )
