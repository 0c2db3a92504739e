"""Read JSON patterns: { ($.eventName = "ConsoleLogin") && ($.errorCode NOT EXISTS) }"""

from __future__ import annotations

import re

from alerts.pattern.condition_parser import close, or_expression
from alerts.pattern.cursor import Cursor
from alerts.pattern.errors import PatternSyntaxError
from alerts.pattern.limits import MAXIMUM_WILDCARDS, MAXIMUM_WILDCARDS_PER_SELECTOR
from alerts.pattern.tree import Index, Is, JsonPattern, Key, Leaf, NotExists, Selector, State, Step, Wildcard
from alerts.pattern.value_parser import BARE_IN_JSON, comparison

_NAME = re.compile(r"[\w-]+")
_QUOTED_NAME = re.compile(r"[^']*")
_DIGITS = re.compile(r"[0-9]+")
_WORD = re.compile(r"[A-Za-z]+")


def json_pattern(cursor: Cursor) -> JsonPattern:
    """json_pattern = "{" , ws , or_expr , ws , "}" ;"""
    opened = cursor.open()
    condition = or_expression(cursor, json_condition)
    close(cursor, opened, "}")
    if not cursor.at_end:
        end = len(cursor.source)
        message = "nothing may follow the '}' of a JSON pattern: remove this"
        raise cursor.error(message, expected="the end of the pattern", span=(cursor.position, end))
    return JsonPattern(condition)


def json_condition(cursor: Cursor) -> Leaf:
    """condition = selector , ws , ( comparison | state ) ;"""
    where = selector(cursor)
    cursor.skip_blanks()
    if _WORD.match(cursor.source, cursor.position):
        return state(cursor, where)
    if not cursor.peek() or cursor.peek() in "&|)}":
        what = 'a comparison such as = "value", IS NULL, IS TRUE, IS FALSE or NOT EXISTS'
        raise cursor.expected(what)
    return comparison(cursor, where, BARE_IN_JSON)


def state(cursor: Cursor, where: Selector) -> Is | NotExists:
    """state = "IS" , ws1 , ( "NULL" | "TRUE" | "FALSE" ) | "NOT" , ws1 , "EXISTS" ;"""
    start = cursor.position
    match cursor.keyword():
        case "IS":
            return Is(where, asked_state(cursor))
        case "NOT":
            word_start = cursor.position
            if cursor.keyword() == "EXISTS":
                return NotExists(where)
            cursor.position = word_start
            raise cursor.expected("EXISTS after NOT")
        case "EXISTS":
            message = 'CloudWatch knows no EXISTS: write = "*" to ask whether a text or number is there'
        case _:
            message = "expected an operator, IS or NOT EXISTS after the selector"
    cursor.position = start
    raise cursor.error(message, expected="an operator, IS or NOT EXISTS")


def asked_state(cursor: Cursor) -> State:
    """( "NULL" | "TRUE" | "FALSE" )"""
    start = cursor.position
    word = cursor.keyword()
    if word in State.__members__:
        return State[word]
    cursor.position = start
    if word == "NOT":
        message = 'CloudWatch knows no IS NOT: write = "*" to ask whether a text or number is there'
        raise cursor.error(message, expected="NULL, TRUE or FALSE")
    raise cursor.expected("NULL, TRUE or FALSE after IS")


def selector(cursor: Cursor) -> Selector:
    """selector = "$." , first_step , { step } ;"""
    start = cursor.position
    if not cursor.accept("$"):
        raise _no_selector(cursor)
    if not cursor.accept("."):
        raise _no_root(cursor)
    steps = [first_step(cursor)]
    while (following := step(cursor)) is not None:
        steps.append(following)
    found = Selector(tuple(steps))
    _count_wildcards(cursor, found, start)
    return found


def first_step(cursor: Cursor) -> Step:
    """first_step = name | "*" | bracket_name ;"""
    if cursor.accept("*"):
        return Wildcard()
    if cursor.peek() == "[":
        return bracket_name(cursor)
    if name := cursor.take(_NAME):
        return Key(name)
    raise cursor.expected("a property name, * or ['name'] after the period")


def step(cursor: Cursor) -> Step | None:
    """step = "." , ( name | "*" | bracket_name ) | index | wildcard_index ;"""
    if cursor.accept("."):
        return first_step(cursor)
    if cursor.peek() != "[":
        return None
    if cursor.accept("[*]"):
        return Wildcard()
    return index(cursor)


def bracket_name(cursor: Cursor) -> Key:
    """bracket_name = "['" , { any - "'" } , "']" ;"""
    opened = cursor.position
    if not cursor.accept("['"):
        message = "after the period, brackets hold a name in single quotes, as in $.['a.b']"
        raise cursor.error(message, expected="['name']")
    name = cursor.take(_QUOTED_NAME)
    if not cursor.accept("']"):
        message = "this name is never closed: write '] where it ends"
        raise cursor.error(message, expected="']", span=(opened, opened + 2))
    return Key(name)


def index(cursor: Cursor) -> Index:
    """index = "[" , digit , { digit } , "]" ;"""
    opened = cursor.position
    cursor.accept("[")
    if cursor.peek() in ("'", '"'):
        message = "a period must stand before a quoted name, and the quotes be single: write .['name']"
        raise cursor.error(message, expected="an index", span=(opened, opened + 2))
    digits = cursor.take(_DIGITS)
    if not digits:
        raise cursor.expected("an index, counted from 0, or *")
    if not cursor.accept("]"):
        raise cursor.unclosed(opened, "]")
    return Index(int(digits))


def _no_selector(cursor: Cursor) -> PatternSyntaxError:
    if cursor.peek() == "!":
        message = "conditions cannot be negated: write != or NOT EXISTS inside each of them"
        return cursor.error(message, expected="a selector")
    return cursor.expected("a selector such as $.eventName")


def _no_root(cursor: Cursor) -> PatternSyntaxError:
    if cursor.peek() == "[":
        message = "a period must stand between $ and [, and names be quoted: write $.['name']"
        return cursor.error(message, expected="a period")
    return cursor.expected("a period and a property after $, as in $.eventName")


def _count_wildcards(cursor: Cursor, found: Selector, start: int) -> None:
    span = start, cursor.position
    if found.wildcards > MAXIMUM_WILDCARDS_PER_SELECTOR:
        message = "a selector holds one wildcard at most: name the other steps"
        raise cursor.error(message, expected="one wildcard", span=span)
    cursor.wildcards += found.wildcards
    if cursor.wildcards > MAXIMUM_WILDCARDS:
        message = f"a pattern holds at most {MAXIMUM_WILDCARDS} wildcards in its selectors, this is one more"
        raise cursor.error(message, expected="a selector without wildcard", span=span)
