import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.account import Account
from tests.cli.command import Command, settings
from tests.validators.reports.sample import finding
from validators.finding import AccountReport, Status
from validators.reports import json as report
from validators.reports.schema import schema

PRODUCTION = Account(name="production", id="111122223333", region="eu-west-1")
STAGING = Account(name="staging", id="444455556666", region="us-east-1")


@pytest.fixture
def parts(directory: Path) -> tuple[str, str]:
    """The reports of two shards; one account drifted."""
    (directory / "1.json").write_text(report.render([AccountReport(STAGING, ())]))
    (directory / "2.json").write_text(report.render([AccountReport(PRODUCTION, (finding(),))]))
    return "1.json", "2.json"


def accounts(text: str) -> list[tuple[str, str]]:
    return [(one["name"], one["status"]) for one in json.loads(text)["accounts"]]


def test_parts_are_joined_in_the_order_of_the_configuration(
    trailbell: Command, configuration: Path, parts: tuple[str, str]
) -> None:
    ended = trailbell("report", "merge", *parts, "--json")
    assert (ended.status, ended.stderr) == (1, "")
    assert accounts(ended.stdout) == [("production", "drift"), ("staging", "in-sync")]


def test_joined_report_is_told_in_a_table(trailbell: Command, configuration: Path, parts: tuple[str, str]) -> None:
    ended = trailbell("report", "merge", *parts)
    assert ended.stdout.splitlines()[-1] == "2 accounts: 1 in sync, 1 drift; findings: 1 changed"


def test_account_that_no_part_holds_is_unchecked(
    trailbell: Command, configuration: Path, parts: tuple[str, str]
) -> None:
    ended = trailbell("report", "merge", parts[0], "--json")
    assert ended.status == 2
    assert accounts(ended.stdout) == [("production", "unchecked"), ("staging", "in-sync")]


def test_without_a_configuration_it_is_said_that_nobody_can_tell(trailbell: Command, parts: tuple[str, str]) -> None:
    ended = trailbell("report", "merge", parts[0])
    assert ended.status == 0
    assert ended.stderr == "note: trailbell.yaml is not there, so nobody can tell whether an account is missing\n"


def test_configuration_that_was_named_must_be_there(trailbell: Command, parts: tuple[str, str]) -> None:
    ended = trailbell("report", "merge", *parts, "--config", "gone.yaml")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith("gone.yaml: cannot read this file")


def test_no_variable_and_no_credentials_are_needed(
    trailbell: Command, configuration: Path, parts: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ILERT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert trailbell("report", "merge", *parts, "--exit-zero").status == 0


def test_joined_report_is_written_in_other_formats(
    trailbell: Command, configuration: Path, parts: tuple[str, str], directory: Path
) -> None:
    trailbell("report", "merge", *parts, "--report", "json=all.json", "--report", "gitlab=quality.json")
    assert accounts((directory / "all.json").read_text()) == [("production", "drift"), ("staging", "in-sync")]
    (issue,) = json.loads((directory / "quality.json").read_text())
    assert (issue["location"]["path"], issue["check_name"]) == ("trailbell.yaml", "alarm/threshold")


def test_joined_report_can_be_joined_again(
    trailbell: Command, configuration: Path, parts: tuple[str, str], directory: Path
) -> None:
    first = trailbell("report", "merge", *parts, "--report", "json=all.json", "--json")
    assert trailbell("report", "merge", "all.json", "--json").stdout == first.stdout


@pytest.mark.parametrize(
    ("options", "status"), [(["--fail-on", "high"], 0), (["--fail-on", "medium"], 1), (["--exit-zero"], 0)]
)
def test_merge_ends_as_check_does(
    trailbell: Command, configuration: Path, parts: tuple[str, str], options: list[str], status: int
) -> None:
    assert trailbell("report", "merge", *parts, *options).status == status


KNOWN = {"part": "alarm", "field": "threshold", "reason": "load test"}


def accepting(directory: Path, *rules: dict[str, str]) -> None:
    own = [{"name": one.name, "id": one.id, "region": one.region} for one in (PRODUCTION, STAGING)]
    (directory / "trailbell.yaml").write_text(settings(*own, ignore=[*rules]))


def test_what_the_configuration_accepts_counts_for_nothing(
    trailbell: Command, directory: Path, parts: tuple[str, str]
) -> None:
    accepting(directory, KNOWN)
    ended = trailbell("report", "merge", *parts, "--json")
    assert (ended.status, ended.stderr) == (0, "")
    assert accounts(ended.stdout) == [("production", "in-sync"), ("staging", "in-sync")]
    (accepted,) = json.loads(ended.stdout)["accounts"][0]["accepted"]
    assert (accepted["field"], accepted["reason"]) == ("threshold", "load test")


def test_rule_that_accepts_nothing_of_any_part_is_told(
    trailbell: Command, directory: Path, parts: tuple[str, str]
) -> None:
    accepting(directory, {**KNOWN, "part": "trail"})
    ended = trailbell("report", "merge", *parts)
    assert ended.status == 1
    assert "this ignore (load test) accepts nothing any more; remove it" in ended.stderr


def test_what_could_not_be_read_stays_unread(trailbell: Command, directory: Path) -> None:
    unread = AccountReport(STAGING, (finding(status=Status.unchecked),))
    (directory / "1.json").write_text(report.render([unread]))
    assert trailbell("report", "merge", "1.json").status == 2


def test_account_in_two_parts_is_refused(trailbell: Command, configuration: Path, parts: tuple[str, str]) -> None:
    Path("3.json").write_text(Path(parts[0]).read_text())
    ended = trailbell("report", "merge", *parts, "3.json")
    assert (ended.status, ended.stdout) == (2, "")
    assert "3.json: account staging (444455556666, us-east-1) stands in 1.json, too" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument 'PART...'"),
        (["gone.json"], "gone.json: cannot read this file: No such file or directory"),
        (["trailbell.yaml"], "trailbell.yaml: schema: Field required"),
    ],
)
def test_what_is_no_report_is_told(trailbell: Command, configuration: Path, arguments: list[str], message: str) -> None:
    ended = trailbell("report", "merge", *arguments)
    assert (ended.status, ended.stdout) == (2, "")
    assert message in ended.stderr


