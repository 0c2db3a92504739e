"""The whole way, in the order of the tests: deploy, plan, check, ring, tamper, check, put right, destroy."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sandbox import control, session
from sandbox.deployment import ROOT
from sandbox.outsider import TAMPERING, Outsider
from validators.finding import AccountStatus, Status

pytestmark = [pytest.mark.terraform, pytest.mark.moto, pytest.mark.xdist_group("e2e")]

ACCOUNTS = ("production", "staging")
PATIENCE_SECONDS = 10


def trailbell(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_second_plan_reports_no_changes(deployed: Any, account: str) -> None:
    plan = deployed.deployment.plan(account)
    assert plan.returncode == 0, plan.stdout[-3000:] + plan.stderr[-1000:]


def test_the_check_finds_both_accounts_in_sync(deployed: Any) -> None:
    run = trailbell("check", "--json")
    assert run.returncode == 0, run.stdout + run.stderr
    assert [account["status"] for account in json.loads(run.stdout)["accounts"]] == ["in-sync", "in-sync"]


def test_an_alarm_opens_an_incident_and_its_ok_closes_it(deployed: Any, state: session.State) -> None:
    pipeline = deployed.pipelines[0]
    outsider = Outsider(pipeline.account, os.environ)
    for alarm_state, status in (("ALARM", "open"), ("OK", "closed")):
        outsider.set_alarm(pipeline, alarm_state)
        assert eventually(lambda status=status: (pipeline.alarms[0].name, status) in incidents(state))


def incidents(state: session.State) -> set[tuple[str, str]]:
    found = control.incidents(state.vendor_url, state.certificate)
    return {(incident["alarm"], incident["status"]) for incident in found}


def eventually(holds: Any) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_a_ring_on_purpose_is_answered_at_every_destination_and_leaves_the_check_in_sync(deployed: Any) -> None:
    run = trailbell("ring", "--account", "production", "--yes", "--wait", "60", "--json")
    assert run.returncode == 0, run.stdout + run.stderr
    summary = json.loads(run.stdout)["summary"]
    assert summary["answered"] == len(deployed.pipelines[0].topics)
    assert deployed.check()["production"].findings == ()


def test_no_secret_stands_in_what_was_written(deployed: Any, secret: str, logs: list[Path]) -> None:
    output = deployed.deployment.output
    written = [path for path in output.rglob("*") if path.is_file() and ".terraform" not in path.parts]
    assert {"cdk.tf.json"} <= {path.name for path in written}, "nothing was synthesised"
    assert "plan" not in {path.name for path in written}, "a plan is packed, and holds every variable"
    assert logs, "no log was kept"
    assert [path for path in [*written, *logs] if secret in path.read_text(errors="replace")] == []


def test_an_account_that_cannot_be_read_is_unchecked_and_the_other_is_still_reported(
    deployed: Any, state: session.State
) -> None:
    control.fail_calls(state.endpoint, service="sts", operation="GetCallerIdentity", account="444455556666")
    reports = deployed.check()
    assert {name: report.status for name, report in reports.items()} == {
        "production": AccountStatus.in_sync,
        "staging": AccountStatus.unchecked,
    }


def test_a_denied_call_is_unchecked_and_the_command_ends_with_two(deployed: Any, state: session.State) -> None:
    control.fail_calls(state.endpoint, service="logs", operation="DescribeMetricFilters", account="444455556666")
    run = trailbell("check", "--account", "staging")
    assert run.returncode == 2
    assert "logs:DescribeMetricFilters" in run.stdout
    assert "in sync" not in run.stdout


def test_what_an_outsider_does_is_noticed_and_put_right(deployed: Any, secret: str) -> None:
    victim = deployed.pipelines[1]
    outsider = Outsider(victim.account, os.environ)
    for _, tamper in TAMPERING:
        tamper(outsider, victim)

    findings = {(f.status, f.part, f.field) for f in deployed.check()["staging"].findings}
    assert findings == {
        (Status.changed, "trail", "logging"),
        (Status.changed, "metric-filter", "pattern"),
        (Status.changed, "alarm", "actions_enabled"),
        (Status.missing, "subscription", ""),
    }
    run = trailbell("check")
    assert run.returncode == 1
    assert secret not in run.stdout + run.stderr

    deployed.deployment.deploy("staging")
    assert deployed.check()["staging"].findings == ()


def test_destroy_leaves_nothing_behind(deployed: Any) -> None:
    deployed.deployment.destroy(*ACCOUNTS)
    reports = deployed.check()
    for pipeline in deployed.pipelines:
        found = {(finding.status, finding.part) for finding in reports[pipeline.account.name].findings}
        kinds = {part for _, part in found}
        assert {status for status, _ in found} == {Status.missing}, found
        assert len(reports[pipeline.account.name].findings) == len([*pipeline.parts()]), kinds
