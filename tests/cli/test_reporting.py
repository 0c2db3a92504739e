"""Where the results of a check go, and what it ends with; the accounts are made up."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from alerts.alert import Severity
from cli.reporting import FORMATS
from pipeline.account import Account
from pipeline.pipeline import Pipeline
from tests.cli.command import Command
from tests.validators.designed import ILERT
from tests.validators.reports.sample import finding
from tests.validators.reports.walked_sample import chain
from validators.finding import AccountReport, Finding, Status
from validators.ringing.link import Step, broken

MEDIUM = finding(severity=Severity.medium)
SILENT = chain("root-used", broken(Step.alarm, "the alarm bell-root-usage needs 5 events"))
UNREAD = finding(status=Status.unchecked, resource="*", field="", severity=Severity.critical)

Found = Callable[..., None]


@pytest.fixture
def found(configuration: Path, monkeypatch: pytest.MonkeyPatch) -> Found:
    """Lets every check find these things in the account production, and nothing in the others."""
    monkeypatch.setenv("ILERT_URL", ILERT)

    def let(*findings: Finding) -> None:
        def check(pipelines: Iterable[Pipeline], _variables: Mapping[str, str]) -> Iterator[AccountReport]:
            for pipeline in pipelines:
                account: Account = pipeline.account
                chains = (SILENT,) if account.name == "production" else ()
                yield AccountReport(account, findings if chains else (), chains=chains)

        monkeypatch.setattr("cli.checking.check", check)

    let(MEDIUM)
    return let


@pytest.mark.parametrize(
    ("options", "findings", "status"),
    [
        ([], [], 0),
        ([], [MEDIUM], 1),
        ([], [UNREAD], 2),
        ([], [MEDIUM, UNREAD], 2),
        (["--fail-on", "low"], [MEDIUM], 1),
        (["--fail-on", "medium"], [MEDIUM], 1),
        (["--fail-on", "high"], [MEDIUM], 0),
        (["--fail-on", "critical"], [MEDIUM, UNREAD], 2),
        (["--exit-zero"], [MEDIUM], 0),
        (["--exit-zero"], [MEDIUM, UNREAD], 2),
        (["--allow-unchecked"], [UNREAD], 0),
        (["--allow-unchecked"], [MEDIUM, UNREAD], 1),
        (["--allow-unchecked", "--exit-zero"], [MEDIUM, UNREAD], 0),
        (["--allow-unchecked", "--fail-on", "high"], [MEDIUM, UNREAD], 0),
    ],
)
def test_check_ends_with_what_was_asked_for(
    trailbell: Command, found: Found, options: list[str], findings: list[Finding], status: int
) -> None:
    found(*findings)
    assert trailbell("check", *options).status == status


def test_finding_that_ends_nothing_is_told_all_the_same(trailbell: Command, found: Found) -> None:
    assert "Another number of events rings." in trailbell("check", "--fail-on", "high").stdout


@pytest.mark.parametrize("name", FORMATS)
def test_report_is_written_beside_the_table(trailbell: Command, found: Found, directory: Path, name: str) -> None:
    ended = trailbell("check", "--report", f"{name}=report")
    assert (ended.status, ended.stderr) == (1, "")
    assert ended.stdout.splitlines()[-1] == "2 accounts: 1 in sync, 1 drift; findings: 1 changed"
    assert "bell-root-usage" in (directory / "report").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_report_on_stdout_takes_the_place_of_the_table(trailbell: Command, found: Found, name: str) -> None:
    ended = trailbell("check", "--report", f"{name}=-")
    assert (ended.status, ended.stderr) == (1, "")
    assert "bell-root-usage" in ended.stdout
    assert ended.stdout.endswith("\n")
    assert ("2 accounts: 1 in sync, 1 drift" in ended.stdout) == (name == "table")


def test_empty_report_on_stdout_is_no_line(trailbell: Command, found: Found) -> None:
    found()
    assert trailbell("check", "--report", "github=-").stdout == ""


def test_several_reports_are_written_at_once(trailbell: Command, found: Found, directory: Path) -> None:
    ended = trailbell(
        "check", "--json", "--report", "sarif=a.sarif", "--report", "junit=b.xml", "--report", "csv=c.csv",
        "--report", "html=d.html",
    )  # fmt: skip
    assert json.loads(ended.stdout)["summary"]["drift"] == 1
    assert json.loads((directory / "a.sarif").read_text())["version"] == "2.1.0"
    assert ET.parse(directory / "b.xml").getroot().tag == "testsuites"  # noqa: S314 -- our own text
    assert len([*csv.reader(io.StringIO((directory / "c.csv").read_text()))]) == 2
    assert (directory / "d.html").read_text().startswith("<!doctype html>")


def test_json_report_is_the_one_of_json(trailbell: Command, found: Found, directory: Path) -> None:
    ended = trailbell("check", "--json", "--report", "json=same.json")
    assert json.loads((directory / "same.json").read_text()) == json.loads(ended.stdout)


def test_finding_points_at_its_line_in_the_repository(
    trailbell: Command, found: Found, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (directory / ".git").mkdir()
    (directory / "accounts").mkdir()
    (directory / "trailbell.yaml").rename(directory / "accounts/aws.yaml")
    monkeypatch.chdir(directory / "accounts")
    found(finding(part="trail", resource="bell", field="multi_region"))
    trailbell("check", "--config", "aws.yaml", "--report", "gitlab=a.json")
    (issue,) = json.loads((directory / "accounts/a.json").read_text())
    lines = (directory / "accounts/aws.yaml").read_text().splitlines()
    assert issue["location"]["path"] == "accounts/aws.yaml"
    assert '"trail": {' in lines[issue["location"]["lines"]["begin"] - 1]


def test_finding_of_what_nobody_declared_points_at_its_account(
    trailbell: Command, found: Found, directory: Path
) -> None:
    found(finding(resource="somebody-else's"))
    trailbell("check", "--report", "gitlab=a.json")
    (issue,) = json.loads((directory / "a.json").read_text())
    line = (directory / "trailbell.yaml").read_text().splitlines()[issue["location"]["lines"]["begin"] :]
    assert '"name": "production"' in line[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--report", "nope=a"], "there is no format 'nope'; known are chain, csv, github, gitlab, html, json"),
        (["--report", "html"], "name a file, such as --report html=FILE; - is stdout"),
        (["--report", "html="], "name a file, such as --report html=FILE; - is stdout"),
        (["--report", "html=-", "--json"], "only one report can go to stdout; give the others a file"),
        (["--report", "html=-", "--report", "csv=-"], "only one report can go to stdout; give the others a file"),
        (["--report", "html=a", "--report", "csv=./a"], "two reports go to the same file; give each its own"),
        (["--report", "html=gone/a"], "gone/a: its directory does not exist; make it first"),
        (["--report", "html=."], ".: is a directory; name a file"),
        (["--fail-on", "worst"], "'worst' is not one of 'critical', 'high', 'medium', 'low'"),
        (["--history", "gone/a.db"], "gone/a.db: cannot be used as a history"),
    ],
)
def test_what_cannot_be_done_is_told_before_any_account_is_read(
    trailbell: Command, found: Found, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("an account was read")

    monkeypatch.setattr("cli.checking.check", never)
    ended = trailbell("check", *arguments)
    assert (ended.status, ended.stdout) == (2, "")
    assert message in ended.stderr


def test_report_that_turns_out_unwritable_is_told_below_the_table(
    trailbell: Command, found: Found, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (directory / "kept.csv").write_text("before")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cli.files._written_beside", full)
    ended = trailbell("check", "--report", "csv=kept.csv")
    assert (ended.status, ended.stderr) == (2, "kept.csv: cannot be written: No space left on device\n")
    assert "Another number of events rings." in ended.stdout
    assert (directory / "kept.csv").read_text() == "before"
    assert {one.name for one in directory.iterdir()} == {"trailbell.yaml", "kept.csv"}


def test_no_report_leaves_no_file(trailbell: Command, found: Found, directory: Path) -> None:
    trailbell("check")
    assert [one.name for one in directory.iterdir()] == ["trailbell.yaml"]


def test_every_format_has_a_row_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs/reports.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"| `{name}` |" not in page] == []
