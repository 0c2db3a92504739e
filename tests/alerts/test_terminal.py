import json

from hypothesis import given
from hypothesis import strategies as st

from alerts.terminal import visible, visible_json


def test_printable_text_is_left_alone() -> None:
    assert visible("Žluťoučký kůň 🐴") == "Žluťoučký kůň 🐴"


def test_what_would_move_colour_or_hide_is_replaced() -> None:
    assert visible("a\x1b[31mb\x9bc\u202ed\ne\x7f") == "a�[31mb�c�d�e�"


def test_json_text_stays_the_same_json() -> None:
    text = '{"a": "\x7f\x9b31m \u202e \U000e0001"}'
    shown = visible_json(text)
    assert shown == '{"a": "\\u007f\\u009b31m \\u202e \\udb40\\udc01"}'
    assert json.loads(shown) == json.loads(text)


@given(st.text())
def test_everything_shown_can_be_printed(text: str) -> None:
    assert visible(text).isprintable()
    assert visible_json(json.dumps(text, ensure_ascii=False)).isprintable()


@given(st.text())
def test_shown_json_means_the_same(text: str) -> None:
    assert json.loads(visible_json(json.dumps(text, ensure_ascii=False))) == text
