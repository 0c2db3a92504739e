from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from alerts import catalogue as shipped
from alerts.alert import Alert
from alerts.catalogue import catalogue, packs, with_parameters
from alerts.document import read
from alerts.errors import InputError
from alerts.parameters import places
from alerts.pattern import check_log_group, check_pattern, doubts, parse, same_meaning
from alerts.quiet import twin

ALERTS = tuple(catalogue().values())
CONTROL = re.compile(
    r"CIS (1\.2|1\.4|1\.5|2\.0|3\.0|4\.0|5\.0|6\.0|7\.0): \d\.\d{1,2}|Security Hub: CloudWatch\.\d{1,2}"
)
TECHNIQUE = re.compile(r"T\d{4}(\.\d{3})?")
FIRST_STEPS = re.compile(r"1\. .+\n2\. .+(\n3\. .+)?(\n4\. .+)?", re.DOTALL)
OWN_NAMES = {"console-sign-in-failures"}
"""Alerts that bear the names of a vendor's guide."""
MEANINGS: dict[str, str] = json.loads(Path(__file__).with_name("meanings.json").read_text())
"""What each alert looks for, as a filter pattern: held against what its condition becomes."""
TWINS = tuple(twin(alert) for alert in ALERTS if alert.quiet)


def counted(alert: Alert, event: Mapping[str, Any]) -> int:
    """By how many of the alert's filters an event is counted."""
    return sum(parse(text).matches_event(event) for text in alert.patterns)


each_alert = pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.id)


@each_alert
def test_every_event_that_must_match_matches(alert: Alert) -> None:
    assert [event for event in alert.examples.match if counted(alert, event) != 1] == []


@each_alert
def test_no_event_that_must_not_match_matches(alert: Alert) -> None:
    assert [event for event in alert.examples.no_match if counted(alert, event)] == []


@each_alert
def test_two_events_of_each_kind_prove_the_alert(alert: Alert) -> None:
    assert min(len(alert.examples.match), len(alert.examples.no_match)) >= 2


@each_alert
def test_no_event_stands_twice(alert: Alert) -> None:
    events = [json.dumps(event, sort_keys=True) for event in (*alert.examples.match, *alert.examples.no_match)]
    assert len(set(events)) == len(events)


@each_alert
def test_events_hold_what_every_cloudtrail_event_holds(alert: Alert) -> None:
    for event in (*alert.examples.match, *alert.examples.no_match):
        assert datetime.fromisoformat(event["eventTime"]).tzinfo is not None
        assert re.fullmatch(r"[a-z0-9-]+\.amazonaws\.com", event["eventSource"])
        assert re.fullmatch(r"[A-Z]\w+", event["eventName"])
        assert re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", event["awsRegion"])
        assert event["userIdentity"]["type"] in {
            "Root", "IAMUser", "AssumedRole", "SAMLUser", "AWSService", "AWSAccount",
        }  # fmt: skip


@each_alert
def test_near_misses_share_something_with_what_matches(alert: Alert) -> None:
    """An event of another service with another name would prove nothing."""
    names = {name for event in alert.examples.match for name in (event["eventName"], event["eventSource"])}
    near = [event for event in alert.examples.no_match if names & {event["eventName"], event["eventSource"]}]
    assert len(near) >= 1


@each_alert
def test_one_filter_is_enough_and_within_the_limits(alert: Alert) -> None:
    (text,) = alert.patterns
    assert check_pattern(alert.id, parse(text)) == ()
    assert len(text) <= 1024


@each_alert
def test_the_pattern_is_printed_as_it_is_parsed(alert: Alert) -> None:
    (text,) = alert.patterns
    assert parse(str(parse(text))) == parse(text)


@each_alert
def test_the_pattern_means_what_it_seems_to(alert: Alert) -> None:
    assert [doubts(parse(text)) for text in alert.patterns] == [()]


@each_alert
def test_the_condition_means_what_was_reviewed(alert: Alert) -> None:
    (text,) = alert.patterns
    assert same_meaning(parse(text), parse(MEANINGS[alert.id]))


def test_no_meaning_is_left_over() -> None:
    assert set(MEANINGS) == set(catalogue())


@each_alert
def test_only_the_text_of_a_standard_or_a_guide_is_a_filter_pattern(alert: Alert) -> None:
    prescribed = alert.id in OWN_NAMES or any(control.startswith("Security Hub") for control in alert.controls)
    assert (alert.pattern is not None) is prescribed


@pytest.mark.parametrize("alert", TWINS, ids=lambda alert: alert.id)
def test_a_quiet_twin_counts_its_own_examples_and_fewer_events_than_the_alert(alert: Alert) -> None:
    loud = catalogue()[alert.id.removesuffix("-quiet")]
    assert loud.threshold * alert.period < alert.threshold * loud.period or alert.threshold > loud.threshold
    assert [event for event in alert.examples.match if counted(alert, event) != 1] == []
    assert [event for event in alert.examples.no_match if counted(alert, event)] == []
    assert [event for event in alert.examples.match if not counted(loud, event)] == []


def test_the_two_noisiest_controls_have_a_quiet_twin() -> None:
    thresholds = {alert.id: (alert.threshold, alert.period) for alert in TWINS}
    assert thresholds == {"cis-console-auth-failure-quiet": (5, 900), "cis-unauthorized-api-quiet": (20, 300)}


