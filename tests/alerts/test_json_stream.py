"""The events in a text of JSON, in whatever form and pieces it comes."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.json_stream import JsonStream, Problem
from alerts.json_window import LONGEST_VALUE


def pieces(text: str, size: int) -> Callable[[], str]:
    """Gives the text in pieces of this many characters."""
    parts = iter([text[start : start + size] for start in range(0, len(text), size)])
    return lambda: next(parts, "")


def stream(text: str, size: int = 1 << 20) -> tuple[list[dict[str, Any]], JsonStream]:
    reader = JsonStream(pieces(text, size))
    return [found.value for found in reader.objects()], reader


def values(text: str, size: int = 1 << 20) -> list[dict[str, Any]]:
    return stream(text, size)[0]


FORMS = {
    "lines": '{"a": 1}\n{"a": 2}\n{"a": 3}\n',
    "lines without an end": '{"a": 1}\n{"a": 2}\n{"a": 3}',
    "lines and blanks": '\r\n\n  {"a": 1}\r\n\n{"a": 2}\n\t{"a": 3}\n\n',
    "one after another": '{"a": 1}{"a": 2} {"a": 3}',
    "over several lines": '{\n  "a": 1\n}\n{\n  "a": 2\n}\n{"a": 3}',
    "an array": '[{"a": 1}, {"a": 2},\n {"a": 3}]',
    "records": '{"Records":[{"a": 1},{"a": 2},{"a": 3}]}',
    "records over several lines": json.dumps({"Records": [{"a": 1}, {"a": 2}, {"a": 3}]}, indent=2),
    "records and other keys": '{ "Records" : [{"a": 1},{"a": 2},{"a": 3}] , "more": {"b": [1]}, "n": 12 }',
    "records after other keys": '{"owner": "x", "Records": [{"a": 1}, {"a": 2}, {"a": 3}]}',
    "several files of records": '{"Records":[{"a": 1}]}{"Records":[]}{"Records":[{"a": 2},{"a": 3}]}',
    "lookup-events": json.dumps({"Events": [{"EventId": "x", "CloudTrailEvent": f'{{"a": {n}}}'} for n in (1, 2, 3)]}),
    "filter-log-events": json.dumps({"events": [{"message": f'{{"a": {n}}}'} for n in (1, 2, 3)], "searched": []}),
    "filter-log-events in full": json.dumps(
        {"events": [{"message": f'{{"a":\n{n}}}', "timestamp": 12} for n in (1, 2, 3)]}, indent=4
    ),
}


@pytest.mark.parametrize("size", [1, 2, 7, 1 << 20])
@pytest.mark.parametrize("form", FORMS)
def test_events_are_found_in_every_form_and_in_pieces_of_every_size(form: str, size: int) -> None:
    found, reader = stream(FORMS[form], size)
    assert found == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert (reader.problem, reader.left_out, reader.stopped) == (None, 0, False)


@pytest.mark.parametrize("text", ["", " \n\t\r\n ", "[]", '{"Records": []}', '{"Records":[],"a":1}\n', "[ ]"])
def test_no_events_are_no_problem(text: str) -> None:
    found, reader = stream(text)
    assert (found, reader.problem) == ([], None)


def test_an_event_in_one_line_keeps_the_text_it_was_written_in() -> None:
    written = '{"b":1.0,  "a":"\\u00e9" }'
    reader = JsonStream(pieces(f'{written}\n{{"Records": [{written}]}}', 1 << 20))
    assert [found.text for found in reader.objects()] == [written, written]


def test_an_event_over_several_lines_has_no_text_of_its_own() -> None:
    reader = JsonStream(pieces('{"a":\n1}{"a":\t2}[{"a":\r3}]', 1 << 20))
    assert [found.text for found in reader.objects()] == [None, None, None]


def test_an_event_inside_a_string_keeps_the_text_of_the_string() -> None:
    reader = JsonStream(pieces(json.dumps({"Events": [{"CloudTrailEvent": '{"a":  1}'}]}), 1 << 20))
    assert [found.text for found in reader.objects()] == ['{"a":  1}']


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("{broken", 2, "is not JSON: expecting property name enclosed in double quotes"),
        ('{"a": "cut', 11, "is not JSON: invalid control character"),
        ('{"a": NaN}', 1, "is not JSON: NaN is no value"),
        ("GET /index.html 200", 1, "is not JSON: expecting value"),
        ("12", 1, "is no JSON object"),
        ('"text" and more', 1, "is no JSON object"),
        ("[warn] disk full", 2, "is not JSON: expecting value"),
        ('{"Records": [{"a": 9} {"a": 9}]}', 23, "is not JSON: expected , or ]"),
        ('{"Records": [{"a": 9}] "more"}', 24, "is not JSON: expected , or }"),
        ("{" + '"a":{' * 5000 + "}" * 5001, 1, "is nested too deeply"),
    ],
)
@pytest.mark.parametrize("size", [3, 1 << 20])
def test_a_broken_line_among_lines_is_left_out_and_the_next_one_read(
    line: str, column: int, message: str, size: int
) -> None:
    found, reader = stream(f'{{"a": 1}}\n{line}\n{{"a": 2}}\n', size)
    assert [event for event in found if event != {"a": 9}] == [{"a": 1}, {"a": 2}]
    assert (reader.problem, reader.left_out, reader.stopped) == (Problem(2, column, message), 1, False)


def test_a_line_that_is_cut_after_a_comma_does_not_take_the_next_one_with_it() -> None:
    found, reader = stream('{"a": 1}\n{"a": 2,\n{"a": 3}\n')
    assert (found, reader.left_out, reader.stopped) == ([{"a": 1}, {"a": 3}], 1, False)


def test_the_first_problem_is_told_and_the_others_counted() -> None:
    _, reader = stream('{"a": 1}\n{oops\n{"a": 2}\nwhat\n')
    assert reader.problem == Problem(2, 2, "is not JSON: expecting property name enclosed in double quotes")
    assert reader.left_out == 2


@pytest.mark.parametrize(
    "text",
    [
        '{"Records": [\n  {"a": 1},\n  {"a" 2},\n  {"a": 3}\n]}',
        '[\n{"a": 1},\n{"a": 2\n{"a": 3}]',
        '{\n  "a": 1\n}\n{\n  "a": {\n    "b" 1\n  },\n  "c": {"d": 1}\n}\n',
    ],
)
def test_where_objects_go_over_lines_nothing_is_guessed_after_a_mistake(text: str) -> None:
    found, reader = stream(text)
    assert found == [{"a": 1}]
    assert reader.stopped


@pytest.mark.parametrize("size", [1, 5, 1 << 20])
@pytest.mark.parametrize(
    "text",
    ['{"Records":[{"a": 1},{"a": 2', '{"Records":[{"a": 1}', '{"Records":[{"a": 1},{"a": "x', '{"Records":[{"a": 1}]'],
)
def test_a_text_that_is_cut_off_yields_what_is_whole_and_says_so(text: str, size: int) -> None:
    found, reader = stream(text, size)
    assert found == [{"a": 1}]
    assert reader.problem is not None
    assert reader.problem.message == "ends in the middle"


def test_a_comma_too_many_at_the_end_is_not_taken_for_a_cut() -> None:
    _, reader = stream('{"a": 1, }')
    assert reader.problem == Problem(1, 10, "is not JSON: expecting property name enclosed in double quotes")


def test_an_item_that_is_no_object_is_left_out_and_the_next_one_read() -> None:
    found, reader = stream('{"Records": [1, {"a": 1}, "x", {"a": 2}]}')
    assert (found, reader.left_out) == ([{"a": 1}, {"a": 2}], 2)
    assert reader.problem == Problem(1, 15, "holds an item that is no JSON object")


@pytest.mark.parametrize("message", ["START RequestId: 1", '"text"', "[1]", "{" * 2000, '{"a": 1} and more'])
def test_a_message_of_a_log_that_is_no_object_is_left_out(message: str) -> None:
    text = json.dumps({"events": [{"message": message}, {"message": '{"a": 1}'}]})
    found, reader = stream(text)
    assert (found, reader.left_out) == ([{"a": 1}], 1)


def test_an_object_with_a_message_is_an_event_like_any_other() -> None:
    assert values('{"message": "{}", "Events": 1}\n') == [{"message": "{}", "Events": 1}]


def test_an_item_without_an_event_inside_is_the_event() -> None:
    assert values('{"Events": [{"EventName": "x"}]}') == [{"EventName": "x"}]


def test_an_integer_of_many_digits_is_exact() -> None:
    digits = "7" * 5000
    (event,) = values(f'{{"a": {digits}}}')
    assert str(event["a"]) == digits


def test_a_value_beyond_all_measure_is_refused_without_being_kept() -> None:
    huge = f'{{"a": "{"x" * (LONGEST_VALUE + 2_000_000)}'
    found, reader = stream(f'{{"a": 1}}\n{huge}"}}\n{{"a": 2}}\n', 1 << 20)
    assert found == [{"a": 1}, {"a": 2}]
    assert reader.problem == Problem(2, 1, "holds a value over 16 MiB")


def test_an_event_is_given_as_soon_as_it_is_there() -> None:
    asked: list[str] = []
    lines = iter(['{"a": 1}\n', '{"a": 2}\n'])

    def read() -> str:
        asked.append("")
        return next(lines, "")

    objects = JsonStream(read).objects()
    assert (next(objects).value, len(asked)) == ({"a": 1}, 1)
    assert (next(objects).value, len(asked)) == ({"a": 2}, 2)


def test_a_failing_reader_is_not_hidden() -> None:
    def read() -> str:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(JsonStream(read).objects())


objects = st.dictionaries(
    st.text(max_size=5),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
).filter(lambda event: not {"Records", "Events", "events"} & event.keys())


@given(st.lists(objects, max_size=6), st.sampled_from([None, 1]), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_whatever_was_written_is_read_again(events: list[dict[str, Any]], indent: int | None, size: int) -> None:
    assert values("\n".join(json.dumps(event, indent=indent) for event in events), size) == events
    assert values(json.dumps({"Records": events}, indent=indent), size) == events


@given(st.text('{}[]",:ab1 \n\\NulreR', max_size=60), st.integers(1, 20))
@settings(max_examples=500, deadline=None)
def test_no_text_is_too_strange_and_its_pieces_do_not_count(text: str, size: int) -> None:
    found, reader = stream(text, size)
    whole, other = stream(text)
    assert found == whole
    assert (reader.problem, reader.left_out, reader.stopped) == (other.problem, other.left_out, other.stopped)


def test_memory_holds_a_piece_and_not_the_text() -> None:
    def endless() -> Iterator[str]:
        yield '{"Records":['
        for _ in range(300):
            yield '{"a":"' + "x" * 1000 + '"},'
        yield "{}]}"

    parts = endless()
    reader = JsonStream(lambda: next(parts, ""))
    kept = [len(reader._window.text) for _ in reader.objects()]
    assert len(kept) == 301
    assert max(kept) < 3000
