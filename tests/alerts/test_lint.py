"""What an author should know of an alert."""

from datetime import date
from typing import Any

import pytest

from alerts.alert import Alert
from alerts.catalogue import catalogue
from alerts.lint import Finding, lint

TODAY = date(2026, 8, 1)


def alert(pattern: str | None = '{ $.eventName = "CreateKey" }', **different: Any) -> Alert:
    """An alert of which nothing is to be said, but for what is different."""
    proved = {"match": [{"eventName": "CreateKey"}], "no_match": [{"eventName": "DisableKey"}]}
    written = {
        "id": "x",
        "title": "X",
        "severity": "low",
        "why": "It matters.",
        "respond": "1. Look.",
        "examples": proved,
        "pattern": pattern,
    }
    return Alert.model_validate({**written, **different})


def test_nothing_is_said_of_an_alert_that_does_what_it_seems_to() -> None:
    assert lint(alert(controls=["CIS 3.0: 4.10", "Security Hub: CloudWatch.14"]), TODAY) == ()


@pytest.mark.parametrize("name", catalogue())
def test_of_the_catalogue_nothing_is_said_but_that_it_is_the_catalogue(name: str) -> None:
    said = {finding.message for finding in lint(catalogue()[name], TODAY)}
    assert said == {f"replaces the catalogue's alert '{name}'; rename it if that is not meant"}


def test_a_doubtful_pattern_is_told() -> None:
    (finding,) = lint(alert('{ ($.eventName = "CreateKey") && ($.b = "x*y") || ($.eventName = "CreateKey") }'), TODAY)
    assert finding.path == ("pattern",)
    assert finding.message.startswith("the asterisk inside 'x*y' is taken as a wildcard")
    assert not finding.hint


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (
            '{ ($.eventName = "CreateKey") && ($.eventName = "DisableKey") }',
            "can never match: it asks for two event names at once; join them with ||",
        ),
        (
            '{ ($.eventSource = "a") && (($.eventSource = "b") || ($.eventSource = "c")) }',
            "can never match: it asks for two event sources at once; join them with ||",
        ),
    ],
)
def test_a_pattern_that_can_never_match_is_told(pattern: str, message: str) -> None:
    examples = {"match": [], "no_match": [{"eventName": "DisableKey"}]}
    assert Finding(("pattern",), message) in lint(alert(pattern, examples=examples), TODAY)


def test_examples_that_do_not_come_out_as_declared_are_told_with_the_reason() -> None:
    examples = {
        "match": [{"eventName": "CreateKey"}, {"eventName": "DisableKey"}],
        "no_match": [{"eventName": "CreateKey"}],
    }
    assert lint(alert(examples=examples), TODAY) == (
        Finding(
            ("examples", "match", 1),
            'this event must match, but does not: no $.eventName = "CreateKey" ($.eventName: "DisableKey")',
        ),
        Finding(
            ("examples", "no_match", 0),
            'this event matches, but must not: yes $.eventName = "CreateKey" ($.eventName: "CreateKey")',
        ),
    )


def test_hints_say_what_is_missing_and_come_last() -> None:
    bare = alert('{ $.readOnly = "true" }', why="", respond="", examples={}, controls=["CIS 3: 4.3"])
    assert [(finding.path, finding.hint, finding.message.split(";")[0]) for finding in lint(bare, TODAY)] == [
        (("pattern",), False, "= true matches the text 'true' only: write IS TRUE for a boolean"),
        (("examples",), True, "examples.match is empty"),
        (("examples",), True, "examples.no_match is empty"),
        (("controls", 0), True, "'CIS 3: 4.3' counts for no standard"),
        ((), True, "who is called reads neither why it matters nor what to do first"),
    ]


def test_a_twin_of_the_catalogue_is_pointed_out() -> None:
    twin = alert('{ $.errorMessage = "Failed authentication" && $.eventName = "ConsoleLogin" }', examples={})
    said = [finding.message for finding in lint(twin, TODAY) if finding.path == ("pattern",)]
    assert said == [
        f"means the same as the catalogue's alert '{name}'; enable and adjust that one, or keep one of them"
        for name in ("cis-console-auth-failure", "console-sign-in-failures")
    ]


def test_an_ignore_whose_last_day_has_passed_is_told() -> None:
    ignore = [
        {"user": "alice", "reason": "tests", "until": "2026-07-31"},
        {"user": "bob", "reason": "tests", "until": "2026-08-01"},
        {"user": "carol", "reason": "for good"},
    ]
    message = "ended after 2026-07-31, and its events count again; remove it, or give it a later day"
    assert lint(alert(ignore=ignore), TODAY) == (Finding(("ignore", 0), message, hint=True),)


def test_what_is_said_of_a_condition_points_at_the_condition() -> None:
    text = catalogue()["cis-vpc-change"].patterns[0]
    (finding,) = (
        one for one in lint(alert(None, condition={"pattern": text}), TODAY) if "means the same" in one.message
    )
    assert finding.path == ("condition",)


def test_a_name_that_cloudtrail_is_not_known_to_write_is_a_hint() -> None:
    (finding,) = lint(alert(None, condition={"event": ["CreateKey", "CreateKeys"]}), TODAY)
    message = "no event of the name 'CreateKeys' is known here; did you mean 'CreateKey'?"
    assert finding == Finding(("condition", "event", 1), message, hint=True)
