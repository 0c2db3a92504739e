"""Which alerts the verbs speak of."""

from pathlib import Path

import click
import pytest

from alerts.catalogue import catalogue
from cli.alerts.known import DEFAULT, known_alerts
from tests.cli.alerts.written import MINE, PRODUCTION, STAGING, Configure
from tests.cli.command import Command


def test_without_a_configuration_there_is_the_catalogue_alone(directory: Path) -> None:
    known = known_alerts(DEFAULT)
    assert (list(known.by_id), known.prefix) == ([*catalogue()], "trailbell")
    assert not any(one.is_own for one in known.by_id.values())


def test_own_alerts_of_all_accounts_and_of_each_are_known_with_their_place(configure: Configure) -> None:
    staging = {**STAGING, "alerts": {"own": [{**MINE, "id": "theirs"}]}}
    path = configure(MINE, accounts=(PRODUCTION, staging))
    known = known_alerts(DEFAULT)
    own = {name: one for name, one in known.by_id.items() if one.is_own}
    lines = path.read_text().splitlines()
    assert list(own) == ["mine", "theirs"]
    for name, one in own.items():
        _, line, _ = one.place.split(":")
        assert f'"{name}"' in lines[int(line)]
    assert known.prefix == "bell"


def test_an_own_alert_takes_the_place_of_the_catalogues(configure: Configure) -> None:
    configure({**MINE, "id": "cis-root-usage"})
    assert known_alerts(DEFAULT).by_id["cis-root-usage"].alert.title == "Mine \x1b[31m"


def test_alerts_are_in_alphabetical_order(configure: Configure) -> None:
    configure(MINE)
    names = list(known_alerts(DEFAULT).by_id)
    assert names == sorted(names)


def test_another_configuration_must_be_there(trailbell: Command) -> None:
    ended = trailbell("alerts", "list", "--config", "other.yaml")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr == "other.yaml: cannot read this file: No such file or directory\n"


def test_a_broken_configuration_is_not_passed_over(trailbell: Command, directory: Path) -> None:
    (directory / "trailbell.yaml").write_text("nonsense: 1\n")
    ended = trailbell("alerts", "show", "cis-root-usage")
    assert ended.status == 2
    assert "trailbell.yaml:1:1: unknown key 'nonsense'" in ended.stderr


@pytest.mark.parametrize(
    ("name", "hint"),
    [("cis-root-usge", "did you mean 'cis-root-usage'?"), ("zzz", "trailbell alerts list shows them")],
)
def test_a_mistyped_id_is_answered(directory: Path, name: str, hint: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        known_alerts(DEFAULT).find(name)
    assert caught.value.message == f"no alert is called '{name}'; {hint}"
