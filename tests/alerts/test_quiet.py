"""An alert for the auditor, and its twin that pages."""

from __future__ import annotations

from typing import Any

from alerts.alert import Alert, Severity
from alerts.quiet import audited, twin

NOISE = {"region": "a", "reason": "noise"}


def alert(**said: Any) -> Alert:
    written = {
        "id": "mine",
        "title": "Mine",
        "severity": "high",
        "pattern": '{ $.eventName = "X" }',
        "controls": ["CIS 3.0: 4.1"],
        "packs": ["cis"],
        "filter_name": "Mine",
        "threshold": 1,
        "why": "Because.",
    }
    return Alert.model_validate(written | said)


def test_the_twin_has_names_of_its_own_and_meets_no_control() -> None:
    found = twin(alert(metric_name="Metric"))
    assert (found.id, found.metric, found.filter_name, found.controls, found.packs) == (
        "mine-quiet",
        "MetricQuiet",
        None,
        (),
        (),
    )


def test_the_twin_is_as_loud_as_the_alert_where_quiet_says_nothing() -> None:
    found = twin(alert(ignore=[NOISE]))
    assert (found.severity, found.threshold, found.why) == (Severity.high, 1, "Because.")
    assert found.patterns == alert(ignore=[NOISE]).patterns


def test_the_twin_looks_for_what_quiet_says_at_its_threshold() -> None:
    quiet = {"condition": {"event": "Y"}, "threshold": 5, "period": 900, "examples": {"match": [{"eventName": "Y"}]}}
    found = twin(alert(quiet=quiet))
    assert found.patterns == ('{ $.eventName = "Y" }',)
    assert (found.threshold, found.period, found.examples.match) == (5, 900, ({"eventName": "Y"},))


def test_for_the_auditor_nothing_is_ignored_and_nobody_is_woken() -> None:
    found = audited(alert(ignore=[NOISE]))
    assert found.patterns == ('{ $.eventName = "X" }',)
    assert (found.id, found.severity, found.controls) == ("mine", Severity.low, ("CIS 3.0: 4.1",))
