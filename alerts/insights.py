"""The CloudWatch Logs Insights query that shows the events of an alert, and the console's link to it.

Insights is a second language with other rules: a missing field differs from every text, booleans are 1 and 0, and it
cannot look at all elements of a list. What it cannot say is searched for in the text of the event, or left out; so a
query shows every event that the alert counts, and at times one more. Asks AWS nothing.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from alerts import fields
from alerts.expression import (
    AllOf,
    AnyOf,
    BooleanIs,
    EventField,
    Expression,
    InNetworks,
    Not,
    NumberIs,
    Present,
    Raw,
    Test,
    TextIs,
    TextMatches,
    all_of,
)
from alerts.insights_fields import in_message, name_of
from alerts.pattern.text_match import counting_terms
from alerts.pattern.tree import (
    And,
    Comparison,
    Condition,
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
    State,
    TermPattern,
    Text,
    Tree,
)

SHOWN = "eventTime, userIdentity.arn, sourceIPAddress, eventName, errorCode"
"""Who did what, when and from where: what an alarm itself does not tell."""

DAY = 86_400

_ALWAYS_THERE = frozenset(
    {fields.EVENT_NAME, fields.EVENT_SOURCE, fields.REGION, fields.SOURCE_IP, fields.CALLER_TYPE, fields.EVENT_TYPE}
)
_FEW = 3
_SAFE = re.compile(r"[^A-Za-z0-9_.-]")


def clauses(expression: Expression) -> tuple[str, ...]:
    """The parts of a filter command that must all hold for an event of the expression."""
    parts = expression.operands if isinstance(expression, AllOf) else (expression,)
    if isinstance(expression, Raw):
        found = _expression_of(expression.condition)
        return clauses(found) if isinstance(found, AllOf) else tuple(filter(None, [_said(found, holds=True)]))
    return tuple(said for part in parts if (said := _said(part, holds=True)) is not None)


def text_clauses(tree: Tree) -> tuple[str, ...]:
    """The same for a filter pattern that looks at an event's text. None for columns, which Insights does not know."""
    match tree:
        case TermPattern():
            terms = counting_terms(tree)
            said = [f"@message like {_quoted(term.text)}" for term in terms]
            if all(term.mode is Mode.OPTIONAL for term in terms):
                return (_bracketed(" or ", said),)
            excluded = [term.mode is Mode.EXCLUDED for term in terms]
            return tuple(f"not ({text})" if out else text for text, out in zip(said, excluded, strict=True))
        case RegexPattern(Regex(source)):
            return (f"@message like /{_slashed(source)}/",)
        case JsonPattern(condition):
            return clauses(Raw(condition))
        case MatchAll() | SpacePattern():
            return ()
        case _:
            assert_never(tree)


def query(parts: Iterable[str], *, shown: str = SHOWN, newest_first: bool = True) -> str:
    """The whole query; `shown` names the fields to show, if not the whole event."""
    joined = " and ".join(parts)
    commands = [
        f"fields {shown}" if shown else "",
        f"filter {joined}" if joined else "",
        "sort @timestamp desc" if newest_first else "",
    ]
    return " | ".join(filter(None, commands))


def link(console: str, region: str, log_group: str, text: str, seconds: int = DAY) -> str:
    """The address under which the console opens this query over the last `seconds`.

    `console` is the console's host without the region. The form is the one that the console itself writes: a `?`
    escaped as `$3F`, then JSURL, in which `*` starts the hexadecimal code of a character.
    """
    detail = f"(end~0~start~-{seconds}~timeType~'RELATIVE~unit~'seconds~editorString~'{_escaped(text)}"
    where = f"https://{region}.{console}/cloudwatch/home?region={region}"
    return f"{where}#logsV2:logs-insights$3FqueryDetail$3D~{detail}~source~(~'{_escaped(log_group)}))"


def _escaped(text: str) -> str:
    return _SAFE.sub(lambda found: "".join(f"*{byte:02x}" for byte in found[0].encode()), text)


def _said(expression: Expression, *, holds: bool) -> str | None:
    """The expression, or its negation, as part of a filter command; None where Insights cannot say it."""
    match expression:
        case AllOf(operands):
            return _all(operands, holds=True) if holds else _any(operands, holds=False)
        case AnyOf(operands):
            return _any(operands, holds=True) if holds else _all(operands, holds=False)
        case Not(operand):
            return _said(operand, holds=not holds)
        case Raw(condition):
            return _said(_expression_of(condition), holds=holds)
        case _:
            return _test(expression) if holds else _negated(expression)


def _all(operands: tuple[Expression, ...], *, holds: bool) -> str | None:
    """What cannot be said is left out: the query then shows more, never less."""
    said = [text for operand in operands if (text := _said(operand, holds=holds)) is not None]
    return _bracketed(" and ", said) if said else None


