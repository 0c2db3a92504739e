"""The exceptions of Trailbell, divided by what the caller does next.

    TrailbellError          anything Trailbell says on purpose; its text is for the user
    └── InputError          a file, an argument or a variable is wrong: change it and run again

Errors of AWS accounts never stop a run: they are values there (validators/reading.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class TrailbellError(Exception):
    """Anything Trailbell says on purpose. Its text is one or more lines for the user, never a traceback."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file. Lines and columns count from 1; line 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong: where, what, and how to put it right."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class InputError(TrailbellError):
    """The user's input is wrong. Carries every mistake found, in the order of the file."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        found = dict.fromkeys(mistakes)
        self.mistakes = tuple(sorted(found, key=lambda m: (m.place.file, m.place.line, m.place.column)))
        super().__init__("\n".join(map(str, self.mistakes)))
