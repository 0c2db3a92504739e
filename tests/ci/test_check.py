"""The script behind the GitHub Action, run as GitHub runs it."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.command import settings
from tests.sandbox.local import Aws
from tests.validators.designed import ILERT

ROOT = Path(__file__).parents[2]
ACCOUNTS = (
    {"name": "production", "id": "111122223333", "region": "eu-west-1", "check_role": "Auditor"},
    {"name": "staging", "id": "444455556666", "region": "us-east-1", "check_role": "Auditor"},
)
DESTINATIONS = {"on-call": {"vendor": "ilert", "url": "env:ILERT_URL"}}


@dataclass(frozen=True)
class Job:
    """A job of GitHub's, in a checkout of its own."""

    folder: Path

    @property
    def checkout(self) -> Path:
        return self.folder / "checkout"

    @property
    def reports(self) -> Path:
        return self.folder / "trailbell-reports"

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def check(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        plain = {"CONFIG": "trailbell.yaml", "ACCOUNTS": "", "FAIL_ON": "low", "EXIT_ZERO": "", "ALLOW_UNCHECKED": ""}
        environment = {
            **os.environ,
            "GITHUB_ACTION_PATH": str(ROOT),
            "RUNNER_TEMP": str(self.folder),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "ILERT_URL": ILERT,
            **{f"INPUT_{name}": value for name, value in {**plain, **inputs}.items()},
        }
        return subprocess.run(
            [ROOT / "ci/check.sh"], cwd=self.checkout, env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def job(tmp_path: Path) -> Job:
    one = Job(tmp_path)
    one.checkout.mkdir()
    (one.checkout / "trailbell.yaml").write_text(settings(*ACCOUNTS, destinations=DESTINATIONS, routes={}, trail={}))
    python = tmp_path / "trailbell/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return one


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the credentials away, so that nothing can be read and no call is made."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)


@pytest.mark.moto
def test_drift_is_handed_to_github_in_every_way(job: Job, local_aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", local_aws.url)
    ended = job.check()
    assert (ended.returncode, ended.stderr) == (1, "")
    assert job.text("output") == f"status=1\nreports={job.reports}\n"
    assert job.text("summary").startswith("## Trailbell: 2 of 2 accounts not in sync")
    assert {one.name for one in job.reports.iterdir()} == {
        f"drift.{end}" for end in ("csv", "html", "json", "md", "sarif", "xml")
    }
    commands = [line for line in ended.stdout.splitlines() if line.startswith("::")]
    token = commands[0].removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert commands[1] == f"::{token}::"
    assert len([line for line in commands[2:] if line.startswith("::error file=trailbell.yaml,line=")]) == 10


def test_what_could_not_be_read_fails_with_two(job: Job, credentials: None) -> None:
    ended = job.check()
    assert (ended.returncode, ended.stderr) == (2, "")
    assert job.text("output").startswith("status=2\n")


def test_inputs_are_options_of_the_check(job: Job, credentials: None) -> None:
    ended = job.check(ACCOUNTS=" staging\n444455556666 ", ALLOW_UNCHECKED="true", EXIT_ZERO="true", FAIL_ON="high")
    assert (ended.returncode, ended.stderr) == (0, "")
    report = json.loads((job.reports / "drift.json").read_text())
    assert [one["name"] for one in report["accounts"]] == ["staging"]


def test_reports_of_an_earlier_step_are_not_taken_for_these(job: Job, credentials: None) -> None:
    job.check()
    ended = job.check(CONFIG="gone.yaml")
    assert (ended.returncode, job.reports.exists()) == (2, True)
    assert job.text("output").endswith("status=2\n")
    assert [*job.reports.iterdir()] == []


@pytest.mark.parametrize("name", ["CONFIG", "ACCOUNTS", "FAIL_ON", "EXIT_ZERO", "ALLOW_UNCHECKED"])
def test_no_input_is_run(job: Job, credentials: None, name: str) -> None:
    ended = job.check(**{name: '$(touch taken) `touch taken` "; touch taken; " *'})
    assert ended.returncode == 2
    assert [one.name for one in job.checkout.iterdir()] == ["trailbell.yaml"]


@pytest.mark.parametrize("name", ["EXIT_ZERO", "ALLOW_UNCHECKED"])
def test_switch_that_is_neither_true_nor_false_is_told(job: Job, credentials: None, name: str) -> None:
    ended = job.check(**{name: "yes"})
    told = f"::error::{name.lower().replace('_', '-')} must be true or false\n"
    assert (ended.returncode, ended.stdout) == (2, told)


def test_checkout_cannot_put_its_own_code_in_the_place_of_ours(job: Job, credentials: None) -> None:
    for name in ("cli", "alerts", "validators", "pipeline"):
        (job.checkout / name).mkdir()
        (job.checkout / name / "__init__.py").write_text("open('taken', 'w')")
    job.check()
    assert not (job.checkout / "taken").exists()
