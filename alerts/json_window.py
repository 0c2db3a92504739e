"""A moving window over JSON text that comes piece by piece: one value after another, with little kept.

Knows where a value ends, not what it is for. Refuses values longer than LONGEST_VALUE.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import NoReturn

LONGEST_VALUE = 16 * 1024 * 1024
"""Characters. CloudTrail sends no event over 256 KB to CloudWatch Logs, which takes 1 MB."""

_SMALL = 1024 * 1024
_BLANKS = re.compile(r"[ \t\r\n]*")
_LONGEST_TOKEN = 16
_EXPONENT = len("e+")


class BrokenJsonError(Exception):
    """The text cannot be read at `position`, which counts in the window's `text`."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(message)
        self.position = position
        self.message = message


class JsonWindow:
    """The part of a text that is looked at. `read` gives the next piece, empty at the end.

    `text[at:]` is what was not stepped over yet; `dropped` is how many characters came before `text`.
    """

    __slots__ = ("_ended", "_last_break", "_lines_dropped", "_read", "at", "dropped", "text")

    def __init__(self, read: Callable[[], str]) -> None:
        self.text = ""
        self.at = 0
        self.dropped = 0
        self._read = read
        self._lines_dropped = 0
        self._last_break = -1
        self._ended = False

    def place(self, position: int) -> tuple[int, int]:
        """Line and column of a position in `text`, from 1."""
        line = self._lines_dropped + self.text.count("\n", 0, position) + 1
        return line, self.dropped + position - self.line_break(position)

    def line_break(self, position: int) -> int:
        """The last line break before a position in `text`, counted in the whole text; -1 if there is none."""
        found = self.text.rfind("\n", 0, position)
        return self.dropped + found if found >= 0 else self._last_break

    def peek(self) -> str:
        """Step over blanks; the character that follows, empty at the end of the text."""
        while True:
            blanks = _BLANKS.match(self.text, self.at)
            self.at = blanks.end() if blanks else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.grow():
                return ""

    def expect(self, characters: str) -> str:
        """Step over one of these characters and the blanks around it; returns it."""
        found = self.peek()
        if not found or found not in characters:
            wanted = " or ".join(characters)
            raise BrokenJsonError(self.at, f"is not JSON: expected {wanted}" if found else "ends in the middle")
        self.at += 1
        self.peek()
        return found

    def fill(self, length: int) -> None:
        """Read on until that many characters lie ahead, or a line break does, or the text ends."""
        while len(self.text) - self.at < length and self.text.find("\n", self.at) < 0 and self.grow():
            pass

    def value(self) -> tuple[object, str]:
        """The value here and its text; steps over it."""
        while True:
            try:
                value, end = _decode_at(self.text, self.at)
            except json.JSONDecodeError as error:
                self._grow_or_break(error)
            except RecursionError:
                raise BrokenJsonError(self.at, "is nested too deeply") from None
            else:
                if end + _EXPONENT < len(self.text) or self._ended or not isinstance(value, int | float):
                    text = self.text[self.at : end]
                    self.at = end
                    return value, text
                self.grow()  # the number may go on

    def skip_line(self) -> None:
        """Step over the rest of the line."""
        while (end := self.text.find("\n", self.at)) < 0:
            self.at = len(self.text)
            if not self.grow():
                return
        self.at = end + 1

    def grow(self) -> bool:
        """Read on, and let go of what was stepped over; whether there was more. Doubles what is large already."""
        pending = len(self.text) - self.at
        if pending > LONGEST_VALUE:
            raise BrokenJsonError(self.at, f"holds a value over {LONGEST_VALUE >> 20} MiB")
        self._drop()
        pieces, wanted = [self.text], min(pending, LONGEST_VALUE + 1 - pending) if pending > _SMALL else 1
        while wanted > 0 and not self._ended:
            piece = self._read()
            pieces.append(piece)
            wanted -= len(piece)
            self._ended = not piece
        self.text = "".join(pieces)
        return len(self.text) > pending

    def _drop(self) -> None:
        """Let go of what was stepped over."""
        self._last_break = self.line_break(self.at)
        self._lines_dropped += self.text.count("\n", 0, self.at)
        self.dropped += self.at
        self.text, self.at = self.text[self.at :], 0

    def _grow_or_break(self, error: json.JSONDecodeError) -> None:
        if error.doc is not self.text:  # raised for a constant, which does not know where it stands
            raise BrokenJsonError(self.at, f"is not JSON: {error.msg}")
        if not error.msg.startswith("Unterminated string") and error.pos < len(self.text) - _LONGEST_TOKEN:
            raise BrokenJsonError(error.pos, _not_json(error))
        before = self.at
        if not self.grow():
            position = error.pos - before
            cut = error.msg.startswith("Unterminated string") or position >= len(self.text.rstrip())
            raise BrokenJsonError(position, "ends in the middle" if cut else _not_json(error))


def _not_json(error: json.JSONDecodeError) -> str:
    reason = error.msg.removesuffix(" at").lower()
    return f"is not JSON: {reason}"


def _decode_at(text: str, start: int) -> tuple[object, int]:
    """The JSON value that starts there, and where it ends. Integers are exact, however long; NaN is refused."""
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of more digits than Python converts at once
        return _LONG_INTEGER_DECODER.raw_decode(text, start)


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no value", name, 0)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
_LONG_INTEGER_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=Decimal)
