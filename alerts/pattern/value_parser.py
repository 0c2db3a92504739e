"""Read what stands on the right of a comparison, and the comparison around it.

JSON and space-delimited patterns share this; they differ in the characters that end a bare value.
"""

from __future__ import annotations

import re
from typing import assert_never

from alerts.pattern.cursor import Cursor, in_quotes
from alerts.pattern.errors import PatternSyntaxError
from alerts.pattern.limits import MAXIMUM_REGEXES
from alerts.pattern.numbers import is_number, parse_number
from alerts.pattern.regex import parse_regex
from alerts.pattern.tree import Comparison, Number, Operator, Regex, Subject, Text, Value

_OPERATOR = re.compile(r"!=|<=|>=|=|<|>")
_WRONG_OPERATORS = {
    "==": "=",
    "!==": "!=",
    "=>": ">=",
    "=<": "<=",
    "<>": "!=",
    "=~": "= with a regular expression between percent signs",
    "!~": "!= with a regular expression between percent signs",
}
_WRONG_OPERATOR = re.compile("|".join(sorted(map(re.escape, _WRONG_OPERATORS), key=len, reverse=True)))
_QUOTED_PART = re.compile(r'[^"\\]+|\\["\\]|\\')
_REGEX_BODY = re.compile(r"[^%]*")
_SINGLE_QUOTE = "'"
_BARE = re.compile(r"[\w.*-]+")

BARE_IN_JSON = re.compile(r"[^ \t\r\n&|)}]+")
BARE_IN_COLUMN = re.compile(r"[^ \t\r\n&|)\],]+")


def comparison(cursor: Cursor, subject: Subject, bare: re.Pattern[str]) -> Comparison:
    """comparison = ( "=" | "!=" ) , ws , value | ( "<" | "<=" | ">" | ">=" ) , ws , number ;"""
    symbol = operator(cursor)
    start = cursor.position
    found = value(cursor, bare)
    match symbol:
        case Operator.EQUAL | Operator.NOT_EQUAL:
            pass
        case Operator.LESS | Operator.LESS_OR_EQUAL | Operator.GREATER | Operator.GREATER_OR_EQUAL:
            if not isinstance(found, Number):
                message = f"{symbol.value!r} compares numbers only: write a number without quotes after it"
                raise cursor.error(message, expected="a number", span=(start, cursor.position))
        case _:
            assert_never(symbol)
    cursor.skip_blanks()
    return Comparison(subject, symbol, found)


def operator(cursor: Cursor) -> Operator:
    """operator = "=" | "!=" | "<" | "<=" | ">" | ">=" ;"""
    start = cursor.position
    if wrong := cursor.take(_WRONG_OPERATOR):
        message = f"{wrong!r} is not an operator of filter patterns: write {_WRONG_OPERATORS[wrong]}"
        raise cursor.error(message, expected="an operator", span=(start, cursor.position))
    symbol = cursor.take(_OPERATOR)
    if not symbol:
        raise cursor.expected("an operator (=, !=, <, <=, > or >=)")
    cursor.skip_blanks()
    return Operator(symbol)


def value(cursor: Cursor, bare: re.Pattern[str]) -> Value:
    """value = regex | quoted | number | bare ;"""
    match cursor.peek():
        case '"':
            return Text(quoted(cursor))
        case "%":
            return counted_regex(cursor)
        case _:
            return bare_value(cursor, bare)


def quoted(cursor: Cursor) -> str:
    r"""quoted = '"' , { qchar } , '"' ;  qchar = any - '"' | '\"' | '\\' ;

    A backslash before any other character is an ordinary one.
    """
    opened = cursor.position
    cursor.accept('"')
    parts = []
    while part := cursor.take(_QUOTED_PART):
        parts.append(part[1:] if part in (r"\"", r"\\") else part)
    if not cursor.accept('"'):
        raise cursor.unclosed(opened, '"')
    return "".join(parts)


def counted_regex(cursor: Cursor) -> Regex:
    """regex = "%" , rx , { rx } , "%" ;  at most two in one pattern"""
    start = cursor.position
    found = regex(cursor)
    cursor.regexes += 1
    if cursor.regexes > MAXIMUM_REGEXES:
        message = f"a pattern holds at most {MAXIMUM_REGEXES} regular expressions, this is one more: join some with |"
        raise cursor.error(message, expected="no regular expression", span=(start, cursor.position))
    return found


def regex(cursor: Cursor) -> Regex:
    """regex = "%" , rx , { rx } , "%" ;"""
    opened = cursor.position
    cursor.accept("%")
    body = cursor.take(_REGEX_BODY)
    if not cursor.accept("%"):
        raise cursor.unclosed(opened, "%")
    try:
        parse_regex(body)
    except PatternSyntaxError as error:
        first, last = (opened + 1 + offset for offset in error.span)
        raise cursor.error(error.message, expected=error.expected, span=(first, last)) from None
    return Regex(body)


def bare_value(cursor: Cursor, bare: re.Pattern[str]) -> Value:
    """number | bare ;  bare = bare_char , { bare_char } ;  bare_char = letter | digit | "_" | "." | "*" | "-" ;"""
    start = cursor.position
    word = cursor.take(bare)
    span = start, cursor.position
    if not word:
        raise cursor.expected("a value")
    if is_number(word):
        if parse_number(word) is None:
            raise cursor.error(f"the exponent of {word} is too large", expected="a number", span=span)
        return Number(word)
    if word == "null":
        message = "'null' is not a value: write IS NULL to ask for it, or quote it to mean the text"
        raise cursor.error(message, expected="a value", span=span)
    if _BARE.fullmatch(word):
        return Text(word)
    raise _needs_quotes(cursor, word, start)


def _needs_quotes(cursor: Cursor, word: str, start: int) -> PatternSyntaxError:
    valid = _BARE.match(word)
    wrong = valid.end() if valid else 0
    if word.startswith(_SINGLE_QUOTE):
        message = f"text is quoted with double quotes, not single ones: {in_quotes(word.strip(_SINGLE_QUOTE))}"
    else:
        message = f"{word[wrong]!r} is not allowed in a value without quotes: {in_quotes(word)}"
    return cursor.error(message, expected="a value", span=(start + wrong, start + wrong + 1))
