"""The action, the workflows and the GitLab template: pinned, least privileged, and no input is part of a script."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FILES = [ROOT / "action.yml", *WORKFLOWS]
SPEC, JOBS = yaml.safe_load_all((ROOT / "ci/gitlab.yml").read_text())
SCRIPTS = sorted((ROOT / "ci").glob("*.sh"))
ZIZMOR = Path(sys.executable).with_name("zizmor")


def steps(path: Path) -> Iterator[dict[str, Any]]:
    document = yaml.safe_load(path.read_text())
    yield from document.get("runs", {}).get("steps", ())
    for job in document.get("jobs", {}).values():
        yield from job["steps"]


def jobs(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())["jobs"]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_action_of_others_is_pinned_by_its_commit_and_says_its_version(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text())
    pinned = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+")
    assert [one for one in used if one != "./" and not pinned.fullmatch(one)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_script_holds_an_expression(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


def test_every_input_of_the_action_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text()
    assert [name for name in ACTION["inputs"] if f"inputs.{name} " not in text] == []
    assert [name for name, one in ACTION["inputs"].items() if not one["description"] or "default" not in one] == []


def test_every_input_that_the_action_uses_is_declared() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text()))
    assert used == set(ACTION["inputs"])


def test_check_gets_every_variable_that_its_script_reads() -> None:
    (check,) = (step for step in ACTION["runs"]["steps"] if step.get("id") == "check")
    read = set(re.findall(r"INPUT_[A-Z_]+[A-Z]", (ROOT / "ci/check.sh").read_text()))
    assert {*read, "INPUT_EXIT_ZERO", "INPUT_ALLOW_UNCHECKED"} == set(check["env"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_has_no_permission_but_what_a_job_asks_for(path: Path) -> None:
    assert yaml.safe_load(path.read_text())["permissions"] == {}
    granted = {name for job in jobs(path).values() for name, right in job["permissions"].items() if right == "write"}
    assert granted <= {"id-token", "security-events"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_job_runs_for_ever_or_leaves_credentials_in_the_checkout(path: Path) -> None:
    assert [name for name, job in jobs(path).items() if "timeout-minutes" not in job] == []
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert [step for step in checkouts if step["with"]["persist-credentials"] is not False] == []


def test_a_workflow_of_ours_uses_the_action() -> None:
    assert [path.name for path in WORKFLOWS if any(step.get("uses") == "./" for step in steps(path))] == [
        "ci.yml",
        "drift.yml",
    ]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_can_be_run_and_ends_at_the_first_error(script: Path) -> None:
    assert script.stat().st_mode & 0o111
    assert "\nset -euo pipefail\n" in script.read_text()


def test_gitlab_inputs_reach_the_script_as_variables_only() -> None:
    assert [line for line in JOBS["trailbell"]["script"] if "$[[" in line] == []
    used = set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", (ROOT / "ci/gitlab.yml").read_text()))
    assert used == set(SPEC["spec"]["inputs"])


def test_gitlab_installs_no_name_that_somebody_else_may_own() -> None:
    assert "default" not in SPEC["spec"]["inputs"]["package"]


def test_gitlab_shows_what_the_script_writes_and_to_developers_only() -> None:
    job = JOBS["trailbell"]
    written = set(re.findall(r"=(trailbell-reports/\S+)", "\n".join(job["script"])))
    assert set(job["artifacts"]["reports"].values()) <= written
    assert (job["artifacts"]["access"], job["artifacts"]["when"]) == ("developer", "always")


@pytest.mark.skipif(not ZIZMOR.exists(), reason="zizmor is not installed")
def test_zizmor_finds_nothing() -> None:
    command = [str(ZIZMOR), "--offline", "--no-progress", "--min-severity", "medium", "--persona", "auditor"]
    ended = subprocess.run([*command, *map(str, FILES)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_gitlab_script_is_valid_shell() -> None:
    script = "\n".join(JOBS["trailbell"]["script"])
    ended = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
