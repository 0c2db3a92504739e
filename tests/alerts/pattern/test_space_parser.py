"""Space-delimited patterns: their trees, and what is refused in which words."""

from __future__ import annotations

import pytest

from alerts.pattern.parser import parse_tree
from alerts.pattern.tree import (
    AnyFields,
    Column,
    Comparison,
    Field,
    Number,
    Operator,
    Or,
    Regex,
    SpaceColumn,
    SpacePattern,
    Text,
    Unnamed,
)
from tests.alerts.pattern.refusals import refusal

STATUS = Field("status")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("[]", []),
        ("[ ip , _user1 ]", [Column("ip"), Column("_user1")]),
        ("[...]", [AnyFields()]),
        ("[..., last]", [AnyFields(), Column("last")]),
        ("[, b,]", [Unnamed(), Column("b"), Unnamed()]),
        ("[status = 4*]", [Column("status", Comparison(STATUS, Operator.EQUAL, Text("4*")))]),
        (
            "[status>=400,x]",
            [Column("status", Comparison(STATUS, Operator.GREATER_OR_EQUAL, Number("400"))), Column("x")],
        ),
        ("[status = %^4%]", [Column("status", Comparison(STATUS, Operator.EQUAL, Regex("^4")))]),
    ],
)
def test_columns_are_read_in_order(text: str, columns: list[SpaceColumn]) -> None:
    assert parse_tree(text) == SpacePattern(tuple(columns))


def test_one_column_may_ask_several_things_of_its_field() -> None:
    either = Or(tuple(Comparison(STATUS, Operator.EQUAL, Number(text)) for text in ("404", "410")))

    assert parse_tree("[(status = 404) || status=410]") == SpacePattern((Column("status", either),))


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("[", "expected a field name (a letter or _, then letters, digits and _), but the pattern ends here", ""),
        ("[a", "this '[' is never closed: write ']' where it ends", "["),
        ("[a, b = 1", "this '[' is never closed: write ']' where it ends", "["),
        ("[1a]", "expected a field name (a letter or _, then letters, digits and _), found '1a'", "1a"),
        ("[a b]", "expected an operator (=, !=, <, <=, > or >=), found 'b'", "b"),
        ("[a = ]", "expected a value, found ']'", "]"),
        ("[a = 1 AND a = 2]", "'AND' does not join conditions: write &&", "AND"),
        ("[a = 1 b]", "expected '&&', '||' or ']' after a condition, found 'b'", "b"),
        ("[a = 1 || b = 2, b]", "a column speaks of one field: 'a' and 'b' need columns of their own", "b"),
        ("[a, b, a = 1]", "two columns are named 'a': give each its own name", "a = 1"),
        ("[..., a, ...]", "'...' may stand once in a pattern: remove this one", "..."),
        ('[a > "1"]', "'>' compares numbers only: write a number without quotes after it", '"1"'),
        ("[a IS NULL]", "expected an operator (=, !=, <, <=, > or >=), found 'IS'", "IS"),
        ("[a] [b]", "nothing may follow the ']' of a space-delimited pattern: remove this", "[b]"),
    ],
)
def test_wrong_columns_are_refused_in_clear_words(text: str, message: str, marked: str) -> None:
    assert refusal(text) == (message, marked)
