"""Log events as text and as JSON objects."""

from __future__ import annotations

from decimal import Decimal

import pytest

from alerts.pattern.events import event_text, read_event


def deep(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


@pytest.mark.parametrize(
    "message",
    [
        "",
        "x",
        "[1]",
        "1",
        "null",
        '"x"',
        '{"a":1} x',
        'x {"a":1}',
        '{"a":NaN}',
        '{"a":-Infinity}',
        "{'a':1}",
        '\ufeff{"a":1}',
    ],
)
def test_anything_but_one_json_object_is_none(message: str) -> None:
    assert read_event(message) is None


def test_blanks_around_the_object_do_not_matter() -> None:
    assert read_event(' \r\n{"a":1}\t') == {"a": 1}


def test_integers_and_doubles_are_kept_apart() -> None:
    event = read_event('{"i":1,"d":1.0}')

    assert event is not None
    assert [type(value) for value in event.values()] == [int, float]


def test_of_equal_keys_the_last_one_counts() -> None:
    assert read_event('{"a":1,"a":2}') == {"a": 2}


def test_an_integer_of_any_length_is_exact() -> None:
    digits = "9" * 100_000

    assert read_event(f'{{"a":{digits}}}') == {"a": Decimal(digits)}


def test_a_message_nested_too_deeply_is_no_object() -> None:
    assert read_event(deep(100_000)) is None


def test_the_text_of_an_event_is_compact_json() -> None:
    assert event_text({"a": [1, "é"], "b": None}) == '{"a":[1,"é"],"b":null}'


def test_an_event_nested_too_deeply_has_no_text() -> None:
    event: dict[str, object] = {}
    for _ in range(100_000):
        event = {"a": event}

    assert event_text(event) is None
