"""Numbers as CloudWatch Logs reads, compares and writes them.

Integers are exact, everything else is a double, and a double is written as Java's Double.toString does: "1.0",
"1.0E10". The last is inferred from recorded results; AWS documents no text form.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

JsonNumber = int | float | Decimal
"""A number of a parsed event. A Decimal is an integer too long for Python to read as int."""

# No part can match the same characters as its neighbour, so that a long text cannot make the match slow.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?([0-9]+))?")
_LARGEST_EXPONENT = 2**31 - 1
_LARGEST_EXPONENT_DIGITS = len(str(_LARGEST_EXPONENT))

# https://docs.oracle.com/javase/8/docs/api/java/lang/Double.html#toString-double-
_PLAIN_FROM, _PLAIN_BELOW = 1e-3, 1e7


def is_number(text: str) -> bool:
    """Whether a bare value is a number: optional sign, digits with at most one period, optional exponent."""
    return _NUMBER.fullmatch(text) is not None


def parse_number(text: str) -> Decimal | None:
    """The exact value of a number's text; None if it is not a number or its exponent is beyond 32 bits."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    exponent = (found[1] or "").lstrip("0")
    if len(exponent) > _LARGEST_EXPONENT_DIGITS or int(exponent or "0") > _LARGEST_EXPONENT:
        return None
    return Decimal(text)


def exact(node: JsonNumber) -> Decimal | int | None:
    """What a number is compared by: None for a double that overflowed, which no number equals or differs from."""
    if isinstance(node, int):
        return node
    number = node if isinstance(node, Decimal) else Decimal(repr(node))
    return number if number.is_finite() else None


def number_text(node: JsonNumber) -> str:
    """What text comparisons, asterisks and regular expressions see of a number."""
    if isinstance(node, float):
        return _double_text(node)
    return format(Decimal(node), "f")


def _double_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    sign = "-" if math.copysign(1, value) < 0 else ""
    if math.isinf(value):
        return sign + "Infinity"
    if value == 0 or _PLAIN_FROM <= abs(value) < _PLAIN_BELOW:
        return sign + _with_fraction(format(Decimal(repr(abs(value))), "f"))
    mantissa, exponent = format(Decimal(repr(abs(value))).normalize(), "E").split("E")
    return f"{sign}{_with_fraction(mantissa)}E{int(exponent)}"


def _with_fraction(text: str) -> str:
    return text if "." in text else text + ".0"
