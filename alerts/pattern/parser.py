"""From the text of a filter pattern to its tree. Refuses what CloudWatch Logs refuses."""

from __future__ import annotations

from alerts.pattern.cursor import Cursor
from alerts.pattern.errors import PatternSyntaxError
from alerts.pattern.json_parser import json_pattern
from alerts.pattern.limits import MAXIMUM_LENGTH
from alerts.pattern.space_parser import space_pattern
from alerts.pattern.term_parser import regex_pattern, term_pattern
from alerts.pattern.tree import MatchAll, Tree


def parse_tree(source: str) -> Tree:
    """pattern = ws , ( match_all | json_pattern | space_pattern | regex_pattern | term_pattern ) , ws ;"""
    _check_length(source)
    cursor = Cursor(source)
    cursor.skip_blanks()
    match cursor.peek():
        case "":
            return MatchAll()
        case "{":
            return json_pattern(cursor)
        case "[":
            return space_pattern(cursor)
        case "%":
            return regex_pattern(cursor)
        case _:
            return term_pattern(cursor)


def _check_length(source: str) -> None:
    if len(source) <= MAXIMUM_LENGTH:
        return
    message = (
        f"a filter pattern has at most {MAXIMUM_LENGTH:,} characters, this one has {len(source):,}: "
        "shorten it, or split it into several filters"
    )
    span = MAXIMUM_LENGTH, len(source)
    raise PatternSyntaxError(message, source=source, span=span, expected="a shorter pattern")
