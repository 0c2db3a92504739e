"""Fields of space-delimited messages, and terms."""

from __future__ import annotations

import time
import timeit

import pytest

from alerts.pattern import parse
from alerts.pattern.text_match import column_fields, split_fields
from alerts.pattern.tree import SpacePattern

QUARTER_MEGABYTE = 262_144


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        ("", []),
        (" \t ", []),
        ("a b\tc", ["a", "b", "c"]),
        ("  a   b ", ["a", "b"]),
        ('a "b c" d', ["a", "b c", "d"]),
        ("[a b] c", ["a b", "c"]),
        ('"[a" b]', ["[a", "b]"]),
        ('a"b c"', ['a"b', 'c"']),
        ('"a"b', ["a", "b"]),
        ('"" []', ["", ""]),
        ('a "b', ["a", '"b']),
        ("[a [b", ["[a", "[b"]),
        ("a\nb", ["a\nb"]),
    ],
)
def test_blanks_part_fields_and_quotes_and_brackets_join_them(message: str, fields: list[str]) -> None:
    assert split_fields(message) == fields


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        ("a b c", ["a", "b c"]),
        ("a  b   c ", ["a", "b   c "]),
        ("a b ", ["a", "b"]),
        ('a "b c"', ["a", "b c"]),
        ('a "b c" d', ["a", '"b c" d']),
        ("a", ["a"]),
    ],
)
def test_with_a_limit_the_last_field_is_the_rest_as_written(message: str, fields: list[str]) -> None:
    assert split_fields(message, 2) == fields


@pytest.mark.parametrize(
    ("pattern", "message", "fields"),
    [
        ("[a, ..., b]", "1 2 3 4", ["1", "", "4"]),
        ("[..., b]", "1", ["", "1"]),
        ("[a, ...]", "1 2", ["1", ""]),
        ("[a, ..., b]", "1", None),
        ("[a, b]", "1", None),
        ("[]", "1", ()),
    ],
)
def test_columns_are_matched_with_fields_from_both_ends(pattern: str, message: str, fields: list[str] | None) -> None:
    tree = parse(pattern).tree
    assert isinstance(tree, SpacePattern)

    assert column_fields(tree, message) == fields


@pytest.mark.parametrize("unit", ["[ ", '" ', '"[ ', "a ", " ", "[", '"a"', "1"])
def test_no_message_makes_splitting_slow(unit: str) -> None:
    message = unit * (QUARTER_MEGABYTE // len(unit)) + '"'
    pattern = parse("[a != 1, ..., b = x*y*z]")

    started = time.perf_counter()
    pattern.matches(message)

    assert time.perf_counter() - started < 5


def test_brackets_that_are_never_closed_cost_no_more_than_other_characters() -> None:
    def seconds(unit: str) -> float:
        return min(timeit.repeat(lambda: split_fields(unit * (2 * QUARTER_MEGABYTE)), number=1, repeat=2))

    assert seconds("[ ") < 3 * seconds("( ") + 0.2
