"""`trailbell check --chain`, against the local AWS."""

import json
from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.cli.test_check import write
from tests.validators.designed import ILERT
from tests.validators.sandboxed import SandboxedAccount


@pytest.fixture
def deployed(account: SandboxedAccount, directory: Path, monkeypatch: pytest.MonkeyPatch) -> SandboxedAccount:
    """An account as designed, the configuration of it, and the endpoint in the environment."""
    account.deploy()
    monkeypatch.setenv("TF_VAR_ILERT_URL", ILERT)
    write(directory, account.pipeline)
    return account


@pytest.mark.moto
def test_every_alert_of_an_account_as_designed_rings(trailbell: Command, deployed: SandboxedAccount) -> None:
    ended = trailbell("check", "--chain")
    assert (ended.status, ended.stderr) == (0, "")
    assert " would ring" in ended.stdout.splitlines()[0]
    assert "would not" not in ended.stdout
    assert "may not" not in ended.stdout


@pytest.mark.moto
def test_first_broken_link_is_told_in_lines_that_fit(trailbell: Command, deployed: SandboxedAccount) -> None:
    name = deployed.pipeline.alarms[0].name
    deployed.client("cloudwatch").disable_alarm_actions(AlarmNames=[name])
    ended = trailbell("check", "--chain")
    assert ended.status == 1
    told = " ".join(ended.stdout.split())
    assert f"would not ring: the actions of the alarm {name} are disabled: it tells nobody" in told
    assert max(map(len, ended.stdout.splitlines())) <= 100


@pytest.mark.moto
def test_call_that_is_denied_leaves_alerts_unknown(trailbell: Command, deployed: SandboxedAccount) -> None:
    deployed.fail("sns", "GetTopicAttributes")
    ended = trailbell("check", "--chain")
    assert ended.status == 2
    assert "may not ring: the topic bell-on-call could not be read" in " ".join(ended.stdout.split())


@pytest.mark.moto
def test_chains_stand_in_the_json_report(trailbell: Command, deployed: SandboxedAccount) -> None:
    deployed.client("cloudtrail").stop_logging(Name="bell")
    (account,) = json.loads(trailbell("check", "--json").stdout)["accounts"]
    assert {chain["state"] for chain in account["chains"]} == {"broken"}
    assert account["chains"][0]["flaws"][0] == {
        "step": "trail",
        "state": "broken",
        "message": "the trail bell is stopped",
        "partly": False,
    }


@pytest.mark.moto
def test_table_tells_it_in_one_sentence(trailbell: Command, deployed: SandboxedAccount) -> None:
    deployed.client("cloudtrail").stop_logging(Name="bell")
    assert "would not ring: the trail bell is stopped" in " ".join(trailbell("check").stdout.split())


def test_chain_and_json_do_not_go_to_the_same_place(trailbell: Command, configuration: Path) -> None:
    ended = trailbell("check", "--chain", "--json")
    assert (ended.status, ended.stdout) == (2, "")
