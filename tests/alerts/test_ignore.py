"""What an alert does not ring for, and how long."""

from __future__ import annotations

from datetime import date

import pytest

from alerts.document import parse
from alerts.errors import InputError
from alerts.ignore import Ignore
from alerts.validation import validate


def ignore(text: str) -> Ignore:
    return validate(Ignore, parse(text, "mine.yaml"))


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        ignore(text)
    return str(caught.value)


@pytest.mark.parametrize(("today", "expired"), [("2026-12-30", False), ("2026-12-31", False), ("2027-01-01", True)])
def test_it_applies_through_its_last_day(today: str, *, expired: bool) -> None:
    some = ignore("event: X\nreason: noise\nuntil: 2026-12-31")
    assert some.expired(date.fromisoformat(today)) is expired


def test_without_a_last_day_it_never_expires() -> None:
    assert not ignore("event: X\nreason: noise").expired(date.max)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("event: X", "1:1: reason is missing; add it"),
        ("event: X\nreason: ''", "2:1: reason: string should have at least 1 character, got ''"),
        ("reason: noise",
         "1:1: the file: asks nothing, so that every event would count; name an event, a service or a user"),
        ("event: X\nreason: noise\nuntil: soon",
         "3:1: until: should be a valid date or datetime, input is too short, got 'soon'"),
        ("event: X\nreason: noise\nuntill: 2026-12-31", "3:1: unknown key 'untill'; did you mean 'until'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text: str, message: str) -> None:
    assert refusal(text) == f"mine.yaml:{message}"
