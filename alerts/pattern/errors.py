"""What is wrong with a filter pattern, and where.

TrailbellError              (alerts/errors.py)
└── PatternSyntaxError      CloudWatch Logs would refuse this text: change the pattern
"""

from __future__ import annotations

from alerts.errors import TrailbellError

_WIDTH = 76
_LEAD = 30
_CUT = "..."


class PatternSyntaxError(TrailbellError, ValueError):
    """A text that is not a filter pattern, or not one that CloudWatch Logs accepts.

    `source` is the whole text, `span` the half-open range of characters that is wrong, `message` says what is
    wrong and what to write instead, `expected` names in a few words what could have stood there. `str()` is the
    message, the text (the part around the mistake, when it is long) and carets below the mistake.

    A ValueError too, so that a pydantic validator that parses a pattern reports it like any other mistake.
    """

    def __init__(self, message: str, *, source: str, span: tuple[int, int], expected: str) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.span = span
        self.expected = expected

    def __str__(self) -> str:
        line, start, length = _excerpt(self.source, self.span)
        return f"{self.message}\n    {line}\n    {' ' * start}{'^' * length}"


def _excerpt(source: str, span: tuple[int, int]) -> tuple[str, int, int]:
    """One line of the source around the span: the line, the column of the span in it, its length there."""
    first = 0 if len(source) <= _WIDTH else max(0, min(span[0] - _LEAD, len(source) - _WIDTH))
    last = min(len(source), first + _WIDTH)
    before, after = _CUT if first else "", _CUT if last < len(source) else ""
    shown = "".join(letter if letter.isprintable() else " " for letter in source[first:last])
    length = max(1, min(span[1], last) - span[0])
    return before + shown + after, len(before) + span[0] - first, length