def _any(operands: tuple[Expression, ...], *, holds: bool) -> str | None:
    texts, others = _by_field(operands) if holds else ({}, operands)
    said = [*(_one_of(field, found) for field, found in texts.items())]
    for operand in others:
        if (text := _said(operand, holds=holds)) is None:
            return None
        said.append(text)
    return _bracketed(" or ", said)


def _bracketed(joint: str, parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({joint.join(parts)})"


def _by_field(operands: tuple[Expression, ...]) -> tuple[dict[EventField, list[str]], list[Expression]]:
    """The texts of which each field must be one, and what else the operands are."""
    texts: dict[EventField, list[str]] = {}
    others: list[Expression] = []
    for operand in operands:
        if isinstance(operand, TextIs) and not operand.field.selector.wildcards and operand.text != "*":
            texts.setdefault(operand.field, []).append(operand.text)
        else:
            others.append(operand)
    return texts, others


def _one_of(field: EventField, texts: list[str]) -> str:
    """A list of a few texts; a regular expression for more, which is shorter, or for asterisks."""
    if len(texts) == 1:
        return _text_is(name_of(field), texts[0])
    if len(texts) > _FEW or any("*" in text for text in texts):
        return f"{name_of(field)} like /{_slashed(_one_regex(texts))}/"
    return f"{name_of(field)} in [{', '.join(map(_quoted, texts))}]"


def _one_regex(texts: list[str]) -> str:
    whole = [_literal(text) for text in texts if "*" not in text]
    parts = [_glob(text) for text in texts if "*" in text]
    return "|".join([*([f"^({'|'.join(whole)})$" if len(whole) > 1 else f"^{whole[0]}$"] if whole else []), *parts])


def _glob(text: str) -> str:
    start, end = "" if text.startswith("*") else "^", "" if text.endswith("*") else "$"
    return start + ".*".join(map(_literal, text.strip("*").split("*"))) + end


def _literal(text: str) -> str:
    return re.sub(r"[.^$?*+|(){}\[\]\\]", lambda found: "\\" + found[0], text)


def _test(test: Test) -> str | None:
    if test.field.selector.wildcards:
        return in_message(test)
    name = name_of(test.field)
    match test:
        case TextIs(_, text):
            said = _text_is(name, text)
        case Present():
            said = _text_is(name, "*")
        case TextMatches(_, source):
            said = f"{name} like /{_slashed(source)}/"
        case NumberIs(_, operator, number):
            said = f"{name} {operator.value} {number}"
        case BooleanIs(_, value):
            said = f"{name} = {int(value)}"
        case InNetworks(_, networks):
            said = _bracketed(" or ", [f'isIpv4InSubnet({name}, "{network}")' for network in networks])
        case _:
            assert_never(test)
    return said


def _text_is(name: str, text: str) -> str:
    if text == "*":
        return f"ispresent({name})"
    return f"{name} like /{_slashed(_glob(text))}/" if "*" in text else f"{name} = {_quoted(text)}"


def _negated(test: Test) -> str | None:
    if test.field.selector.wildcards:
        return None
    name = name_of(test.field)
    match test:
        case TextIs(_, "*") | Present():
            return f"not ispresent({name})"
        case TextIs(_, text) if "*" not in text:
            return f"{name} != {_quoted(text)}"
        case _:
            said = f"not ({_test(test)})"
            return said if test.field in _ALWAYS_THERE else f"(not ispresent({name}) or {said})"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'["\\]', lambda found: "\\" + found[0], text) + '"'


def _slashed(source: str) -> str:
    return source.replace("/", r"\/")


def _expression_of(condition: Condition) -> Expression:
    """What a filter pattern asks for, in the terms of expressions. Its `!=` asks for the field to be there."""
    match condition:
        case And(operands):
            return AllOf(tuple(map(_expression_of, operands)))
        case Or(operands):
            return AnyOf(tuple(map(_expression_of, operands)))
        case Comparison(Selector() as at, operator, value):
            return _comparison(fields.field_at(at), operator, value)
        case Is(at, State.NULL) | NotExists(at):
            return Not(Present(fields.field_at(at)))
        case Is(at, state):
            return BooleanIs(fields.field_at(at), state is State.TRUE)
        case Comparison():
            raise TypeError("a JSON pattern compares selectors, not the fields of a space-delimited event")


def _comparison(field: EventField, operator: Operator, value: Text | Number | Regex) -> Expression:
    if operator is Operator.NOT_EQUAL:
        there = [] if field in _ALWAYS_THERE or field.selector.wildcards else [Present(field)]
        return all_of([*there, Not(_comparison(field, Operator.EQUAL, value))])
    match value:
        case Text(text):
            return TextIs(field, text)
        case Number(text):
            return NumberIs(field, operator, text)
        case Regex(source):
            return TextMatches(field, source)
        case _:
            assert_never(value)
