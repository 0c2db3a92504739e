"""The events in a text of JSON, one by one as the text comes.

Takes JSON lines, objects one after another, an array, and what AWS wraps events in: `{"Records": [...]}` (CloudTrail's
files), `{"Events": [...]}` (`aws cloudtrail lookup-events`), `{"events": [...]}` (`aws logs filter-log-events`).
Refuses to guess: a broken line is left out and the next one read; where an object goes over several lines, the rest is
left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from alerts.json_window import BrokenJsonError, JsonWindow
from alerts.pattern.events import read_event

WRAPPED = {"Records": None, "Events": "CloudTrailEvent", "events": "message"}
"""Keys of the arrays that AWS wraps events in, and where in an item the event stands as text; None: it is the item."""

_WRAPPING = re.compile(r'\{\s*"(Records|Events|events)"\s*:\s*\[|\[')
_LONGEST_WRAPPING = 256
_NO_OBJECT = "is no JSON object"


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object, and its text as written where that is one line; else None."""

    value: dict[str, object]
    text: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What of the text is no event: where, from 1, and why."""

    line: int
    column: int
    message: str


class JsonStream:
    """The objects of a text. `read` gives the next piece, empty at the end.

    After `objects()` is through, `problem` is the first thing that could not be read, `left_out` how many lines or
    items were left out for such a reason, and `stopped` says that the rest of the text was left out too.
    """

    def __init__(self, read: Callable[[], str]) -> None:
        self.problem: Problem | None = None
        self.left_out = 0
        self.stopped = False
        self._window = JsonWindow(read)
        self._in_lines = False

    def objects(self) -> Iterator[JsonObject]:
        """Every object, in the order of the text. Raises what `read` raises."""
        window = self._window
        while not self.stopped and window.peek():
            window.fill(_LONGEST_WRAPPING)
            start = window.dropped + window.at
            try:
                if wrapping := _WRAPPING.match(window.text, window.at):
                    yield from self._wrapped(wrapping)
                else:
                    yield from self._single()
            except BrokenJsonError as error:
                self._leave_out(error, start)

    def _wrapped(self, wrapping: re.Match[str]) -> Iterator[JsonObject]:
        """The items of an array, one by one; then the rest of the object around it."""
        window, key = self._window, wrapping[1]
        window.at = wrapping.end()
        if window.peek() == "]":
            window.at += 1
        else:
            yield from self._items(key)
        if key:
            self._rest_of_object()

    def _items(self, key: str | None) -> Iterator[JsonObject]:
        while True:
            value, text = self._window.value()
            yield from self._unwrapped(value, text, key)
            if self._window.expect(",]") == "]":
                return

    def _rest_of_object(self) -> None:
        while self._window.expect(",}") == ",":
            self._window.value()
            self._window.expect(":")
            self._window.value()

    def _single(self) -> Iterator[JsonObject]:
        value, text = self._window.value()
        if not isinstance(value, dict):
            raise BrokenJsonError(self._window.at - len(text), _NO_OBJECT)
        self._in_lines = not _breaks_lines(text)
        for key in WRAPPED:
            if isinstance(items := value.get(key), list):
                for item in items:
                    yield from self._unwrapped(item, "\n", key)
                return
        yield JsonObject(value, text if self._in_lines else None)

    def _unwrapped(self, item: object, text: str, key: str | None) -> Iterator[JsonObject]:
        """The event that an item of an array is, or holds as text."""
        if key and WRAPPED[key] and isinstance(item, dict) and isinstance(inner := item.get(WRAPPED[key]), str):
            item, text = read_event(inner), inner
        if isinstance(item, dict):
            yield JsonObject(item, None if _breaks_lines(text) else text)
        else:
            self._note(self._window.at, "holds an item that is no JSON object")

    def _leave_out(self, error: BrokenJsonError, start: int) -> None:
        """Note it; then go on with the next line if what began at `start` is on one line, else stop."""
        window = self._window
        self._note(error.position, error.message)
        one_line = window.line_break(error.position) < start
        if one_line or (self._in_lines and window.dropped + window.at == start):
            window.skip_line()
        else:
            self.stopped = True

    def _note(self, position: int, message: str) -> None:
        self.left_out += 1
        if self.problem is None:
            self.problem = Problem(*self._window.place(position), message)


def _breaks_lines(text: str) -> bool:
    return "\n" in text or "\r" in text or "\t" in text
