"""What may stand on the right of a comparison."""

from __future__ import annotations

import pytest

from alerts.pattern.parser import parse_tree
from alerts.pattern.tree import Comparison, JsonPattern, Number, Regex, Text, Value
from tests.alerts.pattern.refusals import refusal


def value_of(written: str) -> Value:
    tree = parse_tree(f"{{ $.a = {written} }}")
    assert isinstance(tree, JsonPattern)
    assert isinstance(tree.condition, Comparison)
    return tree.condition.value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("x_1", Text("x_1")),
        ("s3.amazonaws.com", Text("s3.amazonaws.com")),
        ("123.123.*", Text("123.123.*")),
        ("203.0.113.7", Text("203.0.113.7")),
        ("*", Text("*")),
        ("eu-west-1", Text("eu-west-1")),
        ("nullx", Text("nullx")),
        ("true", Text("true")),
        ("Infinity", Text("Infinity")),
        ("1", Number("1")),
        ("+1", Number("+1")),
        ("-0.5E-3", Number("-0.5E-3")),
        (".5", Number(".5")),
        ("5.", Number("5.")),
        ("1e2147483647", Number("1e2147483647")),
        ("1e", Text("1e")),
        ('"1"', Text("1")),
        ('""', Text("")),
        ('"a } b"', Text("a } b")),
        (r'"say \"hi\""', Text('say "hi"')),
        (r'"a\\"', Text("a\\")),
        (r'"\d"', Text(r"\d")),
        ("%a b%", Regex("a b")),
    ],
)
def test_a_value_is_text_a_number_or_a_regular_expression(written: str, value: Value) -> None:
    assert value_of(written) == value


@pytest.mark.parametrize(
    ("written", "message", "marked"),
    [
        ("= a:b", """':' is not allowed in a value without quotes: write "a:b\"""", ":"),
        ("= 'Root'", 'text is quoted with double quotes, not single ones: write "Root"', "'"),
        ("= \x01", r"'\x01' is not allowed in a value without quotes: put the whole text in double quotes", "\x01"),
        ("=", "expected a value, found '}'", "}"),
        ('= "x', """this '"' is never closed: write '"' where it ends""", '"'),
        (r'= "x\"', """this '"' is never closed: write '"' where it ends""", '"'),
        ("= %x", "this '%' is never closed: write '%' where it ends", "%"),
        ("= null", "'null' is not a value: write IS NULL to ask for it, or quote it to mean the text", "null"),
        ("= 1e2147483648", "the exponent of 1e2147483648 is too large", "1e2147483648"),
        (
            "= 1e-99999999999999999999",
            "the exponent of 1e-99999999999999999999 is too large",
            "1e-99999999999999999999",
        ),
        ('> "5"', "'>' compares numbers only: write a number without quotes after it", '"5"'),
        ("<= five", "'<=' compares numbers only: write a number without quotes after it", "five"),
        ("< %5%", "'<' compares numbers only: write a number without quotes after it", "%5%"),
        ("== 1", "'==' is not an operator of filter patterns: write =", "=="),
        ("=> 1", "'=>' is not an operator of filter patterns: write >=", "=>"),
        ("<> 1", "'<>' is not an operator of filter patterns: write !=", "<>"),
        (
            "=~ x",
            "'=~' is not an operator of filter patterns: write = with a regular expression between percent signs",
            "=~",
        ),
        ("! x", "expected an operator (=, !=, <, <=, > or >=), found '!'", "!"),
    ],
)
def test_a_wrong_comparison_is_refused_in_clear_words(written: str, message: str, marked: str) -> None:
    assert refusal(f"{{ $.a {written} }}") == (message, marked)


@pytest.mark.parametrize("pattern", ["{ $.a = %1% || $.a = %2% || $.a = %3% }", "[a = %1% || a = %2%, b = %3%]"])
def test_the_third_regular_expression_is_refused(pattern: str) -> None:
    assert refusal(pattern) == (
        "a pattern holds at most 2 regular expressions, this is one more: join some with |",
        "%3%",
    )
