"""The regular expression dialect of filter patterns: what stands between percent signs.

Refuses what CloudWatch Logs refuses: groups, back references, possessive quantifiers, anything outside ASCII. The
dialect has no groups, so every expression is a few branches of repeated single characters; alerts.pattern.search
relies on that to search any text in linear time.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

from alerts.pattern.errors import PatternSyntaxError

MAXIMUM_REPEAT = 1000
"""The largest count in braces; that of RE2, which the recorded refusals resemble. AWS documents none."""

MAXIMUM_POSITIONS = 10_000
"""Characters an expression may describe once its counts are written out: our own bound on memory."""

# A set of characters is an integer: bit n for the character of code n, the last bit for all those beyond.
BEYOND = 256
EVERYTHING = (1 << (BEYOND + 1)) - 1

_ORDINARY = frozenset(string.ascii_letters + string.digits + ":_#=@/;,- ")
_OPERATORS = frozenset("^$?[]{}|\\*+.")
_HEX_ESCAPE = re.compile(r"x([0-9A-Fa-f]{2})")
_QUANTIFIER = re.compile(r"([*+?]|\{([0-9]{1,9})(,?)([0-9]{0,9})\})(\??)")
_TOKEN = re.compile(r"\\x[0-9A-Fa-f]{2}|\\.|.", re.DOTALL)


def _set(characters: str) -> int:
    return sum(1 << ord(character) for character in characters)


_CLASSES = {
    "d": _set(string.digits),
    "s": _set("\t\n\v\f\r "),
    "w": _set(string.ascii_letters + string.digits + "_"),
}
_CLASSES |= {name.upper(): EVERYTHING ^ members for name, members in _CLASSES.items()}
_ANY = EVERYTHING ^ _set("\n")


@dataclass(frozen=True, slots=True)
class Repeat:
    """A set of characters, and how many of them in a row; `most` is None without an upper bound."""

    members: int
    least: int = 1
    most: int | None = 1


@dataclass(frozen=True, slots=True)
class Branch:
    """One alternative: repeats in a row, and whether it is tied to the start and the end of the text."""

    repeats: tuple[Repeat, ...]
    at_start: bool = False
    at_end: bool = False


def parse_regex(source: str) -> tuple[Branch, ...]:
    """rx_alternatives = rx_branch , { "|" , rx_branch } ;

    Raises PatternSyntaxError, whose span counts from the start of `source`. A branch that no text can match
    (`a^b`) is left out; the result is empty if none is left.
    """
    if not source:
        raise _error(source, 0, 1, "a regular expression cannot be empty", "an expression")
    return _Parser(source).alternatives()


def _error(source: str, start: int, end: int, message: str, expected: str) -> PatternSyntaxError:
    return PatternSyntaxError(message, source=source, span=(start, end), expected=expected)


_START, _END = "^", "$"
_Item = Repeat | str


class _Parser:
    __slots__ = ("position", "positions", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.positions = 0

    def alternatives(self) -> tuple[Branch, ...]:
        """rx_alternatives = rx_branch , { "|" , rx_branch } ;"""
        branches = [self.branch()]
        while self.position < len(self.source):
            self.position += 1
            branches.append(self.branch())
        return tuple(branch for branch in branches if branch is not None)

    def branch(self) -> Branch | None:
        """rx_branch = { "^" | "$" | rx_atom , [ rx_quantifier ] } ;"""
        items: list[_Item] = []
        while (token := self.peek()) not in ("", "|"):
            if token in (_START, _END):
                self.position += 1
                items.append(token)
            else:
                items.append(self.quantified(self.atom()))
        return _anchored(items)

    def peek(self) -> str:
        found = _TOKEN.match(self.source, self.position)
        return found[0] if found else ""

    def error(self, message: str, expected: str, start: int | None = None) -> PatternSyntaxError:
        first = self.position if start is None else start
        end = max(self.position + len(self.peek() if start is None else ""), first + 1)
        return _error(self.source, first, end, message, expected)

    def atom(self) -> int:
        r"""rx_atom = "." | rx_class | rx_escape | rx_character ;"""
        symbol = self.peek()
        if symbol in "*+?{":
            message = f"{symbol!r} repeats nothing here: write \\{symbol} to mean the character itself"
            raise self.error(message, "a character")
        if symbol == "[":
            return self.character_class()
        if symbol == ".":
            self.position += 1
            return _ANY
        return self.character()

    def character(self) -> int:
        r"""rx_character = letter | digit | symbol | "\" , ( operator | symbol | "x" , hex , hex | "d" | ... ) ;"""
        token = self.peek()
        escaped = token.startswith("\\")
        name = token[1:] if escaped else token
        if escaped and (members := _escape(name)):
            self.position += len(token)
            return members
        if name not in _ORDINARY and name not in _OPERATORS:
            raise self.error(_not_allowed(token, name), "a character")
        if escaped and name.isalnum():
            message = rf"'\{name}' is not supported: use \d \D \s \S \w \W or \x and two hexadecimal digits"
            raise self.error(message, "a character")
        self.position += len(token)
        return _set(name)

    def quantified(self, members: int) -> Repeat:
        """rx_quantifier = ( "*" | "+" | "?" | "{" , digits , [ "," , [ digits ] ] , "}" ) , [ "?" ] ;"""
        start = self.position
        found = _QUANTIFIER.match(self.source, start)
        if found is None:
            if self.peek() == "{":
                raise self.error("'{' starts a count such as {2,5}: write \\{ to mean the character", "a count")
            return self.counted(Repeat(members), start)
        self.position = found.end()
        if self.peek() in ("*", "+", "?") or _QUANTIFIER.match(self.source, self.position):
            raise self.error("a quantifier cannot follow another one: remove it", "a character", start)
        return self.counted(_repeat(members, found), start)

    def counted(self, repeat: Repeat, start: int) -> Repeat:
        """The same repeat, if its counts make sense and the whole expression stays within bounds."""
        largest = max(repeat.least, repeat.most or 0)
        if repeat.most is not None and repeat.most < repeat.least:
            raise self.error("the second count is smaller than the first", "a larger count", start)
        self.positions += max(1, largest)
        if largest > MAXIMUM_REPEAT or self.positions > MAXIMUM_POSITIONS:
            message = f"repeats too much: counts go up to {MAXIMUM_REPEAT:,}, and to {MAXIMUM_POSITIONS:,} in all"
            raise self.error(message, "a smaller count", start)
        return repeat

    def character_class(self) -> int:
        """rx_class = "[" , [ "^" ] , rx_range , { rx_range } , "]" ;  a "]" that stands first is a character"""
        opened = self.position
        self.position += 1
        negated = self.accept("^")
        members = 0
        first = True
        while first or self.peek() != "]":
            if not self.peek():
                raise _error(self.source, opened, opened + 1, "this '[' is never closed: write ']'", "']'")
            members |= self.range()
            first = False
        self.position += 1
        return EVERYTHING ^ members if negated else members

    def accept(self, text: str) -> bool:
        found = self.source.startswith(text, self.position)
        self.position += len(text) if found else 0
        return found

    def range(self) -> int:
        """rx_range = rx_character , [ "-" , rx_character ] ;"""
        start = self.position
        if self.source.startswith("[:", start):
            raise self.error("classes such as [:alpha:] are not supported: write the characters", "a character")
        low = self.character()
        if not self.source.startswith("-", self.position) or self.source.startswith("-]", self.position):
            return low
        self.position += 1
        if not self.peek():
            return low
        high = self.character()
        if low.bit_count() > 1 or high.bit_count() > 1 or low > high:
            message = "a range runs from a smaller character to a larger one, as in [a-z]"
            raise self.error(message, "a range", start)
        return (high << 1) - low


