from typing import Any

import pytest
from hypothesis import given

from alerts.alert import Alert
from alerts.catalogue import catalogue
from alerts.counterexample import COMMON, Lost, lost
from alerts.filter_patterns import FilterPatterns
from alerts.pattern import Pattern, parse
from tests.alerts.pattern.strategies import within_limits

ROOT = {"eventName": "ConsoleLogin", "userIdentity": {"type": "Root"}, "sourceIPAddress": "203.0.113.7"}
WANTED = '{ $.userIdentity.type = "Root" }'


def found(wanted: str, left: str, *examples: dict[str, Any]) -> Lost | None:
    return lost([parse(wanted)], [parse(left)], examples or (ROOT,))


def test_example_that_is_no_longer_counted_is_told_as_it_is() -> None:
    told = found(WANTED, "{ $.eventName = Nothing }")
    assert told == Lost({**COMMON, **ROOT}, ROOT)
    assert str(told) == "ConsoleLogin (userIdentity.type Root, sourceIPAddress 203.0.113.7)"


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ('$.sourceIPAddress != "198.51.100.9"', "sourceIPAddress 198.51.100.9"),
        ('$.userAgent != "*scanner*"', "userAgent scanner"),
        ("$.userIdentity.invokedBy NOT EXISTS", "userIdentity.invokedBy present"),
        ("$.readOnly IS FALSE", ""),
        ("$.size < 5", "size 5.0"),
        ("$.errorCode = AccessDenied", ""),
    ],
)
def test_clause_that_was_added_is_told_with_an_event_that_it_hides(clause: str, told: str) -> None:
    event = {**ROOT, "userAgent": "console", "size": 1}
    lost_one = found(WANTED, f"{{ ($.userIdentity.type = Root) && ({clause}) }}", event)
    assert lost_one is not None
    assert told in str(lost_one)


def test_value_that_was_taken_away_is_told() -> None:
    wanted = '{ ($.eventName = "ConsoleLogin") || ($.eventName = "CreateUser") }'
    assert str(found(wanted, '{ $.eventName = "ConsoleLogin" }')).startswith("CreateUser (")


@pytest.mark.parametrize("left", [WANTED, "{ ($.userIdentity.type = Root) || ($.a = b) }", ""])
def test_pattern_that_counts_as_much_or_more_loses_nothing(left: str) -> None:
    assert found(WANTED, left) is None


def test_event_that_was_never_counted_is_not_lost() -> None:
    assert found(WANTED, "{ $.eventName = Nothing }", {"eventName": "x"}) is None


def test_several_filters_count_together() -> None:
    halves = [parse('{ $.eventName = "ConsoleLogin" }'), parse('{ $.eventName = "CreateUser" }')]
    whole = parse('{ ($.eventName = "ConsoleLogin") || ($.eventName = "CreateUser") }')
    assert lost([whole], halves, [ROOT]) is None
    other = {**COMMON, **ROOT, "eventName": "CreateUser"}
    assert lost(halves, halves[:1], [ROOT]) == Lost(other, ROOT, "eventName")


@pytest.mark.parametrize("alert", catalogue().values(), ids=lambda alert: alert.id)
def test_shipped_alert_loses_nothing_to_itself(alert: Alert) -> None:
    if not alert.parameters:
        patterns = FilterPatterns.of(alert).patterns
        assert lost(patterns, patterns, alert.examples.match) is None


@given(within_limits().map(Pattern), within_limits().map(Pattern))
def test_event_that_is_told_is_indeed_lost(wanted: Pattern, left: Pattern) -> None:
    told = lost([wanted], [left], [ROOT])
    assert told is None or (wanted.matches_event(told.event) and not left.matches_event(told.event))


def test_clause_on_what_every_event_has_hides_only_what_it_names() -> None:
    bare = {"userIdentity": {"type": "Root"}, "eventName": "CreateUser"}
    told = found(WANTED, '{ ($.userIdentity.type = Root) && ($.sourceIPAddress != "198.51.100.9") }', bare)
    assert str(told) == "CreateUser (userIdentity.type Root, sourceIPAddress 198.51.100.9)"


def test_alert_that_looks_for_an_absence_keeps_its_example_as_it_is() -> None:
    bare = {"eventName": "CreateUser"}
    told = found("{ $.sourceIPAddress NOT EXISTS }", "{ $.eventName = Nothing }", bare)
    assert told == Lost(bare, bare)
