"""trailbell alerts show."""

import json
from typing import Any

import pytest

from alerts.catalogue import catalogue
from tests.cli.alerts.written import MINE, Configure
from tests.cli.command import Command
from tests.validators.designed import OWN_ALERT


def shown(trailbell: Command, name: str) -> str:
    ended = trailbell("alerts", "show", name)
    assert (ended.status, ended.stderr) == (0, "")
    return "\n".join(line.rstrip() for line in ended.stdout.splitlines())


def test_an_alert_is_shown_from_title_to_proof(trailbell: Command) -> None:
    text = shown(trailbell, "cis-root-usage")
    alert = catalogue()["cis-root-usage"]
    assert text.startswith("cis-root-usage  critical\nRoot user used\n\nfrom      catalogue\n")
    for line in (
        "packs     cis, security-hub, core",
        "rings     Sum >= 1 within 5 min; missing data notBreaching",
        "metric    CloudTrailMetrics/RootUsage, an event adds 1, no event 0",
        "ATT&CK    T1078.004",
        "The filter trailbell-cis-root-usage counts an event when",
        "  all of these:",
        '    userIdentity.type is "Root"',
        "    userIdentity.invokedBy is absent",
        '    eventType is there, and is not "AwsServiceEvent"',
        "Its pattern, 102 of 1,024 characters",
        f"  {alert.pattern}",
    ):
        assert f"\n{line}\n" in text
    labels = [line.split()[:2] for line in text.partition("\nExamples\n")[2].splitlines() if "match" in line]
    assert labels == [["yes", "match"]] * len(alert.examples.match) + [["no", "no_match"]] * len(
        alert.examples.no_match
    )


@pytest.mark.parametrize("name", ["ec2-gpu-launched", "cis-organizations-change"])
def test_only_the_pattern_itself_is_longer_than_the_terminal(trailbell: Command, name: str) -> None:
    long = [line.strip() for line in shown(trailbell, name).splitlines() if len(line) > 100]
    assert long == [*catalogue()[name].patterns]


def test_what_does_not_fit_a_line_stands_further_to_the_right(trailbell: Command) -> None:
    text = shown(trailbell, "cis-organizations-change")
    assert '\n    eventName is one of "AcceptHandshake"' in text
    assert '\n        "CreateOrganizationalUnit"' in text


def test_every_setting_of_the_alarm_is_told(trailbell: Command, configure: Configure) -> None:
    configure({**OWN_ALERT, "notify_ok": False, "runbook": "https://example.com/runbook"})
    text = shown(trailbell, "busy-region")
    assert "\nrings    Average > 5 within 10 min, in 2 of 3 periods; missing data missing; OK is not told\n" in text
    assert "\nmetric   CloudTrailMetrics/BusyRegion, an event adds $.count; Region = $.awsRegion\n" in text
    assert "\nrunbook  https://example.com/runbook\n" in text
    assert "\nThe filter bell-busy-region counts an event when\n" in text
    assert text.endswith("\nExamples\n  none")


def test_short_periods_are_told_in_seconds(trailbell: Command, configure: Configure) -> None:
    configure({**MINE, "period": 30})
    assert "rings   Sum >= 1 within 30 s;" in shown(trailbell, "mine")


def test_a_condition_is_shown_as_it_is_written(trailbell: Command, configure: Configure) -> None:
    condition = {"service": ["iam"], "none": [{"user": {"arn": ["*/deploy"]}}]}
    ignore = [{"region": ["us-east-1"], "reason": "tests", "until": "2099-01-31"}]
    configure({**MINE, "pattern": None, "condition": condition, "ignore": ignore, "examples": {}})
    text = shown(trailbell, "mine")
    assert "\nLooks for\n  condition:\n    service:\n    - iam\n" in text
    assert "  ignore:\n  - region:\n    - us-east-1\n    reason: tests\n    until: '2099-01-31'\n" in text


def many_names() -> list[str]:
    return [f"A{number:03}VeryLongNameOfAnEventThatFillsThePattern" for number in range(40)]


def test_every_filter_of_an_alert_is_shown(trailbell: Command, configure: Configure) -> None:
    configure({**MINE, "pattern": None, "condition": {"event": many_names()}, "examples": {}})
    text = shown(trailbell, "mine")
    assert "The filter bell-mine counts an event when" in text
    assert "The filter bell-mine-2 counts an event when" in text


def test_an_example_that_does_not_come_out_as_declared_is_marked(trailbell: Command, configure: Configure) -> None:
    configure({**MINE, "examples": {"match": [{"eventName": "DisableKey"}]}})
    assert shown(trailbell, "mine").endswith("\nExamples\n  no   match 1: DisableKey  WRONG")


def test_nothing_of_an_own_alert_can_write_to_the_terminal(trailbell: Command, configure: Configure) -> None:
    evil: dict[str, Any] = {
        **MINE,
        "why": "\x1b[31m one\n two \x07",
        "respond": "\x1b",
        "pattern": '{ $.a = "\x9b" }',
        "controls": ["\x1b"],
        "examples": {"match": [{"eventName": "\x1b"}]},
    }
    configure(evil)
    text = shown(trailbell, "mine")
    assert all(line.isprintable() for line in text.splitlines())
    assert "\nwhy       \N{REPLACEMENT CHARACTER}[31m one\n" in text


def test_json_holds_filters_and_the_alert(trailbell: Command) -> None:
    ended = trailbell("alerts", "show", "cis-root-usage", "--json")
    document = json.loads(ended.stdout)
    alert = catalogue()["cis-root-usage"]
    assert (document["schema"], document["from"], document["metric"]) == (1, "catalogue", "RootUsage")
    assert document["filters"] == [
        {
            "name": "trailbell-cis-root-usage",
            "pattern": alert.pattern,
            "length": 102,
            "maximum": 1024,
            "in_words": [
                "all of these:",
                '  userIdentity.type is "Root"',
                "  userIdentity.invokedBy is absent",
                '  eventType is there, and is not "AwsServiceEvent"',
            ],
        }
    ]
    assert document["alert"]["controls"] == [*alert.controls]


def test_a_mistyped_id_ends_in_one_message(trailbell: Command) -> None:
    ended = trailbell("alerts", "show", "cis-rot-usage")
    assert (ended.status, ended.stdout) == (2, "")
    assert "no alert is called 'cis-rot-usage'; did you mean 'cis-root-usage'?" in ended.stderr
