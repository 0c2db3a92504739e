"""Read space-delimited patterns: [ip, user, ..., status_code = 4*, bytes > 1000]"""

from __future__ import annotations

import re

from alerts.pattern.condition_parser import or_expression, unexpected
from alerts.pattern.cursor import Cursor
from alerts.pattern.tree import AnyFields, Column, Comparison, Field, SpaceColumn, SpacePattern, Unnamed
from alerts.pattern.value_parser import BARE_IN_COLUMN, comparison

_NAME = re.compile(r"[^\W\d]\w*")
_NAME_ONLY = re.compile(r"([^\W\d]\w*)[ \t\r\n]*(?=[,\]]|\Z)")


def space_pattern(cursor: Cursor) -> SpacePattern:
    """space_pattern = "[" , [ column , { "," , column } ] , "]" ;"""
    opened = cursor.open()
    if cursor.token("]"):
        return _finish(cursor, [])
    columns: list[SpaceColumn] = []
    while True:
        start = cursor.position
        found = column(cursor)
        _check_once(cursor, columns, found, start)
        columns.append(found)
        if cursor.token("]"):
            return _finish(cursor, columns)
        if cursor.at_end:
            raise cursor.unclosed(opened, "]")
        if not cursor.token(","):
            raise unexpected(cursor, "]")


def column(cursor: Cursor) -> SpaceColumn:
    """column = "..." | "" | field_expr ;  field_expr = name_only | or_expr_over_one_field ;"""
    if cursor.token("..."):
        return AnyFields()
    if cursor.peek() and cursor.peek() in ",]":
        return Unnamed()
    if found := _NAME_ONLY.match(cursor.source, cursor.position):
        cursor.position = found.end()
        return Column(found[1])
    reader = _ColumnReader()
    condition = or_expression(cursor, reader.condition)
    return Column(reader.name, condition)


class _ColumnReader:
    """Reads the conditions of one column, which must all speak of one field."""

    __slots__ = ("name",)

    def __init__(self) -> None:
        self.name = ""

    def condition(self, cursor: Cursor) -> Comparison:
        """condition = field_name , ws , comparison ;  the field is the same in the whole column"""
        start = cursor.position
        name = cursor.take(_NAME)
        span = start, cursor.position
        if not name:
            raise cursor.expected("a field name (a letter or _, then letters, digits and _)")
        if self.name and name != self.name:
            message = f"a column speaks of one field: {self.name!r} and {name!r} need columns of their own"
            raise cursor.error(message, expected=repr(self.name), span=span)
        self.name = name
        cursor.skip_blanks()
        return comparison(cursor, Field(name), BARE_IN_COLUMN)


def _check_once(cursor: Cursor, columns: list[SpaceColumn], found: SpaceColumn, start: int) -> None:
    span = start, cursor.position
    match found:
        case AnyFields() if found in columns:
            raise cursor.error("'...' may stand once in a pattern: remove this one", expected="a column", span=span)
        case Column(name) if any(isinstance(other, Column) and other.name == name for other in columns):
            message = f"two columns are named {name!r}: give each its own name"
            raise cursor.error(message, expected="another name", span=span)


def _finish(cursor: Cursor, columns: list[SpaceColumn]) -> SpacePattern:
    if not cursor.at_end:
        message = "nothing may follow the ']' of a space-delimited pattern: remove this"
        span = cursor.position, len(cursor.source)
        raise cursor.error(message, expected="the end of the pattern", span=span)
    return SpacePattern(tuple(columns))
