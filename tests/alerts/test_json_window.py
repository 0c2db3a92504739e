"""One value after another out of text that comes piece by piece."""

import pytest

from alerts.json_window import BrokenJsonError, JsonWindow


def window(*pieces: str) -> JsonWindow:
    left = iter(pieces)
    return JsonWindow(lambda: next(left, ""))


@pytest.mark.parametrize(
    "text", ["12", "-1.5e3", '"a b"', "true", "null", "[1, [2]]", '{"a": {"b": "\\"}"}}', '"\\ud83d\\ude00"']
)
@pytest.mark.parametrize("after", ["", " ", ","])
def test_a_value_ends_where_it_ends_whatever_the_pieces(text: str, after: str) -> None:
    one = window(*text, *after)
    one.peek()
    assert one.value()[1] == text
    assert one.peek() == after.strip()


def test_what_was_stepped_over_is_let_go() -> None:
    one = window("[1]  ", "[2]")
    one.value()
    assert one.peek() == "["
    assert (one.text, one.at, one.dropped) == ("[2]", 0, 5)


def test_places_count_in_the_whole_text() -> None:
    one = window("a\nbc", "d\n\ne", "f")
    places = []
    while one.peek():
        places.append((one.text[one.at], *one.place(one.at)))
        one.at += 1
    assert places == [("a", 1, 1), ("b", 2, 1), ("c", 2, 2), ("d", 2, 3), ("e", 4, 1), ("f", 4, 2)]


def test_the_last_line_break_is_known_after_it_was_let_go() -> None:
    one = window("a\nb", "c")
    one.peek()
    one.at = 3
    assert one.line_break(0) == -1
    assert one.peek() == "c"
    assert one.line_break(one.at) == 1


def test_a_line_is_stepped_over_across_pieces() -> None:
    one = window("bro", "ken", " li\nne", "xt")
    one.skip_line()
    assert one.peek() == "n"
    one.skip_line()
    assert one.peek() == ""


@pytest.mark.parametrize(("text", "message"), [("x", "is not JSON: expected , or ]"), ("", "ends in the middle")])
def test_another_character_than_expected_is_refused(text: str, message: str) -> None:
    with pytest.raises(BrokenJsonError) as caught:
        window(text).expect(",]")
    assert (caught.value.position, caught.value.message) == (0, message)
