"""Read unstructured patterns: terms (ERROR -timeout "two words") and a regular expression alone."""

from __future__ import annotations

import re

from alerts.pattern.cursor import Cursor, in_quotes
from alerts.pattern.errors import PatternSyntaxError
from alerts.pattern.tree import Mode, RegexPattern, Term, TermPattern
from alerts.pattern.value_parser import quoted, regex

_WORD = re.compile(r"[\w.]+")
_UNTIL_BLANK = re.compile(r"[^ \t\r\n\"]*")
_MODES = {mode.value: mode for mode in Mode if mode.value}


def regex_pattern(cursor: Cursor) -> RegexPattern:
    """regex_pattern = regex ;"""
    found = regex(cursor)
    cursor.skip_blanks()
    if not cursor.at_end:
        message = "a regular expression stands alone: nothing may follow it, join expressions with | inside it"
        span = cursor.position, len(cursor.source)
        raise cursor.error(message, expected="the end of the pattern", span=span)
    return RegexPattern(found)


def term_pattern(cursor: Cursor) -> TermPattern:
    """term_pattern = term , { sep , term } ;  a "-" or "?" glued to a word also starts a new term"""
    terms: list[Term] = []
    start = end = cursor.position
    while not cursor.at_end:
        if terms and cursor.position == end and cursor.peek() not in _MODES:
            raise _not_in_a_term(cursor, start)
        start = cursor.position
        terms.append(term(cursor))
        end = cursor.position
        cursor.skip_blanks()
    return TermPattern(tuple(terms))


def term(cursor: Cursor) -> Term:
    """term = [ "-" | "?" ] , ( word | quoted_nonempty ) ;"""
    mode = _MODES.get(cursor.peek(), Mode.REQUIRED)
    cursor.accept(mode.value)
    start = cursor.position
    if cursor.peek() == '"':
        phrase = quoted(cursor)
        if not phrase:
            message = "a quoted term cannot be empty: leave the whole pattern empty to match everything"
            raise cursor.error(message, expected="a word or a quoted phrase", span=(start, cursor.position))
        return Term(mode, phrase)
    if word := cursor.take(_WORD):
        return Term(mode, word)
    if not cursor.peek() or cursor.peek() in " \t\r\n-?":
        raise cursor.expected(f"a word or a quoted phrase right after {mode.value!r}")
    raise _not_in_a_term(cursor, start)


def _not_in_a_term(cursor: Cursor, start: int) -> PatternSyntaxError:
    here = cursor.position, cursor.position + 1
    wrong = cursor.peek()
    if cursor.source[: cursor.position].endswith('"'):
        message = "a blank must stand after a quoted phrase"
    elif wrong == "%":
        message = "a regular expression stands alone: it cannot be combined with terms"
    elif wrong == '"':
        message = "a blank must stand before a quoted phrase"
    else:
        cursor.take(_UNTIL_BLANK)
        whole = cursor.source[start : cursor.position].lstrip("-?")
        message = f"{wrong!r} is not allowed in a term without quotes: {in_quotes(whole)}"
    return cursor.error(message, expected="a word or a quoted phrase", span=here)
