"""Searching text for regular expressions: both ways agree, and none can be made slow."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.pattern import PatternSyntaxError
from alerts.pattern.regex import parse_regex
from alerts.pattern.search import compile_parallel, compile_search, python_regex
from alerts.pattern.tree import Regex

PIECES = [
    "a",
    "b",
    ".",
    "[ab]",
    "[^a]",
    r"\d",
    r"\W",
    "^",
    "$",
    "|",
    "*",
    "+",
    "?",
    "{2}",
    "{0,2}",
    "{2,}",
    "*?",
    r"\xe9",
]
QUARTER_MEGABYTE = 262_144


def regex_or_none(source: str) -> str | None:
    try:
        parse_regex(source)
    except PatternSyntaxError:
        return None
    return source


sources = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join).filter(regex_or_none)


@given(sources, st.text("ab1\n é日_", max_size=12))
@settings(max_examples=600, deadline=None)
def test_both_ways_to_search_agree(source: str, text: str) -> None:
    branches = parse_regex(source)

    expected = bool(branches) and re.search(python_regex(branches), text) is not None

    assert compile_search(Regex(source))(text) is expected
    assert compile_parallel(branches)(text) is expected


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("b", "abc", True),
        ("^b", "abc", False),
        ("c$", "abc", True),
        ("c$", "abc\n", False),
        ("^$", "", True),
        ("^a", "b\na", False),
        ("a.b", "a\nb", False),
        (r"a\sb", "a\nb", True),
        (r"\w", "é", False),
        (r"\W", "é", True),
        (r"\d", "٣", False),
        ("[^a-z]", "日", True),
        (r"\xe9", "café", True),
        ("a^b", "ab", False),
        (r"[^\s\S]", "a", False),
        (r"x[^\s\S]*y", "xy", True),
        ("gra|ey", "groy", False),
        ("", "", True),
    ],
)
def test_the_dialect_means_what_cloudwatch_means(source: str, text: str, found: bool) -> None:
    assert compile_search(Regex(source or "a*"))(text) is found
    assert compile_parallel(parse_regex(source or "a*"))(text) is found


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a+b", "a" * QUARTER_MEGABYTE),
        (".*.*.*.*.*x", "a" * QUARTER_MEGABYTE),
        ("a?" * 300 + "a{300}$", "a" * 299 + "b" * QUARTER_MEGABYTE),
        ("x.{900}y.{900}y.{900}y", "xy" * (QUARTER_MEGABYTE // 2)),
        ("[a-z]{0,1000}[a-z]{0,1000}[0-9]$", "a1b" * (QUARTER_MEGABYTE // 3)),
        (r"\W+\W+1", "".join(map(chr, range(0x4E00, 0x9000))) * 15),
    ],
    ids=["one plus", "many stars", "many optional", "far apart", "many counts", "beyond ASCII"],
)
def test_no_text_makes_a_search_slow(source: str, text: str) -> None:
    search = compile_search(Regex(source))

    started = time.perf_counter()
    search(text)

    assert time.perf_counter() - started < 5
