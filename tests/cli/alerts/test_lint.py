"""trailbell alerts lint."""

from pathlib import Path

from tests.cli.alerts.written import MINE, PRODUCTION, STAGING, Configure
from tests.cli.command import Command

DOUBTFUL = {**MINE, "id": "doubtful", "pattern": "{ $.readOnly = true }", "examples": {}, "why": ""}


def test_nothing_is_wrong_with_sound_alerts(trailbell: Command, configure: Configure) -> None:
    configure(MINE)
    ended = trailbell("alerts", "lint")
    assert (ended.status, ended.stdout, ended.stderr) == (0, "1 alert of your own: 0 problems, 0 hints\n", "")


def test_without_alerts_of_ones_own_there_is_nothing_to_check(trailbell: Command, configure: Configure) -> None:
    configure()
    ended = trailbell("alerts", "lint")
    assert ended.status == 0
    assert ended.stdout == "there is no alert of your own; trailbell alerts test tries the catalogue's\n"


def test_problems_are_told_with_their_place_before_hints(trailbell: Command, configure: Configure) -> None:
    path = configure(DOUBTFUL)
    ended = trailbell("alerts", "lint")
    first, *hints, total = ended.stdout.splitlines()
    place, message = first.split(": ", 1)
    file, line, _ = place.split(":")
    assert (ended.status, file, total) == (1, "trailbell.yaml", "1 alert of your own: 1 problem, 3 hints")
    assert '"pattern"' in path.read_text().splitlines()[int(line) - 1]
    assert message == "doubtful: = true matches the text 'true' only: write IS TRUE for a boolean"
    assert all(": hint: doubtful: " in hint for hint in hints)


def test_hints_alone_are_no_failure(trailbell: Command, configure: Configure) -> None:
    configure({**MINE, "examples": {}})
    ended = trailbell("alerts", "lint")
    assert (ended.status, ended.stdout.splitlines()[-1]) == (0, "1 alert of your own: 0 problems, 2 hints")


def test_what_alerts_share_is_told_once_for_all_accounts(trailbell: Command, configure: Configure) -> None:
    configure(MINE, {**MINE, "id": "twin", "metric_name": "Mine"}, accounts=(PRODUCTION, STAGING))
    ended = trailbell("alerts", "lint")
    assert ended.status == 1
    shared = "the alerts mine, twin share the metric CloudTrailMetrics/Mine; give each its own"
    assert [line.split(": ", 1)[1] for line in ended.stdout.splitlines()[:-1]] == [shared]


def test_alerts_of_one_account_are_checked_too(trailbell: Command, configure: Configure) -> None:
    configure(accounts=(PRODUCTION, {**STAGING, "alerts": {"own": [DOUBTFUL]}}))
    assert "doubtful: = true matches" in trailbell("alerts", "lint").stdout


def test_a_wrong_choice_is_told_even_without_alerts_of_ones_own(trailbell: Command, configure: Configure) -> None:
    configure(packs=["cs"])
    ended = trailbell("alerts", "lint")
    assert ended.status == 1
    assert "alerts.packs: no pack is named 'cs'" in ended.stdout
    assert ended.stdout.endswith("0 alerts of your own: 1 problem, 0 hints\n")


def test_a_pattern_that_is_none_cannot_be_read(trailbell: Command, configure: Configure) -> None:
    configure({**MINE, "pattern": "{ $.a == 1 }"})
    ended = trailbell("alerts", "lint")
    assert (ended.status, ended.stdout) == (2, "")
    assert "trailbell.yaml:" in ended.stderr
    assert "'==' is not an operator of filter patterns: write =" in ended.stderr


def test_without_a_configuration_nothing_can_be_checked(trailbell: Command, directory: Path) -> None:
    ended = trailbell("alerts", "lint")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr == "trailbell.yaml: cannot read this file: No such file or directory\n"
