import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.alert import Severity
from pipeline.account import Account
from tests.cli.command import Command
from tests.validators.reports.sample import finding, place
from validators.finding import Accepted, AccountReport, Finding, Status
from validators.history import History
from validators.reports import json as report
from validators.reports.report import compose

PRODUCTION = Account(name="production", id="111122223333", region="eu-west-1")
FIRST = datetime(2026, 3, 7, 8, 5, tzinfo=UTC)
TRAIL = finding(part="trail", resource="bell", field="logging", severity=Severity.critical)
DEFAULT = Path(".trailbell/history.db")

Keep = Callable[..., None]


@pytest.fixture
def keep(directory: Path) -> Keep:
    """Keeps a run per call, a day apart."""
    times = iter(FIRST + timedelta(days=day) for day in range(100))

    def one(*findings: Finding, path: Path = DEFAULT, accepted: tuple[Accepted, ...] = ()) -> None:
        with History(path, create=True) as history:
            history.record(compose([AccountReport(PRODUCTION, findings, accepted)], next(times), place))

    return one


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def told(trailbell: Command, *arguments: str) -> Any:
    ended = trailbell("history", *arguments, "--json")
    assert (ended.status, ended.stderr) == (0, "")
    document = json.loads(ended.stdout)
    assert document["schema"] == 1
    return document


def test_runs_are_listed_the_newest_first(trailbell: Command, keep: Keep) -> None:
    keep(TRAIL)
    keep()
    assert lines(trailbell("history", "runs").stdout) == [
        "RUN AT IN SYNC DRIFT UNCHECKED",
        "2 2026-03-08 08:05 UTC 1 0 0",
        "1 2026-03-07 08:05 UTC 0 1 0",
    ]
    assert [run["run"] for run in told(trailbell, "runs")["runs"]] == [2, 1]


def test_standing_findings_are_told_with_since_when(trailbell: Command, keep: Keep) -> None:
    keep(TRAIL)
    keep(TRAIL, finding())
    keep(TRAIL, finding())
    assert lines(trailbell("history", "standing").stdout) == [
        "SEVERITY STATUS ACCOUNT WHAT SINCE",
        "critical changed production trail bell logging 2026-03-07 08:05 UTC (2 days)",
        "medium changed production alarm bell-root-usage threshold 2026-03-08 08:05 UTC (1 day)",
    ]
    document = told(trailbell, "standing")
    assert document["run"]["run"] == 3
    assert document["findings"][0]["since"] == "2026-03-07T08:05:00+00:00"


def test_finding_that_could_not_be_read_lately_says_so(trailbell: Command, keep: Keep) -> None:
    keep(TRAIL)
    keep(finding(status=Status.unchecked, part="account", resource=PRODUCTION.id, field=""))
    text = " ".join(trailbell("history", "standing").stdout.split())
    assert "(1 day), last read in run 1" in text


def test_nothing_standing_is_said(trailbell: Command, keep: Keep) -> None:
    keep()
    assert trailbell("history", "standing").stdout == "nothing stands as of run 1\n"


def test_changes_of_the_last_two_runs_are_told(trailbell: Command, keep: Keep) -> None:
    keep()
    keep(finding(), finding(resource="gone"))
    keep(finding(observed=7), TRAIL)
    assert lines(trailbell("history", "changes").stdout) == [
        "run 2 at 2026-03-08 08:05 UTC -> run 3 at 2026-03-09 08:05 UTC",
        "SEVERITY STATUS ACCOUNT WHAT OBSERVED",
        "new critical changed production trail bell logging 5",
        "changed medium changed production alarm bell-root-usage threshold 5 -> 7",
        "gone medium changed production alarm gone threshold 5",
    ]


def test_changes_between_two_runs_are_told(trailbell: Command, keep: Keep) -> None:
    keep(TRAIL)
    keep(finding())
    keep()
    document = told(trailbell, "changes", "1", "3")
    assert (document["before"]["run"], document["after"]["run"]) == (1, 3)
    assert [len(document[name]) for name in ("appeared", "changed", "gone")] == [0, 0, 1]


def test_no_change_is_said(trailbell: Command, keep: Keep) -> None:
    keep(TRAIL)
    keep(TRAIL)
    assert trailbell("history", "changes").stdout.endswith("nothing changed\n")


@pytest.mark.parametrize("verb", ["runs", "standing", "changes"])
def test_history_that_is_not_there_is_told_with_the_remedy(trailbell: Command, verb: str) -> None:
    ended = trailbell("history", verb)
    assert (ended.status, ended.stdout) == (2, "")
    assert "there is no history yet; keep runs with `trailbell check --history`" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["changes"], "there are not enough runs yet"),
        (["changes", "1", "9"], "there is no run 9; kept are 1 to 1"),
        (["changes", "9", "1"], "there is no run 9; kept are 1 to 1"),
    ],
)
def test_run_that_is_not_kept_is_told(trailbell: Command, keep: Keep, arguments: list[str], message: str) -> None:
    keep()
    ended = trailbell("history", *arguments)
    assert (ended.status, ended.stdout) == (2, "")
    assert message in ended.stderr


def test_other_file_is_named_by_option_or_variable(
    trailbell: Command, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(TRAIL, path=Path("other.db"))
    assert len(told(trailbell, "standing", "--history", "other.db")["findings"]) == 1
    monkeypatch.setenv("TRAILBELL_HISTORY", "other.db")
    assert len(told(trailbell, "standing")["findings"]) == 1


def test_text_of_others_cannot_steer_the_terminal(trailbell: Command, keep: Keep) -> None:
    keep()
    keep(finding(resource="\x1b[31mred", observed="\x1b]0;taken\x07"))
    for verb in ("standing", "changes"):
        assert "\x1b" not in trailbell("history", verb).stdout


@pytest.mark.parametrize(
    ("options", "path"),
    [(["--history"], DEFAULT), (["--history", "kept.db"], Path("kept.db"))],
    ids=["default", "named"],
)
def test_joined_run_is_kept_where_it_is_asked_for(
    trailbell: Command, directory: Path, options: list[str], path: Path
) -> None:
    (directory / "1.json").write_text(report.render([AccountReport(PRODUCTION, (TRAIL,))]))
    assert trailbell("report", "merge", "1.json", *options).status == 1
    assert len(told(trailbell, "standing", "--history", str(path))["findings"]) == 1


def test_no_run_is_kept_unasked(trailbell: Command, directory: Path) -> None:
    (directory / "1.json").write_text(report.render([AccountReport(PRODUCTION, (TRAIL,))]))
    trailbell("report", "merge", "1.json")
    assert not DEFAULT.exists()


def test_what_is_accepted_from_now_on_is_told_with_the_reason(trailbell: Command, keep: Keep) -> None:
    keep(TRAIL, finding())
    keep(TRAIL, accepted=(Accepted(finding(), "load test"),))
    assert lines(trailbell("history", "changes").stdout)[2:] == [
        "accepted medium changed production alarm bell-root-usage threshold 5 (load test)"
    ]
    document = told(trailbell, "changes")
    assert ([one["accepted"] for one in document["accepted"]], document["gone"]) == (["load test"], [])
