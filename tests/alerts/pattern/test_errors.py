"""What a syntax error shows."""

from __future__ import annotations

import pytest

from alerts.errors import TrailbellError
from alerts.pattern import PatternSyntaxError, parse


def error_of(text: str) -> PatternSyntaxError:
    with pytest.raises(PatternSyntaxError) as caught:
        parse(text)
    return caught.value


def test_an_error_carries_the_source_the_span_and_what_was_expected() -> None:
    error = error_of("{ $.eventName == ConsoleLogin }")

    assert (error.source, error.span) == ("{ $.eventName == ConsoleLogin }", (14, 16))
    assert error.expected == "an operator"


def test_an_error_shows_the_text_with_carets_below_the_mistake() -> None:
    assert str(error_of("{ $.eventName == ConsoleLogin }")) == (
        "'==' is not an operator of filter patterns: write =\n    { $.eventName == ConsoleLogin }\n                  ^^"
    )


def test_an_error_at_the_end_points_behind_the_last_character() -> None:
    assert str(error_of("{ $.a =")).splitlines()[1:] == ["    { $.a =", "           ^"]


def test_an_error_in_a_long_pattern_shows_the_part_around_it() -> None:
    many = " || ".join(["$.a = 1"] * 30)

    assert str(error_of(f"{{ {many} || $.last == 1 || {many} }}")).splitlines()[1:] == [
        "    ... $.a = 1 || $.a = 1 || $.last == 1 || $.a = 1 || $.a = 1 || $.a = 1 || $.a =...",
        "                                     ^^",
    ]


def test_an_error_on_a_later_line_is_shown_on_one_line() -> None:
    assert str(error_of("{\n  $.a = 1 and\n  $.b = 2\n}")).splitlines()[1:] == [
        "    {   $.a = 1 and   $.b = 2 }",
        "                ^^^",
    ]


def test_a_syntax_error_is_a_value_error_and_one_of_trailbells() -> None:
    error = error_of("{")

    assert isinstance(error, ValueError)
    assert isinstance(error, TrailbellError)