def test_schema_is_printed(trailbell: Command) -> None:
    ended = trailbell("report", "schema")
    assert (ended.status, ended.stdout, ended.stderr) == (0, schema(), "")


def test_terminal_is_not_steered_by_a_part_of_others(trailbell: Command, directory: Path) -> None:
    document: dict[str, Any] = json.loads(report.render([AccountReport(STAGING, (finding(),))]))
    document["accounts"][0]["name"] = "\x1b[31m"
    document["accounts"][0]["findings"][0]["message"] = "\x1b]0;taken\x07"
    (directory / "1.json").write_text(json.dumps(document))
    assert "\x1b" not in trailbell("report", "merge", "1.json").stdout


def shares(directory: Path, *shards: str) -> list[str]:
    """A part of one account for each share."""
    for at, (shard, account) in enumerate(zip(shards, (PRODUCTION, STAGING), strict=False)):
        (directory / f"share-{at}.json").write_text(report.render([AccountReport(account, ())], shard))
    return [f"share-{at}.json" for at in range(len(shards))]


def test_missing_share_is_told_and_nothing_is_green(trailbell: Command, directory: Path) -> None:
    ended = trailbell("report", "merge", *shares(directory, "1/3", "3/3"))
    assert ended.status == 2
    assert "warning: no part is share 2/3, so accounts may be missing\n" in ended.stderr


def test_missing_share_may_be_allowed(trailbell: Command, directory: Path) -> None:
    assert trailbell("report", "merge", *shares(directory, "1/2"), "--allow-unchecked").status == 0


def test_all_shares_of_a_run_make_a_whole(trailbell: Command, configuration: Path, directory: Path) -> None:
    ended = trailbell("report", "merge", *shares(directory, "1/2", "2/2"), "--json")
    assert (ended.status, ended.stderr) == (0, "")
    assert "shard" not in json.loads(ended.stdout)


def test_shares_of_different_runs_are_refused(trailbell: Command, directory: Path) -> None:
    ended = trailbell("report", "merge", *shares(directory, "1/2", "2/3"))
    assert (ended.status, ended.stdout) == (2, "")
    assert "share-0.json: is a share of another whole than the other parts" in ended.stderr


def test_accounts_of_an_organization_without_a_file_are_those_of_the_parts(
    trailbell: Command, directory: Path, parts: tuple[str, str]
) -> None:
    organization = {"account": {"region": "eu-west-1"}}
    (directory / "trailbell.yaml").write_text(settings(organization=organization))
    ended = trailbell("report", "merge", *parts, "--json")
    assert ended.status == 1
    assert ended.stderr.startswith("note: trailbell.yaml leaves accounts to its organization, so nobody can tell")
    assert sorted(accounts(ended.stdout)) == [("production", "drift"), ("staging", "in-sync")]
