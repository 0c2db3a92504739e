import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest
import yaml

from pipeline.pipeline import Pipeline
from tests.cli.command import Command, settings, start
from tests.validators.designed import ILERT
from tests.validators.sandboxed import SandboxedAccount
from validators.history import History


@pytest.fixture
def deployed(account: SandboxedAccount, directory: Path, monkeypatch: pytest.MonkeyPatch) -> SandboxedAccount:
    """An account as designed, the configuration of it, and the endpoint in the environment."""
    account.deploy()
    monkeypatch.setenv("TF_VAR_ILERT_URL", ILERT)
    write(directory, account.pipeline)
    return account


def write(directory: Path, *pipelines: Pipeline) -> None:
    accounts = [
        {"name": one.account.name, "id": one.account.id, "region": one.account.region, "check_role": "Auditor"}
        for one in pipelines
    ]
    (directory / "trailbell.yaml").write_text(settings(*accounts))


@pytest.mark.moto
def test_account_as_designed_exits_with_zero(trailbell: Command, deployed: SandboxedAccount) -> None:
    ended = trailbell("check")
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "1 account: 1 in sync"


@pytest.mark.moto
def test_drift_exits_with_one_and_is_told_in_a_table(trailbell: Command, deployed: SandboxedAccount) -> None:
    deployed.client("cloudtrail").stop_logging(Name="bell")
    ended = trailbell("check")
    assert (ended.status, ended.stderr) == (1, "")
    assert "critical changed   trail bell logging" in ended.stdout
    assert "Nothing is recorded: no alert can ring." in ended.stdout
    assert "\x1b" not in ended.stdout


@pytest.mark.moto
def test_json_is_all_there_is_on_stdout(trailbell: Command, deployed: SandboxedAccount) -> None:
    deployed.client("cloudtrail").stop_logging(Name="bell")
    ended = trailbell("check", "--json")
    assert (ended.status, ended.stderr) == (1, "")
    report = json.loads(ended.stdout)
    (finding,) = report["accounts"][0]["findings"]
    assert (report["schema"], finding["part"], finding["field"]) == (1, "trail", "logging")


@pytest.mark.moto
def test_account_that_cannot_be_read_exits_with_two_and_the_others_are_told_in_order(
    trailbell: Command, deployed: SandboxedAccount, directory: Path
) -> None:
    locked = SandboxedAccount(deployed.aws, deployed.clients)
    locked.fail("sts", "GetCallerIdentity")
    write(directory, locked.pipeline, deployed.pipeline)
    ended = trailbell("check", "--json")
    assert (ended.status, ended.stderr) == (2, "")
    statuses = [(one["id"], one["status"]) for one in json.loads(ended.stdout)["accounts"]]
    assert statuses == [(locked.pipeline.account.id, "unchecked"), (deployed.pipeline.account.id, "in-sync")]


@pytest.mark.moto
def test_only_the_account_that_is_meant_is_read(
    trailbell: Command, deployed: SandboxedAccount, directory: Path
) -> None:
    other = SandboxedAccount(deployed.aws, deployed.clients)
    write(directory, other.pipeline, deployed.pipeline)
    ended = trailbell("check", "--account", deployed.pipeline.account.id)
    assert (ended.status, ended.stdout.splitlines()[-1]) == (0, "1 account: 1 in sync")


@pytest.mark.moto
def test_no_secret_is_printed(trailbell: Command, deployed: SandboxedAccount) -> None:
    topic = deployed.pipeline.topics[0].arn
    deployed.client("sns").subscribe(TopicArn=topic, Protocol="https", Endpoint="https://x.example/planted")
    listed = deployed.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    deployed.client("sns").unsubscribe(SubscriptionArn=listed[0]["SubscriptionArn"])
    for arguments in ((), ("--json",)):
        ended = trailbell("check", *arguments)
        assert "api.ilert.com" in ended.stdout
        assert "x.example" in ended.stdout
        assert "planted" not in ended.stdout + ended.stderr


def test_variable_that_is_not_set_is_named_with_the_remedy(trailbell: Command, configuration: Path) -> None:
    ended = trailbell("check")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith("trailbell.yaml:")
    assert "destination on-call: " in ended.stderr
    assert "export TF_VAR_ILERT_URL='https://...'" in ended.stderr


