"""Numbers: what is one, how they are compared and written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.pattern.numbers import exact, is_number, number_text, parse_number


@pytest.mark.parametrize("text", ["0", "+1", "-1.5", "1.", ".5", "1e5", "1E-5", "01"])
def test_numbers_have_a_sign_digits_one_period_and_an_exponent(text: str) -> None:
    assert is_number(text)
    assert parse_number(text) == Decimal(text)


@pytest.mark.parametrize("text", ["", ".", "-", "1.2.3", "1e", "e5", "0x1", "1_000", "Infinity", "NaN", "\u0661", "1 "])
def test_anything_else_is_no_number(text: str) -> None:
    assert not is_number(text)
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["1e2147483648", "1e-2147483648", "1e" + "9" * 50_000], ids=["+", "-", "long"])
def test_an_exponent_beyond_32_bits_is_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_leading_zeros_do_not_make_an_exponent_large() -> None:
    assert parse_number("1e" + "0" * 5000 + "1") == 10


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (1, "1"),
        (-5, "-5"),
        (9007199254740993, "9007199254740993"),
        (Decimal("123"), "123"),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (0.001, "0.001"),
        (0.00099, "9.9E-4"),
        (9999999.0, "9999999.0"),
        (1e7, "1.0E7"),
        (1234567890.5, "1.2345678905E9"),
        (1e308, "1.0E308"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "NaN"),
    ],
)
def test_integers_are_written_in_full_and_doubles_as_java_writes_them(node: float | Decimal, text: str) -> None:
    assert number_text(node) == text


def test_an_integer_longer_than_python_converts_is_written_in_full() -> None:
    assert number_text(10**5000) == "1" + "0" * 5000


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_double_reads_back_as_the_same_double(value: float) -> None:
    assert float(number_text(value)) == value


def test_a_double_is_compared_by_the_decimal_it_is_written_as() -> None:
    assert exact(0.1) == Decimal("0.1")
    assert exact(9007199254740993) == 9007199254740993


def test_a_double_that_overflowed_compares_with_nothing() -> None:
    assert exact(float("inf")) is None