@each_alert
def test_a_parameter_has_a_place_and_every_place_is_a_parameter(alert: Alert) -> None:
    written = read(shipped.FOLDER / f"{alert.id}.yaml").value
    assert set(places(written.get("condition"))) == set(alert.parameters)


@each_alert
def test_it_says_why_it_matters(alert: Alert) -> None:
    assert re.fullmatch(r"[A-Z].{40,300}\.", alert.why)


@each_alert
def test_it_says_in_two_to_four_steps_what_to_do_first(alert: Alert) -> None:
    assert FIRST_STEPS.fullmatch(alert.respond)


@each_alert
def test_controls_are_written_in_one_way(alert: Alert) -> None:
    assert [control for control in alert.controls if not CONTROL.fullmatch(control)] == []


@each_alert
def test_techniques_are_mitre_ids(alert: Alert) -> None:
    assert [technique for technique in alert.attack if not TECHNIQUE.fullmatch(technique)] == []


@each_alert
def test_the_metric_is_named_in_pascal_case_without_the_standard(alert: Alert) -> None:
    assert alert.metric_name
    assert re.fullmatch(r"(?!Cis[A-Z])([A-Z][a-z0-9]+)+|S3([A-Z][a-z]+)+", alert.metric_name)


def test_no_two_alerts_feed_one_metric() -> None:
    counts = Counter((alert.namespace, alert.metric) for alert in ALERTS)
    assert [metric for metric, count in counts.items() if count > 1] == []


def test_all_alerts_together_fit_one_log_group() -> None:
    patterns = {alert.id: parse(text) for alert in (*ALERTS, *TWINS) for text in alert.patterns}
    assert check_log_group("cloudtrail", patterns) == ()


def test_packs_are_what_the_alerts_say() -> None:
    said: dict[str, tuple[str, ...]] = {"all": tuple(alert.id for alert in ALERTS if not alert.parameters)}
    for alert in ALERTS:
        for pack in alert.packs:
            said[pack] = (*said.get(pack, ()), alert.id)
    assert dict(packs()) == said


def test_only_the_alert_that_is_asked_for_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    load = shipped._load

    def listened(path: Path) -> Alert:
        asked.append(path.stem)
        return load(path)

    monkeypatch.setattr(shipped, "_load", listened)
    fresh = catalogue.__wrapped__()
    assert fresh["cis-root-usage"] is fresh["cis-root-usage"]
    assert asked == ["cis-root-usage"]


def test_the_packs_have_their_sizes() -> None:
    sizes = {pack: len(ids) for pack, ids in packs().items()}
    assert sizes == {"all": 83, "cis": 15, "security-hub": 14, "core": 54, "extra": 28, "alertops": 1}


def test_core_holds_the_cis_alerts() -> None:
    assert set(packs()["cis"]) < set(packs()["core"])


def test_every_alert_is_in_a_pack() -> None:
    assert [alert.id for alert in ALERTS if not alert.packs] == NEED_PARAMETERS


def test_alerts_that_need_parameters_are_in_no_pack() -> None:
    assert [alert.id for alert in ALERTS if alert.parameters] == NEED_PARAMETERS
    assert [name for name, ids in packs().items() if set(ids) & set(NEED_PARAMETERS)] == []


NEED_PARAMETERS = ["console-login-outside-ips", "sts-assume-role-external", "unused-region-activity"]


def test_given_parameters_stand_in_the_condition() -> None:
    given = with_parameters("unused-region-activity", {"used_regions": ["us-east-1"]})
    assert given.patterns == (
        "{ ($.readOnly IS FALSE) && ($.errorCode NOT EXISTS) && (($.awsRegion NOT EXISTS) || "
        '($.awsRegion != "us-east-1")) }',
    )
    assert not given.parameters


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "needs allowed_networks: IPv4 networks and addresses that people sign in from, such as 203.0.113.0/24"),
        ({"allowed_networks": []}, "needs allowed_networks: IPv4 networks"),
        ({"allowed": ["10.0.0.0/8"]}, "has no parameter 'allowed'; known here: allowed_networks"),
        ({"allowed_networks": ["10.1.0.0/8"]}, "'10.1.0.0/8' has bits beyond its prefix; write 10.0.0.0/8"),
    ],
)
def test_parameters_that_are_not_what_is_needed_are_refused(values: dict[str, list[str]], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        with_parameters("console-login-outside-ips", values)


def test_the_catalogue_is_in_alphabetical_order() -> None:
    assert list(catalogue()) == sorted(catalogue())


def test_a_file_whose_id_is_not_its_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "root.yaml"
    path.write_text("title: Root user used\nid: root-usage\nseverity: high\npattern: '{ $.a = 1 }'\n")
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    with pytest.raises(InputError) as caught:
        catalogue.__wrapped__()["root"]
    assert str(caught.value) == f"{path}:2:1: the id 'root-usage' is not the file's name; rename one of them"


def test_a_broken_file_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "root-usage.yaml"
    path.write_text("id: root-usage\ntitle: Root user used\nseverity: high\npattern: '{ $.a = 1 }\n")
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    with pytest.raises(InputError, match=re.escape(f"{path}:5:1: is not valid YAML: ")):
        catalogue.__wrapped__()["root-usage"]
