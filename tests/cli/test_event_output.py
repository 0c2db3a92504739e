"""How events are written, and how far the reading is told."""

import io
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from alerts.event_files import RecordedEvent
from cli.event_output import Explanations, Output, pretty, summary

CLEAR = "\r\x1b[K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch, *streams: str) -> Terminal:
    """One terminal in place of these streams; not a fixture, for pytest puts its own streams back before the test."""
    found = Terminal()
    for name in streams:
        monkeypatch.setattr(sys, name, found)
    return found


def read(output: Output, count: int) -> None:
    for _ in output.progress(range(count), lambda number, _: f"{number} events"):
        pass


def clock(seconds_an_event: float) -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += 256 * seconds_an_event


def ticking(seconds_an_event: float) -> Output:
    times = clock(seconds_an_event)
    return Output(lambda: next(times))


def test_a_long_reading_tells_how_far_it_is_and_takes_that_away_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch, "stderr")
    read(ticking(1 / 256), 256 * 4)
    assert stderr.getvalue() == f"{CLEAR}768 events{CLEAR}1024 events{CLEAR}"


def test_a_short_reading_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch, "stderr")
    read(ticking(0.001), 1000)
    assert stderr.getvalue() == ""


def test_nothing_is_told_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = io.StringIO()
    monkeypatch.setattr(sys, "stderr", nobody)
    read(ticking(1), 3000)
    assert nobody.getvalue() == ""


def test_what_is_told_fits_one_line_so_that_it_can_be_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch, "stderr")
    monkeypatch.setenv("COLUMNS", "20")
    for _ in ticking(1).progress(range(256), lambda number, _: f"{number} events of {'x' * 100}"):
        pass
    assert stderr.getvalue() == f"{CLEAR}256 events of xxxxx{CLEAR}"


def test_a_line_of_output_takes_the_progress_away_first(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch, "stdout", "stderr")
    output = ticking(1)
    events = output.progress(range(1000), lambda number, _: f"{number} \x1b[31m")
    for _ in range(768):
        next(events)
    output.write("a line")
    output.tell("a note")
    assert screen.getvalue() == f"{CLEAR}256 �[31m{CLEAR}512 �[31m{CLEAR}768 �[31m{CLEAR}a line\na note\n"


def recorded(value: dict[str, Any], number: int = 1, file: str = "a.json") -> RecordedEvent:
    return RecordedEvent(file, number, value, None)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({}, "an event without CloudTrail's fields"),
        ({"eventName": "StopLogging"}, "StopLogging"),
        ({"eventSource": "ec2.amazonaws.com", "eventName": "RunInstances"}, "ec2:RunInstances"),
        ({"eventName": 5, "userIdentity": "x", "awsRegion": None}, "an event without CloudTrail's fields"),
        ({"eventName": "A", "userIdentity": {"arn": "arn:aws:sts::1:assumed-role/R/s"}}, "A by assumed-role/R/s"),
        ({"eventName": "A", "userIdentity": {"invokedBy": "s3.amazonaws.com"}}, "A by s3.amazonaws.com"),
        ({"eventName": "A", "userIdentity": {"type": "Root"}}, "A by Root"),
        ({"eventName": "A", "errorMessage": "Failed authentication"}, "A: Failed authentication"),
        ({"eventName": "\x1b[2J", "awsRegion": "x" * 70}, f"�[2J in {'x' * 60}..."),
    ],
)
def test_an_event_is_summed_up_in_one_line(event: dict[str, Any], text: str) -> None:
    assert summary(event) == text


def test_reasons_stand_below_their_event_and_cannot_write_to_the_terminal() -> None:
    explanations = Explanations()
    assert explanations.text(recorded({"eventName": "A"}, file="\x07.json"), True, ["b\x1b"]) == (
        "�.json\nyes  event 1: A\n       b�"
    )
    assert explanations.text(recorded({"eventName": "A"}, 1_000, file="\x07.json"), False, []) == "no   event 1,000: A"


def test_an_event_over_several_lines_keeps_its_letters() -> None:
    assert pretty(recorded({"a": "é"})) == '{\n  "a": "é"\n}'


def test_an_event_that_is_nested_too_deeply_to_be_indented_stays_in_one_line() -> None:
    deep: dict[str, object] = {}
    for _ in range(5000):
        deep = {"a": deep}
    assert pretty(RecordedEvent("a.json", 1, deep, "as written")) == "as written"
