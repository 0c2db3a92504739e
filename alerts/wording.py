"""A filter pattern in plain words, for people who do not read CloudWatch's language.

Says what the pattern does, its surprises included: `!=` asks for the field to be there. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from alerts.pattern import Pattern
from alerts.pattern.printer import print_selector
from alerts.pattern.text_match import counting_terms
from alerts.pattern.tree import (
    And,
    Column,
    Comparison,
    Condition,
    Field,
    Is,
    JsonPattern,
    MatchAll,
    Mode,
    NotExists,
    Number,
    Operator,
    Or,
    Regex,
    RegexPattern,
    Selector,
    SpacePattern,
    Subject,
    Term,
    TermPattern,
    Text,
    Tree,
    Value,
)

_INDENT = "  "
_FEW = 3
_NEGATED = {
    "is": "is not",
    "has": "does not have",
    "starts": "does not start",
    "ends": "does not end",
}
_ORDER = {
    Operator.LESS: "is less than",
    Operator.LESS_OR_EQUAL: "is at most",
    Operator.GREATER: "is more than",
    Operator.GREATER_OR_EQUAL: "is at least",
}


def in_words(pattern: Pattern) -> tuple[str, ...]:
    """Lines that say when an event matches; those that belong together are indented alike."""
    return tuple(_tree(pattern.tree))


def _tree(tree: Tree) -> Iterator[str]:
    match tree:
        case MatchAll():
            yield "every event"
        case RegexPattern(regex):
            yield f"the event's text {_value(regex)}"
        case TermPattern():
            yield from _terms(counting_terms(tree))
        case JsonPattern(condition):
            yield from _condition(condition)
        case SpacePattern(columns):
            yield f"at least {len(columns)} fields, parted by blanks"
            for column in columns:
                if isinstance(column, Column) and column.condition is not None:
                    yield from _condition(column.condition)
        case _:
            assert_never(tree)


def _terms(terms: tuple[Term, ...]) -> Iterator[str]:
    lines = [
        f"the event's text {'lacks' if term.mode is Mode.EXCLUDED else 'has'} {_quoted(term.text)}" for term in terms
    ]
    if len(lines) == 1:
        yield lines[0]
    else:
        yield "any of these:" if terms[0].mode is Mode.OPTIONAL else "all of these:"
        yield from (_INDENT + line for line in lines)


def _condition(condition: Condition) -> Iterator[str]:
    match condition:
        case And(operands):
            yield "all of these:"
            yield from _indented(operands)
        case Or(operands):
            yield from _or(operands)
        case Comparison(Selector() as selector, Operator.NOT_EQUAL, value) if selector.wildcards:
            yield f"no {_name(selector)} {_value(value)}"
        case Comparison(subject, Operator.NOT_EQUAL, value):
            yield f"{_name(subject)} is there, and {_negated(_value(value))}"
        case Comparison(subject, Operator.EQUAL, value):
            yield f"{_subject(subject)} {_value(value)}"
        case Comparison(subject, operator, value):
            yield f"{_subject(subject)} {_ORDER[operator]} {_value(value).removeprefix('is ')}"
        case Is(selector, state):
            yield f"{_subject(selector)} is {state.value.lower()}"
        case NotExists(selector):
            yield f"{_name(selector)} is absent"
        case _:
            assert_never(condition)


def _or(operands: tuple[Condition, ...]) -> Iterator[str]:
    """An alternative; what is compared with several texts, and what may be absent, is told in one line."""
    match operands:
        case [NotExists(absent), Comparison(subject, Operator.NOT_EQUAL, value)] | [
            Comparison(subject, Operator.NOT_EQUAL, value),
            NotExists(absent),
        ] if absent == subject and not absent.wildcards:
            yield f"{_name(absent)} is absent, or {_negated(_value(value))}"
            return
    lines = [line for alternative in _alternatives(operands) for line in alternative]
    if len(lines) == 1:
        yield lines[0]
    else:
        yield "any of these:"
        yield from (_INDENT + line for line in lines)


def _alternatives(operands: Iterable[Condition]) -> Iterator[Iterable[str]]:
    """The lines of each operand; those that compare one field with texts have a line together."""
    texts: dict[Subject, list[str]] = {}
    others: list[Condition] = []
    for operand in operands:
        match operand:
            case Comparison(subject, Operator.EQUAL, Text(text)):
                texts.setdefault(subject, []).append(text)
            case _:
                others.append(operand)
    for subject, found in texts.items():
        yield [f"{_subject(subject)} {_one_of(found)}"]
    yield from map(_condition, others)


def _one_of(texts: list[str]) -> str:
    exact = not any("*" in text for text in texts)
    if len(texts) == 1 or (len(texts) <= _FEW and not exact):
        return ", or ".join(map(_text, texts))
    return f"is one of{'' if exact else ' (* is any text)'} {', '.join(map(_quoted, texts))}"


def _indented(operands: Iterable[Condition]) -> Iterator[str]:
    for operand in operands:
        yield from (_INDENT + line for line in _condition(operand))


def _subject(subject: Subject) -> str:
    some = isinstance(subject, Selector) and subject.wildcards
    return f"{'some ' if some else ''}{_name(subject)}"


def _name(subject: Subject) -> str:
    return subject.name if isinstance(subject, Field) else print_selector(subject).removeprefix("$.")


def _value(value: Value) -> str:
    match value:
        case Text(text):
            return _text(text)
        case Number(text):
            return f"is {text}"
        case Regex(source):
            return f"has text that matches the regular expression {source}"
        case _:
            assert_never(value)


def _text(text: str) -> str:
    inside = text.strip("*")
    match text.startswith("*"), text.endswith("*"):
        case _ if not inside and text:
            return "is any text or number"
        case _ if "*" in inside:
            return f"is like {_quoted(text)}"
        case True, True:
            return f"has {_quoted(inside)} in it"
        case True, False:
            return f"ends with {_quoted(inside)}"
        case False, True:
            return f"starts with {_quoted(inside)}"
        case _:
            return f"is {_quoted(text)}"


def _negated(words: str) -> str:
    verb, _, rest = words.partition(" ")
    return f"{_NEGATED[verb]} {rest}"


def _quoted(text: str) -> str:
    return f'"{text}"'