def test_endpoint_of_another_vendor_is_refused_without_repeating_it(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILERT_URL", "https://elsewhere.example/planted")
    ended = trailbell("check")
    assert (ended.status, ended.stdout) == (2, "")
    assert "ILERT_URL has the host elsewhere.example, which is not ilert's" in ended.stderr
    assert "planted" not in ended.stderr


def test_without_credentials_every_account_is_unchecked(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILERT_URL", ILERT)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    ended = trailbell("check")
    assert (ended.status, ended.stderr) == (2, "")
    assert "there are no AWS credentials; log in, or set AWS_PROFILE." in " ".join(ended.stdout.split())
    assert ended.stdout.splitlines()[-1] == "2 accounts: 2 unchecked; findings: 2 unchecked"


def test_profile_that_does_not_exist_is_no_bug(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILERT_URL", ILERT)
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    ended = trailbell("check", "--account", "staging")
    assert (ended.status, ended.stderr) == (2, "")
    assert "The config profile (nobody) could not be found" in " ".join(ended.stdout.split())


A_CALL_THAT_IS_GIVEN_UP = 10
"""Seconds; whoever waits for a call under way takes longer."""


def interrupted(*arguments: str) -> tuple[int, str, str, float]:
    """Exit status, stdout, stderr and the seconds it took of a check whose calls nobody answers, after Ctrl-C."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        environment = {**os.environ, "AWS_ENDPOINT_URL": endpoint, "ILERT_URL": ILERT}
        process = start("check", *arguments, environment=environment)
        connection, _ = silent.accept()
        with connection:
            pressed = time.monotonic()
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=30)
    return process.returncode, stdout, stderr, time.monotonic() - pressed


def test_ctrl_c_ends_a_check_that_aws_does_not_answer(configuration: Path) -> None:
    status, stdout, stderr, seconds = interrupted()
    assert seconds < A_CALL_THAT_IS_GIVEN_UP
    assert (status, stderr.strip()) == (130, "interrupted: 0 of 2 accounts were read; the report is not whole")
    assert stdout.splitlines()[-1] == "2 accounts: 2 unchecked; findings: 2 unchecked"


def test_reports_of_an_interrupted_check_tell_which_accounts_were_not_read(configuration: Path) -> None:
    status, stdout, _, _ = interrupted("--json", "--report", "csv=drift.csv", "--history", "runs.db")
    accounts = json.loads(stdout)["accounts"]
    assert (status, [one["status"] for one in accounts]) == (130, ["unchecked", "unchecked"])
    assert accounts[0]["findings"][0]["message"] == "The check was interrupted before this account was read."
    assert "interrupted before this account was read" in (configuration.parent / "drift.csv").read_text()
    with History(configuration.parent / "runs.db") as kept:
        assert kept.runs() == ()


@pytest.mark.moto
def test_shards_together_read_every_account_once(
    trailbell: Command, deployed: SandboxedAccount, directory: Path
) -> None:
    others = [SandboxedAccount(deployed.aws, deployed.clients) for _ in range(3)]
    write(directory, deployed.pipeline, *(one.pipeline for one in others))
    read: list[str] = []
    for shard in ("1/2", "2/2"):
        report = json.loads(trailbell("check", "--shard", shard, "--json").stdout)
        assert report["shard"] == shard
        read += [one["id"] for one in report["accounts"]]
    assert sorted(read) == sorted(one.pipeline.account.id for one in (deployed, *others))


@pytest.mark.parametrize("shard", ["0/2", "3/2", "2", "a/b", "1/0"])
def test_share_that_does_not_exist_is_refused(trailbell: Command, configuration: Path, shard: str) -> None:
    ended = trailbell("check", "--shard", shard)
    assert ended.status == 2
    assert f"'{shard}' is no share; write I/N with I from 1 to N, such as 2/4" in " ".join(ended.stderr.split())


@pytest.mark.moto
def test_ignore_that_has_expired_is_reported(trailbell: Command, deployed: SandboxedAccount, directory: Path) -> None:
    written = yaml.safe_load((directory / "trailbell.yaml").read_text())
    drill = {"event": "RunInstances", "reason": "drill", "until": "2020-01-01"}
    written["alerts"] = {**written.get("alerts", {}), "ignore": [drill]}
    (directory / "trailbell.yaml").write_text(json.dumps(written))
    said = trailbell("check").stderr
    assert "this ignore (drill) ended on 2020-01-01, so its events count again; remove it, or set a later day" in said
