"""A position in a pattern's text, and the small reads that the parsers share.

Productions leave the cursor after the blanks that follow them. Nothing here knows a production.
"""

from __future__ import annotations

import re

from alerts.pattern.errors import PatternSyntaxError

MAXIMUM_DEPTH = 100
"""Brackets within brackets that are read. AWS publishes no limit; this one keeps the parser off Python's."""

_BLANKS = re.compile(r"[ \t\r\n]*")
_KEYWORD = re.compile(r"[A-Za-z]+")
_NEXT = re.compile(r"[\w.*:-]{1,24}|[&|=<>!]{1,2}|.", re.DOTALL)


_LONGEST_HINT = 40


def in_quotes(text: str) -> str:
    """The advice to put this text in double quotes, spelt out unless it would be long or misleading."""
    plain = len(text) <= _LONGEST_HINT and text.isprintable() and not set(text) & set('"\\')
    return f'write "{text}"' if plain else "put the whole text in double quotes"


class Cursor:
    """Where the parser is, and how many limited things it has met."""

    __slots__ = ("depth", "position", "regexes", "source", "wildcards")

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.depth = 0
        self.regexes = 0
        self.wildcards = 0

    @property
    def at_end(self) -> bool:
        return self.position >= len(self.source)

    def peek(self) -> str:
        """The next character, or "" at the end."""
        return self.source[self.position : self.position + 1]

    def skip_blanks(self) -> None:
        self.take(_BLANKS)

    def accept(self, text: str) -> bool:
        """Move beyond this text if it is next."""
        found = self.source.startswith(text, self.position)
        if found:
            self.position += len(text)
        return found

    def token(self, text: str) -> bool:
        """Move beyond this text and the blanks after it if it is next."""
        found = self.accept(text)
        if found:
            self.skip_blanks()
        return found

    def take(self, expression: re.Pattern[str]) -> str:
        """Move beyond what the expression matches here; "" if it does not match."""
        found = expression.match(self.source, self.position)
        if found is None:
            return ""
        self.position = found.end()
        return found[0]

    def keyword(self) -> str:
        """Move beyond a word of letters and the blanks after it; in capitals, for keywords know no case."""
        word = self.take(_KEYWORD)
        self.skip_blanks()
        return word.upper()

    def next_word(self) -> str:
        """What stands here, for a message: a word, an operator or a single character; "" at the end."""
        found = _NEXT.match(self.source, self.position)
        return found[0] if found else ""

    def found(self) -> str:
        """What stands here, as a message puts it."""
        word = self.next_word()
        return f"found {word!r}" if word else "but the pattern ends here"

    def error(self, message: str, *, expected: str, span: tuple[int, int] | None = None) -> PatternSyntaxError:
        """The error to raise about a span, or else about what stands here."""
        here = self.position, self.position + len(self.next_word())
        return PatternSyntaxError(message, source=self.source, span=span or here, expected=expected)

    def expected(self, what: str) -> PatternSyntaxError:
        """The error to raise when something else than `what` stands here."""
        return self.error(f"expected {what}, {self.found()}", expected=what)

    def open(self) -> int:
        """Read an opening bracket and the blanks after it; return where it stood."""
        opened = self.position
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            message = f"brackets are nested more than {MAXIMUM_DEPTH} deep: remove those that group nothing"
            raise self.error(message, expected="fewer brackets")
        self.position += 1
        self.skip_blanks()
        return opened

    def unclosed(self, opened: int, closing: str) -> PatternSyntaxError:
        """The error to raise when the text ends before the closing character."""
        opening = self.source[opened]
        message = f"this {opening!r} is never closed: write {closing!r} where it ends"
        return self.error(message, expected=repr(closing), span=(opened, opened + 1))
