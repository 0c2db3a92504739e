import json
from pathlib import Path

import pytest

from pipeline.fact import facts
from pipeline.pipeline import KINDS
from tests.cli.command import Command
from tests.validators.designed import ILERT, designed


def test_chain_and_alerts_of_every_account_are_shown(trailbell: Command, configuration: Path) -> None:
    ended = trailbell("show")
    assert (ended.status, ended.stderr) == (0, "")
    for text in (
        "production  111122223333  eu-west-1",
        "staging  444455556666  us-east-1",
        "trail              bell",
        "bucket             bell-cloudtrail-111122223333-eu-west-1",
        "subscription       bell-on-call -> env:ILERT_URL",
        "subscription       bell-platform -> ssm:/endpoints/taskcall",
    ):
        assert text in ended.stdout


def test_alarm_is_shown_with_when_and_where_it_rings(trailbell: Command, configuration: Path) -> None:
    lines = [" ".join(line.split()) for line in trailbell("show", "-a", "production").stdout.splitlines()]
    assert "bell-busy-region BusyRegion > 5 in 1800 s bell-on-call, bell-platform" in lines
    assert "bell-cis-root-usage RootUsage >= 1 in 300 s bell-on-call" in [
        line.replace("CisRootUsage", "RootUsage") for line in lines
    ]


def test_no_line_is_longer_than_the_terminal(trailbell: Command, configuration: Path) -> None:
    assert [line for line in trailbell("show").stdout.splitlines() if len(line) > 100] == []


def test_without_a_key_there_is_no_line_for_it(trailbell: Command, configuration: Path) -> None:
    text = configuration.read_text().replace('"notify": "platform"', '"encryption": "sse-s3"')
    configuration.write_text(text)
    assert "alias/" not in trailbell("show").stdout


def test_json_holds_every_part_with_every_fact(trailbell: Command, configuration: Path) -> None:
    ended = trailbell("show", "--json", "--account", "production")
    document = json.loads(ended.stdout)
    (account,) = document["accounts"]
    assert (document["schema"], account["name"], account["id"], account["region"]) == (
        1,
        "production",
        "111122223333",
        "eu-west-1",
    )
    shown = [(part["part"], part["resource"], set(part["facts"])) for part in account["parts"]]
    assert shown == [(KINDS[type(part)], part.name, {name for name, _ in facts(part)}) for part in designed().parts()]


def test_endpoint_itself_is_never_shown(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILERT_URL", ILERT)
    assert "planted" not in trailbell("show").stdout
    assert "planted" not in trailbell("show", "--json").stdout


def test_what_exists_already_is_marked(trailbell: Command, configuration: Path) -> None:
    document = json.loads(configuration.read_text())
    document["existing"] = {"trail": "by-hand", "log_group": "by-hand"}
    document["destinations"]["on-call"]["topic"] = "Alarms"
    del document["destinations"]["on-call"]["display_name"]
    configuration.write_text(json.dumps(document))
    lines = [" ".join(line.split()) for line in trailbell("show", "-a", "production").stdout.splitlines()]
    for line in (
        "trail by-hand (existing)",
        "log-group by-hand (existing)",
        "topic Alarms (existing)",
        "subscription Alarms -> env:ILERT_URL (existing)",
        "topic bell-platform",
    ):
        assert line in lines
    (account,) = json.loads(trailbell("show", "--json", "-a", "production").stdout)["accounts"]
    marked = {part["part"] for part in account["parts"] if part["existing"]}
    assert marked == {"trail", "log-group", "topic", "subscription"}
