"""Why a pattern matched, or did not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from alerts.pattern import Pattern, parse
from alerts.pattern.events import Event
from alerts.pattern.tree import JsonPattern, Tree
from tests.alerts.pattern.strategies import events, messages, trees, within_limits

EVENT = {"eventName": "StopLogging", "eventSource": "cloudtrail.amazonaws.com", "names": ["a", "b"], "readOnly": False}


@given(within_limits(), events)
@settings(max_examples=150, deadline=None)
def test_the_explained_verdict_on_an_event_is_the_verdict(tree: JsonPattern, event: Event) -> None:
    assert Pattern(tree).explain(event).matched is Pattern(tree).matches_event(event)


@given(trees, messages)
@settings(max_examples=150, deadline=None)
def test_the_explained_verdict_on_a_message_is_the_verdict(tree: Tree, message: str) -> None:
    explanation = Pattern(tree).explain(message)

    assert explanation.matched is Pattern(tree).matches(message)
    assert explanation.clauses


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (
            '{ $.eventName = "StopLogging" && $.eventSource = "cloudtrail*" }',
            "matched, because\n"
            '  yes  $.eventName = "StopLogging"  ($.eventName: "StopLogging")\n'
            '  yes  $.eventSource = "cloudtrail*"  ($.eventSource: "cloudtrail.amazonaws.com")',
        ),
        (
            '{ $.eventName = "StopLogging" && $.errorCode != "x" && $.a = 1 }',
            'not matched, because\n  no   $.errorCode != "x"  ($.errorCode: not in the event)',
        ),
        (
            "{ $.eventName = DeleteTrail || $.readOnly IS FALSE }",
            "matched, because\n  yes  $.readOnly IS FALSE  ($.readOnly: false)",
        ),
        (
            "{ $.names[*] = c || $.missing.child IS NULL }",
            "not matched, because\n"
            '  no   $.names[*] = "c"  ($.names[*]: "a", "b")\n'
            "  no   $.missing.child IS NULL  ($.missing.child: not in the event)",
        ),
    ],
)
def test_a_json_pattern_names_the_clauses_that_decided(pattern: str, text: str) -> None:
    assert str(parse(pattern).explain(EVENT)) == text


@pytest.mark.parametrize(
    ("pattern", "message", "text"),
    [
        ("", "x", "matched, because\n  yes  the empty pattern  (matches every event)"),
        (
            "{ $.a = 1 }",
            "[1]",
            "not matched, because\n  no   { $.a = 1 }  (the message is not one JSON object)",
        ),
        (
            "ERROR -timeout ?x",
            "ERROR timeout",
            "not matched, because\n  no   -timeout  (the message has this text)",
        ),
        (
            "?a ?b",
            "b",
            "matched, because\n  yes  ?b  (the message has this text)",
        ),
        ("%^a%", "b", "not matched, because\n  no   %^a%  (the message has no such text)"),
        (
            "[a, b = 1, c]",
            "x 2 z",
            "not matched, because\n  no   b = 1  (2)",
        ),
        (
            "[a, b]",
            "x",
            "not matched, because\n  no   [a, b]  (the message has fewer fields than the pattern has columns)",
        ),
        ("[a, b]", "x y", "matched, because\n  yes  [a, b]  (the message has enough fields)"),
    ],
)
def test_the_other_patterns_name_what_decided(pattern: str, message: str, text: str) -> None:
    assert str(parse(pattern).explain(message)) == text


def test_a_long_value_is_cut() -> None:
    explanation = parse("{ $.a = x }").explain({"a": "y" * 1000})

    assert len(explanation.clauses[0].observed) < 200