def _escape(name: str) -> int:
    """The characters of `\\d`, `\\x28` and so on; 0 for any other escape."""
    if found := _HEX_ESCAPE.fullmatch(name):
        return 1 << int(found[1], 16)
    return _CLASSES.get(name, 0)


def _not_allowed(token: str, name: str) -> str:
    if not name:
        return r"a regular expression cannot end with a backslash: write \\ to mean the character itself"
    if name.isascii() and name.isprintable():
        return rf"'{token}' is not allowed in a regular expression, escaped or not: write \x{ord(name):02x}"
    return "a regular expression holds printable ASCII characters only: write a period in place of this one"


def _repeat(members: int, found: re.Match[str]) -> Repeat:
    match found[1][0]:
        case "*":
            return Repeat(members, 0, None)
        case "+":
            return Repeat(members, 1, None)
        case "?":
            return Repeat(members, 0, 1)
        case _:
            least = int(found[2])
            most = int(found[4]) if found[4] else None if found[3] else least
            return Repeat(members, least, most)


def _anchored(items: list[_Item]) -> Branch | None:
    """The branch that these items make; None if an anchor in the middle can never hold.

    What stands before a `^` or after a `$` must match the empty text, or nothing matches.
    """
    at_end = _END in items
    if at_end:
        first = items.index(_END)
        behind = items[first:]
        if not _can_be_empty(behind):
            return None
        items = items[:first]
        items += [_START] if _START in behind else []
    at_start = _START in items
    if at_start:
        last = len(items) - 1 - items[::-1].index(_START)
        if not _can_be_empty(items[:last]):
            return None
        items = items[last:]
    return Branch(tuple(item for item in items if isinstance(item, Repeat)), at_start, at_end)


def _can_be_empty(items: list[_Item]) -> bool:
    return all(isinstance(item, str) or item.least == 0 for item in items)
