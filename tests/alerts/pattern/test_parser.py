"""Which kind of pattern a text is, and what is refused whatever the kind."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.pattern import Pattern, PatternSyntaxError, parse
from alerts.pattern.cursor import MAXIMUM_DEPTH
from alerts.pattern.parser import parse_tree
from alerts.pattern.tree import JsonPattern, MatchAll, RegexPattern, SpacePattern, TermPattern

ALPHABET = "{}[]()\"'%$.*\\&|=!<>-?+ \t\nabeE019:,_é日\x00"
PIECES = [
    "$.",
    "$.a",
    " = ",
    "&&",
    "||",
    "IS NULL",
    "NOT EXISTS",
    "...",
    "['a']",
    "[*]",
    "%a|b%",
    '"x"',
    "1e5",
    *ALPHABET,
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", MatchAll),
        (" \t\r\n", MatchAll),
        ("{ $.a = 1 }", JsonPattern),
        ("\n{ $.a = 1 }\n", JsonPattern),
        ("[a]", SpacePattern),
        ("%a%", RegexPattern),
        ("a", TermPattern),
        ('"{ $.a = 1 }"', TermPattern),
    ],
)
def test_the_first_character_decides_the_kind(text: str, kind: type) -> None:
    assert isinstance(parse_tree(text), kind)


def test_a_text_over_the_limit_is_refused_before_it_is_read() -> None:
    megabyte = "{" + "(" * 1_000_000

    started = time.perf_counter()
    with pytest.raises(PatternSyntaxError, match=r"at most 1,024 characters, this one has 1,000,001: shorten it"):
        parse(megabyte)

    assert time.perf_counter() - started < 1


def test_the_error_about_a_megabyte_is_itself_short() -> None:
    with pytest.raises(PatternSyntaxError) as caught:
        parse("x" * 1_000_000)

    assert len(str(caught.value)) < 400


def test_a_text_of_exactly_the_limit_is_read() -> None:
    assert parse_tree("x" * 1024) is not None


def test_nesting_beyond_the_bound_is_refused() -> None:
    with pytest.raises(PatternSyntaxError, match="nested more than 100 deep"):
        parse("{" + "(" * 500 + "$.a = 1" + ")" * 500 + "}")


def test_nesting_up_to_the_bound_can_be_used_in_every_way() -> None:
    levels = MAXIMUM_DEPTH - 1
    text = "{" + "($.a=1||($.a=2&&" * 40 + "$.a=3" + "))" * 40 + "}"
    pattern = parse(text)

    assert parse(str(pattern)) == pattern
    assert pattern.matches('{"a": 1}')
    assert pattern.explain({"a": 3}).matched is False
    assert parse("{" + "(" * levels + "$.a = 1" + ")" * levels + "}") == parse("{ $.a = 1 }")


def parsed(text: str) -> Pattern | PatternSyntaxError:
    try:
        return parse(text)
    except PatternSyntaxError as error:
        return error


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60))
@settings(max_examples=800, deadline=None)
def test_any_text_is_a_pattern_that_prints_or_a_syntax_error_that_shows(text: str) -> None:
    match parsed(text):
        case PatternSyntaxError(span=(start, end)) as error:
            assert 0 <= start <= end
            assert str(error).count("\n") == 2
        case pattern:
            assert parse(str(pattern)) == pattern


@given(st.text(ALPHABET, max_size=30))
@settings(max_examples=500, deadline=None)
def test_any_regular_expression_is_compiled_or_a_syntax_error(text: str) -> None:
    match parsed(f"{{ $.a = %{text}% }}"):
        case Pattern() as pattern:
            assert isinstance(pattern.matches_event({"a": "ab19"}), bool)
        case error:
            assert error.expected
