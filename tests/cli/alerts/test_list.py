"""trailbell alerts list."""

import json

import pytest

from alerts.catalogue import catalogue, packs
from tests.cli.alerts.written import MINE, Configure
from tests.cli.command import Command


def listed(trailbell: Command, *arguments: str) -> list[str]:
    ended = trailbell("alerts", "list", "--json", *arguments)
    assert (ended.status, ended.stderr) == (0, "")
    document = json.loads(ended.stdout)
    assert document["schema"] == 1
    return [alert["id"] for alert in document["alerts"]]


def test_the_whole_catalogue_is_listed(trailbell: Command) -> None:
    assert listed(trailbell) == [*catalogue()]


def test_the_table_names_every_alert_and_fits_the_terminal(trailbell: Command) -> None:
    lines = trailbell("alerts", "list").stdout.splitlines()
    assert [name for name in catalogue() if not any(line.startswith(f"{name} ") for line in lines)] == []
    assert max(map(len, lines)) <= 100
    assert lines[-1].startswith(f"{len(catalogue())} of {len(catalogue())} alerts; packs: ")


@pytest.mark.parametrize("pack", ["cis", "security-hub", "extra"])
def test_a_pack_is_listed(trailbell: Command, pack: str) -> None:
    assert listed(trailbell, "--pack", pack) == [*packs()[pack]]


def test_an_unknown_pack_is_answered_with_the_known_ones(trailbell: Command) -> None:
    ended = trailbell("alerts", "list", "--pack", "cs")
    assert (ended.status, ended.stdout) == (2, "")
    assert "no pack is named 'cs'; known are alertops, all, cis, core, extra" in ended.stderr


def test_severities_are_joined(trailbell: Command) -> None:
    found = listed(trailbell, "--severity", "critical", "--severity", "low")
    assert found == [name for name, alert in catalogue().items() if alert.severity in ("critical", "low")]


@pytest.mark.parametrize("control", ["CloudWatch.1", "cloudwatch.1", "Security Hub: CloudWatch.1", "CIS 3.0:4.3"])
def test_a_control_is_found_however_it_is_written(trailbell: Command, control: str) -> None:
    assert listed(trailbell, "--control", control) == ["cis-root-usage"]


def test_a_standard_is_found(trailbell: Command) -> None:
    assert listed(trailbell, "--control", "Security Hub") == [*packs()["security-hub"]]


def test_filters_are_combined(trailbell: Command) -> None:
    assert listed(trailbell, "--pack", "cis", "--severity", "critical", "--control", "CIS 3.0") == ["cis-root-usage"]


def test_a_control_without_an_alert_is_refused(trailbell: Command) -> None:
    ended = trailbell("alerts", "list", "--control", "4.99")
    assert (ended.status, ended.stdout) == (2, "")
    assert "no alert is for '4.99'; write 'CIS 3.0'" in ended.stderr


def test_own_alerts_are_listed_with_their_place(trailbell: Command, configure: Configure) -> None:
    configure(MINE)
    (alert,) = json.loads(trailbell("alerts", "list", "--pack", "own", "--json").stdout)["alerts"]
    assert (alert["id"], alert["from"].split(":")[0]) == ("mine", "trailbell.yaml")
    assert alert["packs"] == []


def test_own_titles_cannot_write_to_the_terminal(trailbell: Command, configure: Configure) -> None:
    configure(MINE)
    assert "Mine \N{REPLACEMENT CHARACTER}[31m  own" in trailbell("alerts", "list", "--pack", "own").stdout
