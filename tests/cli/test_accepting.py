import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.command import Command, settings
from tests.validators.designed import ILERT
from tests.validators.sandboxed import SandboxedAccount

STOPPED = {"part": "trail", "field": "logging", "reason": "the auditors asked for it"}


@pytest.fixture
def tampered(account: SandboxedAccount, directory: Path, monkeypatch: pytest.MonkeyPatch) -> SandboxedAccount:
    """A deployed account whose trail does not log, and its configuration."""
    account.deploy()
    account.client("cloudtrail").stop_logging(Name="bell")
    monkeypatch.setenv("TF_VAR_ILERT_URL", ILERT)
    configure(account)
    return account


def configure(account: SandboxedAccount, **different: Any) -> None:
    one = account.pipeline.account
    entry = {"name": one.name, "id": one.id, "region": one.region, "check_role": "Auditor"}
    Path("trailbell.yaml").write_text(settings(entry, **different))


@pytest.mark.moto
def test_an_accepted_finding_is_counted_and_ends_with_zero(trailbell: Command, tampered: SandboxedAccount) -> None:
    configure(tampered, ignore=[STOPPED])
    ended = trailbell("check")
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "1 account: 1 in sync; 1 accepted"


@pytest.mark.moto
def test_json_tells_what_was_accepted_and_why(trailbell: Command, tampered: SandboxedAccount) -> None:
    configure(tampered, ignore=[STOPPED | {"until": "2999-12-31"}])
    report = json.loads(trailbell("check", "--json").stdout)
    (accepted,) = report["accounts"][0]["accepted"]
    assert (accepted["part"], accepted["field"]) == ("trail", "logging")
    assert (accepted["reason"], accepted["until"]) == ("the auditors asked for it", "2999-12-31")
    assert report["summary"]["accepted"] == 1


@pytest.mark.moto
def test_an_expired_rule_counts_no_more_and_is_told(trailbell: Command, tampered: SandboxedAccount) -> None:
    configure(tampered, ignore=[STOPPED | {"until": "2026-01-31"}])
    ended = trailbell("check")
    assert ended.status == 1
    assert "this ignore (the auditors asked for it) ended on 2026-01-31" in ended.stderr


@pytest.mark.moto
def test_a_rule_without_use_is_told_with_its_line(trailbell: Command, tampered: SandboxedAccount) -> None:
    configure(tampered, ignore=[STOPPED, {"part": "bucket", "reason": "was public"}])
    ended = trailbell("check")
    assert ended.status == 0
    assert "warning: trailbell.yaml:" in ended.stderr
    assert "this ignore (was public) accepts nothing any more; remove it" in ended.stderr


@pytest.mark.moto
def test_the_baseline_of_a_run_makes_the_next_one_green(trailbell: Command, tampered: SandboxedAccount) -> None:
    first = trailbell("check", "--write-baseline", "known.yaml", "--reason", "inherited")
    assert first.status == 1
    assert "known.yaml: 1 finding; merge its `ignore` with the configuration" in first.stderr
    configure(tampered, ignore=yaml.safe_load(Path("known.yaml").read_text())["ignore"])
    assert trailbell("check").status == 0


@pytest.mark.moto
def test_what_could_not_be_read_is_left_out_of_the_baseline_and_told(
    trailbell: Command, tampered: SandboxedAccount
) -> None:
    tampered.fail("logs", "DescribeMetricFilters")
    ended = trailbell("check", "--write-baseline", "known.yaml", "--reason", "inherited")
    assert ended.status == 2
    assert "1 that could not be read are left out" in ended.stderr
    rules = yaml.safe_load(Path("known.yaml").read_text())["ignore"]
    assert [one["part"] for one in rules] == ["trail"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--reason", "x"), "--reason is that of --write-baseline; give both"),
        (("--write-baseline", "known.yaml"), "--write-baseline needs --reason: say why these findings are accepted"),
        (("--write-baseline", "known.yaml", "--reason", "x" * 1001), "longer than the 1000 characters that a rule"),
        (("--write-baseline", "known.yaml", "--reason", " "), "--write-baseline needs --reason"),
        (("--write-baseline", "nowhere/known.yaml", "--reason", "x"), "its directory does not exist; make it first"),
        (("--write-baseline", "trailbell.yaml", "--reason", "x"), "trailbell.yaml is there already; name another file"),
    ],
)
def test_a_baseline_that_cannot_be_written_is_refused_before_anything_is_read(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    monkeypatch.setenv("TF_VAR_ILERT_URL", ILERT)
    ended = trailbell("check", *arguments)
    assert ended.status == 2
    assert message in ended.stderr
    assert ended.stdout == ""
