"""What a user can say of alerts: copies, ignores, quiet twins."""

from __future__ import annotations

import json

import pytest

from alerts.alert import Alert
from alerts.catalogue import catalogue
from alerts.ignore import Ignore
from pipeline.choice import Adjustment, Alerts, ScopedIgnore, ignoring
from tests.pipeline.written import SMALL, loaded, refusal

NOISE = {"user": {"type": "AWSService"}, "reason": "AWS does it"}


def own(text: str) -> Alert:
    configuration, _ = loaded(SMALL + f"alerts:\n  own:\n    - {text}\n")
    (alert,) = configuration.alerts.own
    return alert


def test_a_copy_is_the_shipped_alert_in_all_that_it_does_not_name() -> None:
    copy, shipped = own("{copy: root-console-login, id: mine, severity: low}"), catalogue()["root-console-login"]
    assert (copy.id, copy.severity, copy.metric) == ("mine", "low", "Mine")
    assert copy.patterns == shipped.patterns
    assert (copy.title, copy.why, copy.respond, copy.examples) == (
        shipped.title,
        shipped.why,
        shipped.respond,
        shipped.examples,
    )


def test_a_copy_is_in_no_pack_and_has_no_name_of_the_shipped_alert() -> None:
    copy = own("{copy: console-sign-in-failures, id: mine}")
    assert (copy.packs, copy.filter_name, copy.metric_name) == ((), None, None)


def test_a_copy_with_another_condition_keeps_neither_examples_nor_controls() -> None:
    copy = own("{copy: cis-unauthorized-api, id: mine, condition: {outcome: unauthorized, service: s3}}")
    assert copy.pattern is None
    assert (copy.examples.match, copy.controls) == ((), ())


def test_a_copy_that_ignores_something_meets_no_control() -> None:
    copy = own("{copy: cis-unauthorized-api, id: mine, ignore: [{event: HeadBucket, reason: noise}]}")
    assert copy.controls == ()
    assert '($.eventName != "HeadBucket")' in copy.patterns[0]


def test_a_copy_may_say_its_threshold_in_short() -> None:
    copy = own("{copy: secrets-read-spike, id: mine, threshold: {count: 50, within: 1 hour}}")
    assert (copy.threshold, copy.period) == (50, 3600)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{copy: root-login, id: mine}",
         "copy: no shipped alert is named 'root-login'; did you mean 'root-console-login'?"),
        ("{copy: qqqq, id: mine}", "copy: no shipped alert is named 'qqqq'; see docs/alerts.md"),
        ("{copy: unused-region-activity, id: mine}",
         "copy: 'unused-region-activity' needs parameters; give them under alerts.parameters instead"),
    ],
)  # fmt: skip
def test_a_copy_of_what_cannot_be_copied_is_refused(text: str, message: str) -> None:
    mistake = refusal(SMALL + f"alerts:\n  own:\n    - {text}\n")
    assert mistake == f"trailbell.yaml:7:7: alerts.own.0: {message}"


def test_a_copy_needs_an_id_of_its_own() -> None:
    mistake = refusal(SMALL + "alerts:\n  own:\n    - {copy: root-console-login}\n")
    assert mistake == "trailbell.yaml:7:7: alerts.own.0.id is missing; add it"


def test_editors_take_a_copy_without_the_lines_of_an_alert() -> None:
    copy = {"type": "object", "required": ["copy", "id"], "properties": {"copy": {"type": "string"}}}
    assert copy in Alerts.model_json_schema()["properties"]["own"]["items"]["anyOf"]


def test_an_adjustment_adds_to_what_an_alert_ignores() -> None:
    alert = ignoring(catalogue()["root-console-login"], (Ignore.model_validate(NOISE),))
    more = Adjustment.model_validate({"ignore": [{"region": "eu-west-1", "reason": "noise"}], "threshold": 3})
    adjusted = more.apply(alert)
    assert [ignored.reason for ignored in adjusted.ignore] == ["AWS does it", "noise"]
    assert adjusted.threshold == 3


def test_an_adjustment_that_says_nothing_changes_nothing() -> None:
    alert = catalogue()["root-console-login"]
    assert Adjustment().apply(alert) is alert


def test_an_ignore_loses_its_scope_when_an_alert_takes_it() -> None:
    scoped = ScopedIgnore.model_validate(NOISE | {"packs": ["cis"], "alerts": ["mine"], "until": "2026-12-31"})
    alone = scoped.alone()
    assert type(alone) is Ignore
    assert json.loads(alone.model_dump_json(exclude_unset=True)) == {
        "user": [{"type": ["AWSService"]}],
        "reason": "AWS does it",
        "until": "2026-12-31",
    }


def test_an_account_adds_to_what_is_common() -> None:
    common = Alerts.model_validate({"ignore": [NOISE], "own_packs": {"a": ["x"]}, "parameters": {"x": {"p": "1"}}})
    mine = Alerts.model_validate({"ignore": [NOISE], "own_packs": {"b": ["y"]}, "parameters": {"y": {"p": ["2", "3"]}}})
    merged = common.merged(mine)
    assert len(merged.ignore) == 2
    assert merged.own_packs == {"a": ("x",), "b": ("y",)}
    assert merged.parameters == {"x": {"p": ("1",)}, "y": {"p": ("2", "3")}}
