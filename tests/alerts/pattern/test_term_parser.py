"""Unstructured patterns: terms, and a regular expression alone."""

from __future__ import annotations

import pytest

from alerts.pattern.parser import parse_tree
from alerts.pattern.tree import Mode, Regex, RegexPattern, Term, TermPattern
from tests.alerts.pattern.refusals import refusal


def must(text: str) -> Term:
    return Term(Mode.REQUIRED, text)


def must_not(text: str) -> Term:
    return Term(Mode.EXCLUDED, text)


def may(text: str) -> Term:
    return Term(Mode.OPTIONAL, text)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("ERROR", [must("ERROR")]),
        ("  a_1.b \n café ", [must("a_1.b"), must("café")]),
        ('ERROR -timeout ?"two words"', [must("ERROR"), must_not("timeout"), may("two words")]),
        ('-"a b"', [must_not("a b")]),
        ('" "', [must(" ")]),
        ('"ERR*"', [must("ERR*")]),
        ("a-b", [must("a"), must_not("b")]),
        ("a?b", [must("a"), may("b")]),
        ('"a"-"b"', [must("a"), must_not("b")]),
    ],
)
def test_terms_are_words_and_phrases_with_a_sign(text: str, terms: list[Term]) -> None:
    assert parse_tree(text) == TermPattern(tuple(terms))


def test_a_regular_expression_may_have_blanks_around_it() -> None:
    assert parse_tree(" %a b% ") == RegexPattern(Regex("a b"))


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("ERR*", """'*' is not allowed in a term without quotes: write "ERR*\"""", "*"),
        ("x ERROR: y", """':' is not allowed in a term without quotes: write "ERROR:\"""", ":"),
        ("?a/b", """'/' is not allowed in a term without quotes: write "a/b\"""", "/"),
        ("x [b]", """'[' is not allowed in a term without quotes: write "[b]\"""", "["),
        ("@" * 50, "'@' is not allowed in a term without quotes: put the whole text in double quotes", "@"),
        ('""', "a quoted term cannot be empty: leave the whole pattern empty to match everything", '""'),
        ('a -""', "a quoted term cannot be empty: leave the whole pattern empty to match everything", '""'),
        ('a "b', """this '"' is never closed: write '"' where it ends""", '"'),
        ('a"b"', "a blank must stand before a quoted phrase", '"'),
        ('"b"a', "a blank must stand after a quoted phrase", "a"),
        ("-", "expected a word or a quoted phrase right after '-', but the pattern ends here", ""),
        ("- a", "expected a word or a quoted phrase right after '-', found ' '", " "),
        ("a ?-b", "expected a word or a quoted phrase right after '?', found '-b'", "-b"),
        ("ERROR %WARN%", "a regular expression stands alone: it cannot be combined with terms", "%"),
        ("?%WARN%", "a regular expression stands alone: it cannot be combined with terms", "%"),
        ("%A", "this '%' is never closed: write '%' where it ends", "%"),
        (
            "%A% %B%",
            "a regular expression stands alone: nothing may follow it, join expressions with | inside it",
            "%B%",
        ),
    ],
)
def test_wrong_terms_are_refused_in_clear_words(text: str, message: str, marked: str) -> None:
    assert refusal(text) == (message, marked)
