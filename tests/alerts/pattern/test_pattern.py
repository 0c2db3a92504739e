"""A pattern as its users see it."""

from __future__ import annotations

import copy
import json
import pickle
import time
from collections import UserDict

import pytest
from hypothesis import given, settings

from alerts.pattern import Pattern, parse
from alerts.pattern.events import Event
from alerts.pattern.parser import parse_tree
from alerts.pattern.tree import JsonPattern
from tests.alerts.pattern.strategies import events, messages, trees, within_limits

KINDS = ["", "{ $.a = 1 }", "ERROR -x", "%a.*b%", "[a, b = 1]"]


def nested(levels: int) -> dict[str, object]:
    event: dict[str, object] = {"a": 1}
    for _ in range(levels):
        event = {"a": event, "b": [event]}
    return event


@given(within_limits(max_leaves=5), events)
@settings(max_examples=200, deadline=None)
def test_a_json_pattern_matches_a_message_as_it_matches_the_parsed_event(tree: JsonPattern, event: Event) -> None:
    pattern = Pattern(tree)
    message = json.dumps(event).replace("Infinity", "1e999")

    assert pattern.matches(message) is pattern.matches_event(event)


@given(trees, messages)
@settings(max_examples=300, deadline=None)
def test_any_pattern_has_a_verdict_on_any_message(tree: object, message: str) -> None:
    assert isinstance(Pattern(tree).matches(message), bool)  # type: ignore[arg-type]


def test_patterns_over_text_see_the_compact_json_of_a_parsed_event() -> None:
    event = {"eventName": "CreateUser", "name": "été"}

    assert parse('"{\\"eventName\\":\\"CreateUser\\""').matches_event(event)
    assert parse("été").matches_event(event)
    assert parse("%^.\\x22eventName\\x22:%").matches_event(event)
    assert not parse("[a, b]").matches_event(event)
    assert parse("").matches_event({})


def test_any_mapping_is_an_event() -> None:
    assert parse("{ $.a = 1 }").matches_event(UserDict({"a": 1}))
    assert parse('"a"').matches_event(UserDict({"a": 1}))


@pytest.mark.parametrize("text", KINDS)
def test_events_nested_beyond_reason_do_not_crash(text: str) -> None:
    pattern = parse(text)
    event = nested(50_000)

    assert isinstance(pattern.matches_event(event), bool)
    assert pattern.explain(event).clauses
    assert isinstance(pattern.matches('{"a":' * 50_000 + "1" + "}" * 50_000), bool)


@pytest.mark.parametrize("text", [*KINDS, "{ $.a[*] = %a+b% || $.a[*].b.c != *x*y* }"])
@pytest.mark.parametrize("unit", ['{"a":', '"', "[", "a", " ", "1", "\\", "\x00", '{"a":1},', "🙂"])
def test_a_message_of_256_kilobytes_is_decided_quickly(text: str, unit: str) -> None:
    pattern = parse(text)
    message = '{"a":["' + unit * (262_144 // len(unit)) + '"]}'

    started = time.perf_counter()
    pattern.matches(message)

    assert time.perf_counter() - started < 5


def test_patterns_are_equal_when_their_trees_are() -> None:
    assert parse("{$.a=b}") == parse('{ ($.a = "b") }')
    assert hash(parse("{$.a=b}")) == hash(parse('{ ($.a = "b") }'))
    assert parse("{$.a=1}") != parse('{$.a="1"}')


@pytest.mark.parametrize("text", KINDS)
def test_a_pattern_survives_copying_and_pickling(text: str) -> None:
    pattern = parse(text)

    assert pickle.loads(pickle.dumps(pattern)) == pattern  # noqa: S301 - our own bytes
    assert copy.deepcopy(pattern) == pattern
    assert pickle.loads(pickle.dumps(pattern)).matches("") is pattern.matches("")  # noqa: S301 - our own bytes


def test_a_pattern_shows_its_tree() -> None:
    assert repr(parse("ERROR")) == f"Pattern(tree={parse_tree('ERROR')!r})"
