"""Many patterns over one event."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.pattern import Pattern, PatternSet, parse
from alerts.pattern.events import Event
from alerts.pattern.index import EVENT_NAME, required_texts
from alerts.pattern.tree import JsonPattern
from tests.alerts.pattern.strategies import events, trees, within_limits

STOP = {"eventName": "StopLogging", "eventSource": "cloudtrail.amazonaws.com"}


@given(st.lists(within_limits(max_leaves=5) | trees, max_size=4), events)
@settings(max_examples=200, deadline=None)
def test_a_set_finds_what_trying_every_pattern_finds(found: list[JsonPattern], event: Event) -> None:
    patterns = [Pattern(tree) for tree in found]

    matching = PatternSet(enumerate(patterns)).matching(event)

    assert matching == [number for number, pattern in enumerate(patterns) if pattern.matches_event(event)]


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("{ $.eventName = A }", {"A"}),
        ("{ $.eventName = A || $.eventName = B }", {"A", "B"}),
        ("{ $.eventSource = s && ($.eventName = A || $.eventName = B) && $.errorCode NOT EXISTS }", {"A", "B"}),
        ("{ ($.eventName = A || $.eventName = B) && ($.eventName = B || $.eventName = C) }", {"B"}),
        ("{ $.eventName = A && $.eventName = B }", set()),
        ("{ ($.eventName = A && $.a = 1) || ($.eventName = B && $.a = 2) }", {"A", "B"}),
        ("{ $.eventName = A || $.a = 1 }", None),
        ("{ $.eventName = A* }", None),
        ("{ $.eventName != A }", None),
        ("{ $.eventName = 1 }", None),
        ("{ $.eventName.x = A }", None),
        ("{ $.* = A }", None),
        ("{ $.eventName IS NULL }", None),
    ],
)
def test_what_a_field_must_be_is_read_off_the_tree(pattern: str, texts: set[str] | None) -> None:
    tree = parse(pattern).tree
    assert isinstance(tree, JsonPattern)

    assert required_texts(tree.condition, EVENT_NAME) == texts


def test_only_patterns_whose_name_or_source_fits_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = PatternSet(
        [
            ("by name", parse("{ $.eventSource = cloudtrail.amazonaws.com && $.eventName = StopLogging }")),
            ("other name", parse("{ $.eventSource = cloudtrail.amazonaws.com && $.eventName = UpdateTrail }")),
            ("by source", parse("{ $.eventSource = cloudtrail.amazonaws.com && $.eventName = Stop* }")),
            ("other source", parse("{ $.eventSource = iam.amazonaws.com }")),
            ("any", parse("{ $.errorCode = AccessDenied }")),
            ("text", parse("StopLogging")),
        ]
    )

    assert patterns.matching(STOP) == ["by name", "by source", "text"]
    monkeypatch.setattr(Pattern, "matches_event", lambda *_: True)  # all that are tried
    assert patterns.matching(STOP) == ["by name", "by source", "any", "text"]


def test_matches_come_in_the_order_the_patterns_were_given() -> None:
    texts = ["StopLogging", "{ $.eventName = StopLogging }", "", "{ $.eventSource = cloud* }"]

    assert PatternSet(enumerate(map(parse, texts))).matching(STOP) == [0, 1, 2, 3]


@pytest.mark.parametrize("event", [{}, {"eventName": None}, {"eventName": ["StopLogging"], "eventSource": {}}])
def test_an_event_without_name_and_source_is_shown_to_the_others(event: Event) -> None:
    patterns = PatternSet([("name", parse("{ $.eventName = StopLogging }")), ("any", parse("{ $.a NOT EXISTS }"))])

    assert patterns.matching(event) == ["any"]
