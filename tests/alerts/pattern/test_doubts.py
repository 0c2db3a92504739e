"""What is valid, but probably not meant."""

from __future__ import annotations

import pytest

from alerts.pattern import doubts, parse

MIDDLE = (
    "the asterisk inside 'x*y' is taken as a wildcard, but only asterisks at the start and the end of a value are "
    "documented: use a regular expression"
)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("{ $.a = x*y && $.b = x*y }", [MIDDLE]),
        ("[a = x*y]", [MIDDLE]),
        (
            '{ $.a = "say \\"hi\\"" }',
            ["how CloudWatch reads the quote or backslash in 'say \"hi\"' is not documented: use a regular expression"],
        ),
        ("{ $.readOnly = true }", ["= true matches the text 'true' only: write IS TRUE for a boolean"]),
        ("?x ?y z", ["CloudWatch looks at optional terms only where there are no others, and ignores ?x, ?y"]),
    ],
)
def test_what_is_probably_not_meant_is_said(pattern: str, found: list[str]) -> None:
    assert list(doubts(parse(pattern))) == found


@pytest.mark.parametrize(
    "pattern",
    ["", "?x ?y", "x -y", "%a*b%", "{ $.a = *x* && $.b = * && $.c != 1 && $.d IS TRUE }", "[a = true, b = x*]"],
)
def test_an_ordinary_pattern_leaves_no_doubt(pattern: str) -> None:
    assert doubts(parse(pattern)) == ()
