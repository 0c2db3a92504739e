"""From a tree back to the text of a filter pattern: canonical, and parsed back to an equal tree.

The canonical text quotes every string and brackets every joined condition, as AWS's own patterns do. Where that
would exceed what CloudWatch accepts, the same tree is written more tightly; a tree that no text fits is written in
the first form all the same, for alerts.pattern.limits to report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import assert_never

from alerts.pattern.limits import MAXIMUM_LENGTH
from alerts.pattern.numbers import is_number
from alerts.pattern.tree import (
    And,
    AnyFields,
    Column,
    Comparison,
    Condition,
    Field,
    Index,
    Is,
    JsonPattern,
    Key,
    MatchAll,
    NotExists,
    Number,
    Or,
    Regex,
    RegexPattern,
    Selector,
    SpaceColumn,
    SpacePattern,
    Step,
    Subject,
    Term,
    TermPattern,
    Text,
    Tree,
    Unnamed,
    Value,
    Wildcard,
)

_ESCAPED = re.compile(r'["]|\\(?=["\\]|\Z)')
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Style:
    """How tightly to write. `bare_values`, `names` and `words` match what goes without quotes."""

    blank: str
    brackets: bool
    wildcard: str
    bare_values: re.Pattern[str]
    names: re.Pattern[str]
    words: re.Pattern[str]


_ASCII = re.ASCII
_NAMES, _WORDS = re.compile(r"[\w-]+", _ASCII), re.compile(r"[\w.]+", _ASCII)
SPACIOUS = Style(" ", True, "[*]", _NOTHING, _NAMES, _WORDS)
TIGHT = Style("", False, ".*", re.compile(r"[\w.*]+", _ASCII), _NAMES, _WORDS)
# The parser reads these bare too, but no source shows that CloudWatch does: the last resort.
TIGHTEST = Style("", False, ".*", re.compile(r"[\w.*-]+"), re.compile(r"[\w-]+"), re.compile(r"[\w.]+"))


def print_tree(tree: Tree) -> str:
    """The canonical text of a tree: the first style that fits CloudWatch's limit."""
    texts = (Printer(style).tree(tree) for style in (SPACIOUS, TIGHT, TIGHTEST))
    return next((text for text in texts if len(text) <= MAXIMUM_LENGTH), Printer(SPACIOUS).tree(tree))


def print_condition(condition: Condition) -> str:
    """The text of a condition by itself, for messages."""
    return Printer(SPACIOUS).condition(condition)


def print_selector(selector: Selector) -> str:
    """The text of a selector by itself, for messages."""
    return Printer(SPACIOUS).subject(selector)


@dataclass(frozen=True, slots=True)
class Printer:
    """Writes trees in one style."""

    style: Style

    def tree(self, tree: Tree) -> str:
        match tree:
            case MatchAll():
                return ""
            case TermPattern(terms):
                return "".join(map(self.term, terms)).strip()
            case RegexPattern(Regex(source)):
                return f"%{source}%"
            case JsonPattern(condition):
                blank = self.style.blank
                return f"{{{blank}{self.condition(condition)}{blank}}}"
            case SpacePattern(columns):
                return f"[{f',{self.style.blank}'.join(map(self.column, columns))}]"
            case _:
                assert_never(tree)

    def term(self, term: Term) -> str:
        """A term with the blank before it; none is needed before a sign."""
        blank = " " if not term.mode.value else self.style.blank
        text = term.text if self.style.words.fullmatch(term.text) else _quote(term.text)
        return f"{blank}{term.mode.value}{text}"

    def column(self, column: SpaceColumn) -> str:
        match column:
            case AnyFields():
                return "..."
            case Unnamed():
                return ""
            case Column(_, condition) if condition is not None:
                return Printer(replace(self.style, brackets=False)).condition(condition)
            case Column(name):
                return name
            case _:
                assert_never(column)

    def condition(self, condition: Condition) -> str:
        blank = self.style.blank
        match condition:
            case And(operands):
                return f"{blank}&&{blank}".join(self.operand(operand, within=And) for operand in operands)
            case Or(operands):
                return f"{blank}||{blank}".join(self.operand(operand, within=Or) for operand in operands)
            case Comparison(subject, operator, value):
                return f"{self.subject(subject)}{blank}{operator.value}{blank}{self.value(value)}"
            case Is(selector, state):
                return f"{self.before_word(selector)}IS {state.value}"
            case NotExists(selector):
                return f"{self.before_word(selector)}NOT EXISTS"
            case _:
                assert_never(condition)

    def operand(self, condition: Condition, *, within: type[And | Or]) -> str:
        """A condition in its place, bracketed where the style or the grouping asks for it."""
        binds_tighter = isinstance(condition, And) and within is Or
        grouped = isinstance(condition, And | Or) and not binds_tighter
        text = self.condition(condition)
        return f"({text})" if grouped or self.style.brackets else text

    def subject(self, subject: Subject) -> str:
        match subject:
            case Field(name):
                return name
            case Selector(steps):
                first, *others = steps
                start = "*" if isinstance(first, Wildcard) else self.step(first).removeprefix(".")
                return f"$.{start}{''.join(map(self.step, others))}"
            case _:
                assert_never(subject)

    def step(self, step: Step) -> str:
        match step:
            case Key(name):
                return f".{name}" if self.style.names.fullmatch(name) else f".['{name}']"
            case Index(number):
                return f"[{number}]"
            case Wildcard():
                return self.style.wildcard
            case _:
                assert_never(step)

    def before_word(self, selector: Selector) -> str:
        """A selector and the blank that parts it from a keyword, if it needs one."""
        text = self.subject(selector)
        return text + (self.style.blank if text.endswith(("]", "*")) else " ")

    def value(self, value: Value) -> str:
        match value:
            case Text(text):
                bare = self.style.bare_values.fullmatch(text) and text != "null" and not is_number(text)
                return text if bare else _quote(text)
            case Number(text):
                return text
            case Regex(source):
                return f"%{source}%"
            case _:
                assert_never(value)


def _quote(text: str) -> str:
    r"""The text in quotes. A backslash is doubled only where it would otherwise escape something."""
    return '"' + _ESCAPED.sub(r"\\\g<0>", text) + '"'
