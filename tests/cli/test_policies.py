import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cli.policies
from cli.judgement.skips import skipped_checks
from tests.cli.command import SOURCES, Command
from tests.policies import judging

assert judging  # imports checkov with its warnings kept away

DEMO = SOURCES / "trailbell.yaml"

REGIONS = ("TRAILBELL_TRAIL_RECORDS_ALL_REGIONS", "CKV_AWS_67")
WEAK = """\
trail:
  multi_region: false
destinations:
  on-call: {vendor: ilert, url: "env:ILERT_URL"}
alerts:
  packs: [cis]
  adjust:
    cis-root-usage:
      statistic: Average
accounts:
  - {name: production, id: "111122223333", region: eu-west-1}
  - {name: staging, id: "444455556666", region: us-east-1}
"""


@pytest.fixture
def weak(directory: Path) -> Path:
    """A configuration with two mistakes that every account inherits."""
    path = directory / "trailbell.yaml"
    path.write_text(WEAK)
    return path


def failing(trailbell: Command, *arguments: str) -> list[dict[str, Any]]:
    ended = trailbell("policies", "--json", *arguments)
    assert (ended.status, ended.stderr) == (1, "")
    findings: list[dict[str, Any]] = json.loads(ended.stdout)["findings"]
    return findings


def test_the_demo_holds(trailbell: Command) -> None:
    ended = trailbell("policies", "--config", str(DEMO))
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.startswith("0 failed, ")


def test_a_finding_names_alert_file_and_line(trailbell: Command, weak: Path) -> None:
    ended = trailbell("policies")
    assert (ended.status, ended.stderr) == (1, "")
    assert "trailbell.yaml:9:7  alert cis-root-usage" in ended.stdout
    assert "the alarm counts events with the statistic Average" in ended.stdout


def test_a_finding_names_the_section_that_decides(trailbell: Command, weak: Path) -> None:
    found = {(one["rule"], one["origin"], one["line"]) for one in failing(trailbell)}
    assert found == {
        ("TRAILBELL_TRAIL_RECORDS_ALL_REGIONS", "trail", 2),
        ("CKV_AWS_67", "trail", 2),
        ("TRAILBELL_ALARM_COUNTS", "alert cis-root-usage", 9),
    }


def test_only_the_account_that_is_meant_is_judged(trailbell: Command, weak: Path) -> None:
    assert {one["account"] for one in failing(trailbell, "--account", "staging")} == {"staging"}


def test_no_line_is_longer_than_the_terminal(trailbell: Command, weak: Path) -> None:
    assert [line for line in trailbell("policies").stdout.splitlines() if len(line) > 100] == []


def test_nothing_but_the_sarif_file_is_written(trailbell: Command, weak: Path) -> None:
    trailbell("policies", "--sarif", "policies.sarif")
    assert sorted(path.name for path in Path().iterdir()) == ["policies.sarif", "trailbell.yaml"]


def test_the_sarif_file_holds_every_finding(trailbell: Command, weak: Path) -> None:
    findings = failing(trailbell, "--sarif", "policies.sarif")
    (run,) = json.loads(Path("policies.sarif").read_text())["runs"]
    assert [result["ruleId"] for result in run["results"]] == [one["rule"] for one in findings]


def test_checks_that_the_user_s_own_configuration_of_checkov_skips_are_skipped(trailbell: Command, weak: Path) -> None:
    own = [*skipped_checks(weak, None), *REGIONS]
    Path(".checkov.yaml").write_text(json.dumps({"skip-check": own}))
    assert {one["rule"] for one in failing(trailbell)} == {"TRAILBELL_ALARM_COUNTS"}


def test_a_check_that_the_configuration_skips_with_a_reason_is_skipped(trailbell: Command, weak: Path) -> None:
    comments = [f"# checkov:skip={name}: one region is all we use\n" for name in (*REGIONS, "TRAILBELL_ALARM_COUNTS")]
    weak.write_text("".join(comments) + WEAK)
    ended = trailbell("policies")
    assert (ended.status, ended.stderr) == (0, "")
    assert "CKV_AWS_67, TRAILBELL_ALARM_COUNTS" in " ".join(ended.stdout.split())


@pytest.mark.parametrize("comment", ["# checkov:skip=CKV_AWS_67", "#checkov:skip=CKV_AWS_67: "])
def test_a_check_that_is_skipped_without_a_reason_is_refused(trailbell: Command, weak: Path, comment: str) -> None:
    weak.write_text(WEAK.replace("multi_region: false", f"multi_region: false  {comment}"))
    ended = trailbell("policies")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr == (
        "trailbell.yaml:2:24: CKV_AWS_67 is skipped without a reason; write checkov:skip=CKV_AWS_67: and why\n"
    )


@pytest.mark.parametrize("written", ['{"skip-check": "TRAILBELL_*,CKV*"}', "skip-check: ['TRAILBELL_*', 'CKV*']"])
def test_a_run_that_judges_nothing_is_not_green(trailbell: Command, weak: Path, written: str) -> None:
    Path(".checkov.yaml").write_text(written)
    ended = trailbell("policies")
    assert ended.status == 2
    assert "not judged checkov found nothing to judge" in ended.stdout


def test_promises_of_the_configuration_are_kept(trailbell: Command, weak: Path) -> None:
    weak.write_text(WEAK.replace("  multi_region: false\n", "  retention_days: {logs: 90, bucket: 100}\n"))
    assert {one["rule"] for one in failing(trailbell)} == {"CKV_AWS_338", "TRAILBELL_ALARM_COUNTS"}


def plan(account: object) -> dict[str, Any]:
    provider = {"expressions": {"allowed_account_ids": {"constant_value": [account]}}}
    return {"configuration": {"provider_config": {"aws": provider}}}


@pytest.mark.parametrize(
    ("write", "message"),
    [
        pytest.param(lambda _: None, "cannot read this file: No such file or directory", id="none"),
        pytest.param(
            lambda path: path.write_bytes(b"PK\x03\x04\xff"), "is not a plan of Trailbell's in JSON", id="binary"
        ),
        pytest.param(lambda path: path.write_text("{}"), "is not a plan of Trailbell's in JSON", id="other JSON"),
        pytest.param(
            lambda path: path.write_text(json.dumps(plan("999900001111"))),
            "is a plan for account 999900001111; the accounts meant here do not hold it",
            id="another account's",
        ),
    ],
)
def test_a_plan_that_is_none_is_refused(
    trailbell: Command, weak: Path, write: Callable[[Path], object], message: str
) -> None:
    write(Path("plan.json"))
    ended = trailbell("policies", "--plan", "plan.json")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"plan.json: {message}")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--checkov-config", "none.yaml"), "none.yaml: cannot read this file: No such file or directory"),
        (("--sarif", "none/policies.sarif"), "none/policies.sarif: cannot be written: No such file or directory"),
    ],
)
def test_a_file_that_is_not_there_is_named(
    trailbell: Command, weak: Path, option: tuple[str, str], message: str
) -> None:
    ended = trailbell("policies", *option)
    assert (ended.status, ended.stderr) == (2, message + "\n")


@pytest.mark.parametrize(
    ("missing", "remedy"),
    [("checkov", "pip install -r requirements-dev.txt"), ("imports.aws", "run make setup")],
)
def test_what_judging_needs_and_is_not_there_is_named(
    trailbell: Command, weak: Path, missing: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.policies, "find_spec", lambda name: None if name == missing else object())
    ended = trailbell("policies")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr == f"judging needs the Python package {missing}, which is not there; {remedy}\n"
