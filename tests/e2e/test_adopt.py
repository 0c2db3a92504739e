"""Accounts as the guides leave them: described by trailbell adopt, and taken over by real Terraform unchanged."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from pipeline.account import Account
from pipeline.configuration import load
from pipeline.design import design
from sandbox import control, session
from sandbox.deployment import ROOT
from setup.environment import environment, missing
from tests.modules.synthesis import stack_of
from tests.validators import console

pytestmark = [pytest.mark.terraform, pytest.mark.moto, pytest.mark.xdist_group("adopt")]

ACCOUNT = Account(name="by-hand", id="123456789012", region="eu-west-1")
GUIDES = {"alertops": console.alertops, "taskcall": console.taskcall, "ilert": console.ilert}
ALARMING = [guide for guide in GUIDES if guide != "ilert"]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[session.State]:
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("adopt")
    before = dict(os.environ)
    state = session.start(folder)
    try:
        os.environ.update(session.environment(state))
        yield state
    finally:
        session.stop(folder)
        os.environ.clear()
        os.environ.update(before)


def trailbell(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli.main", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def terraform(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    variables = environment()
    command = [variables["TERRAFORM_BINARY_NAME"], *arguments, "-no-color", "-input=false"]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)


def build(state: session.State, guide: str) -> None:
    """The guide, in an empty account, with an alarm, if it has one, that somebody gave a tag."""
    control.reset(state.endpoint)

    def client(service: str) -> boto3.client:
        return boto3.client(service, region_name=ACCOUNT.region, endpoint_url=state.endpoint)

    subscription = GUIDES[guide](ACCOUNT, client, f"{state.vendor_url}/{guide}/key")
    token = control.confirmation_token(state.endpoint, subscription)
    client("sns").confirm_subscription(TopicArn=subscription.rpartition(":")[0], Token=token)
    for alarm in client("cloudwatch").describe_alarms()["MetricAlarms"]:
        client("cloudwatch").tag_resource(ResourceARN=alarm["AlarmArn"], Tags=[{"Key": "team", "Value": "security"}])


def described(folder: Path) -> Path:
    """The configuration that adopt writes, and beside it what is synthesised from it."""
    file = folder / "trailbell.yaml"
    ended = trailbell("adopt", "--account", ACCOUNT.id, "--region", ACCOUNT.region, "--out", str(file))
    assert ended.returncode == 0, ended.stderr
    (pipeline,) = design(*load(file))
    stack = stack_of(pipeline)
    del stack["terraform"]["backend"]
    (folder / "cdk.tf.json").write_text(json.dumps(stack))
    return file


def check(file: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> subprocess.CompletedProcess[str]:
    (destination,) = load(file)[0].destinations.values()
    monkeypatch.setenv(f"TF_VAR_{str(destination.url).removeprefix('env:')}", endpoint)
    return trailbell("check", "--config", str(file))


@pytest.mark.parametrize("guide", ALARMING)
def test_a_guides_account_is_taken_over_without_any_change(
    state: session.State, guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(state, guide)
    file = described(tmp_path)
    assert terraform(tmp_path, "init").returncode == 0
    planned = terraform(tmp_path, "plan").stdout
    assert "Plan: 2 to import, 0 to add, 0 to change, 0 to destroy." in planned, planned
    applied = terraform(tmp_path, "apply", "-auto-approve")
    assert applied.returncode == 0, applied.stderr
    assert re.search(r"2 imported, 0 added, 0 changed, 0 destroyed", applied.stdout)

    checked = check(file, f"{state.vendor_url}/{guide}/key", monkeypatch)
    assert checked.returncode == 0, checked.stdout + checked.stderr

    again = terraform(tmp_path, "plan", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout


def test_an_account_of_the_direct_path_is_described_and_nothing_of_it_changed(
    state: session.State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(state, "ilert")
    file = described(tmp_path)
    assert terraform(tmp_path, "init").returncode == 0
    planned = terraform(tmp_path, "plan", "-detailed-exitcode")
    assert planned.returncode == 0, planned.stdout

    checked = check(file, f"{state.vendor_url}/ilert/key", monkeypatch)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    sns = boto3.client("sns", region_name=ACCOUNT.region, endpoint_url=state.endpoint)
    sns.set_topic_attributes(TopicArn=ACCOUNT.arn("sns", "ilert"), AttributeName="Policy", AttributeValue="{}")
    drifted = check(file, f"{state.vendor_url}/ilert/key", monkeypatch)
    assert (drifted.returncode, "topic ilert policy" in drifted.stdout) == (1, True), drifted.stdout
