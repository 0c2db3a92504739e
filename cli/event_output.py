"""Events on a terminal or in a pipe: one line of JSON each, as in the input; or a summary for people.

On a terminal nothing of an event reaches it unescaped; a pipe gets the text as it is.
"""

from __future__ import annotations

import json
import math
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TextIO, TypeVar

from alerts.event_files import RecordedEvent
from alerts.pattern.events import Event
from alerts.terminal import visible, visible_json

if TYPE_CHECKING:
    from alerts.proof import Example  # needs pydantic, which trailbell match does without

QUIET_SECONDS = 2.0
"""How long a reading may take before it says how far it is."""

_PAUSE = 0.2
_EVERY = 256
_LONGEST = 60
_CLEAR = "\r\x1b[K"

T = TypeVar("T")


class Output:
    """Lines on stdout, and on stderr one line that says how far the reading is.

    That line is only there while stderr is a terminal, and steps aside for every line of stdout.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.is_terminal = sys.stdout.isatty()
        self._stdout: TextIO = sys.stdout
        self._stderr: TextIO = sys.stderr
        self._tells = sys.stderr.isatty()
        self._clock = clock
        self._told = False

    def json(self, line: str) -> str:
        """The JSON text of an event as it can be written here."""
        return visible_json(line) if self.is_terminal else line

    def json_lines(self, text: str) -> str:
        """JSON text over several lines as it can be written here."""
        return "\n".join(map(self.json, text.split("\n")))

    def write(self, text: str) -> None:
        """One or more whole lines on stdout."""
        self.clear()
        try:
            self._stdout.write(f"{text}\n")
        except UnicodeEncodeError:  # half a character, which JSON can hold, or a terminal that is not UTF-8
            self._stdout.write(f"{_ascii(text)}\n")

    def tell(self, text: str) -> None:
        """One line on stderr."""
        self.clear()
        self._stderr.write(f"{visible(text)}\n")

    def progress(self, events: Iterable[T], tell: Callable[[int, T], str]) -> Iterator[T]:
        """The same events; now and then `tell` says how many there were and where the reading is."""
        due = self._clock() + QUIET_SECONDS if self._tells else math.inf
        for count, event in enumerate(events, 1):
            if count % _EVERY == 0 and due < math.inf and (now := self._clock()) > due:
                due = now + _PAUSE
                self._tell_progress(tell(count, event))
            yield event
        self.clear()

    def _tell_progress(self, text: str) -> None:
        self._told = True
        width = shutil.get_terminal_size().columns - 1  # what wraps cannot be taken away
        self._stderr.write(_CLEAR + visible(text)[:width])
        self._stderr.flush()

    def clear(self) -> None:
        """Take away the line that says how far the reading is."""
        if self._told:
            self._told = False
            self._stderr.write(_CLEAR)
            self._stderr.flush()

    def flush(self) -> None:
        """Write out what is buffered, so that a reader that has gone is noticed here and not at exit."""
        self.clear()
        self._stdout.flush()


def pretty(event: RecordedEvent) -> str:
    """The event over several lines; in one where it is nested too deeply for that."""
    try:
        return json.dumps(event.value, indent=2, ensure_ascii=False, default=str)
    except RecursionError:
        return event.line


class Explanations:
    """Each event in one line after the verdict, and below it the reasons, under the name of its file."""

    def __init__(self) -> None:
        self._file: str | None = None

    def text(self, event: RecordedEvent, matched: bool, reasons: Iterable[str]) -> str:
        """What is printed of the next event."""
        lines = [f"{yes_or_no(matched):3}  event {event.number:,}: {summary(event.value)}"]
        lines += (f"       {reason}" for reason in reasons)
        if event.file != self._file:
            self._file = event.file
            lines.insert(0, event.file)
        return "\n".join(map(visible, lines))


def example_line(example: Example) -> str:
    """An alert's own example in one line after the verdict, marked where that is not as declared."""
    line = f"{yes_or_no(example.explanation.matched):3}  {example.label}: {summary(example.event)}"
    return f"{line}  WRONG" if example.failed else line


def yes_or_no(verdict: bool) -> str:
    """How a verdict is written."""
    return "yes" if verdict else "no"


def summary(event: Event) -> str:
    """When, what, who, from where, and how it ended, in one line fit for a terminal."""
    identity = event.get("userIdentity")
    found = {
        "": _text(event.get("eventTime")),
        " ": _action(event),
        " by ": _who(identity if isinstance(identity, dict) else {}),
        " from ": _text(event.get("sourceIPAddress")),
        " in ": _text(event.get("awsRegion")),
        ": ": _text(event.get("errorCode")) or _text(event.get("errorMessage")),
    }
    line = "".join(f"{lead}{value}" for lead, value in found.items() if value)
    return line.strip() or "an event without CloudTrail's fields"


def _action(event: Event) -> str:
    source = _text(event.get("eventSource")).removesuffix(".amazonaws.com")
    return ":".join(filter(None, [source, _text(event.get("eventName"))]))


def _who(identity: Event) -> str:
    name, arn = _text(identity.get("userName")), _text(identity.get("arn"))
    return name or arn.rpartition(":")[2] or _text(identity.get("invokedBy")) or _text(identity.get("type"))


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return visible(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}...")


def _ascii(text: str) -> str:
    """The text with everything beyond ASCII escaped as in JSON."""
    return "".join(character if character.isascii() else json.dumps(character)[1:-1] for character in text)
