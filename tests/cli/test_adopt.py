from pathlib import Path

import pytest

from tests.cli.command import Command, settings
from tests.validators import console
from tests.validators.sandboxed import SandboxedAccount

ENDPOINT = "https://notify.alertops.com/POSTAlert/planted-key/Custom"


@pytest.fixture
def handmade(account: SandboxedAccount) -> SandboxedAccount:
    """AlertOps's guide, followed to its end: the subscription is confirmed."""
    subscription = console.alertops(account.pipeline.account, account.client, ENDPOINT)
    account.confirm(subscription.rpartition(":")[0], subscription)
    return account


def test_what_is_written_is_in_sync_with_the_account_it_describes(
    trailbell: Command, handmade: SandboxedAccount, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = directory / "adopted.yaml"
    file.write_text(settings({"name": "handmade", "id": handmade.pipeline.account.id, "region": "eu-west-1",
                              "check_role": "Auditor"}))  # fmt: skip
    ended = trailbell("adopt", "--config", str(file), "--account", "handmade", "--out", "trailbell.yaml")
    assert (ended.status, ended.stdout) == (0, "")
    assert ended.stderr.splitlines() == [
        f"reading account {handmade.pipeline.account.id} in eu-west-1",
        "described 1 alarm, 1 metric filter; left alone: 0",
        "before a check, set to the endpoints: CLOUD_TRAIL_ALARMS_URL",
        "next: TRAILBELL_CONFIG=trailbell.yaml cdktf deploy, which plans imports and nothing else",
    ]
    assert "planted-key" not in Path("trailbell.yaml").read_text()
    monkeypatch.setenv("CLOUD_TRAIL_ALARMS_URL", ENDPOINT)
    checked = trailbell("check", "--json")
    assert (checked.status, '"in-sync"' in checked.stdout) == (0, True), checked


def test_an_account_of_the_direct_path_is_described_as_one(trailbell: Command, account: SandboxedAccount) -> None:
    console.ilert(account.pipeline.account, account.client, ENDPOINT)
    Path("known.yaml").write_text(settings({"name": "handmade", "id": account.pipeline.account.id,
                                            "region": "eu-west-1", "check_role": "Auditor"}))  # fmt: skip
    ended = trailbell("adopt", "-c", "known.yaml", "-a", "handmade", "-o", "as found.yaml")
    assert ended.status == 0, ended.stderr
    assert ended.stderr.splitlines()[1:] == [
        "described the trail by-hand, which itself tells of log files; left alone: 0",
        "before a check, set to the endpoints: ILERT_URL",
        "next: TRAILBELL_CONFIG='as found.yaml' cdktf deploy, which changes nothing; and trailbell check",
    ]
    assert trailbell("show", "-c", "as found.yaml").stdout.splitlines()[-1].startswith("No alarms: nothing is counted")


def test_without_a_file_the_configuration_is_printed(trailbell: Command, handmade: SandboxedAccount) -> None:
    Path("known.yaml").write_text(settings({"name": "handmade", "id": handmade.pipeline.account.id,
                                            "region": "eu-west-1", "check_role": "Auditor"}))  # fmt: skip
    ended = trailbell("adopt", "-c", "known.yaml", "-a", handmade.pipeline.account.id)
    assert ended.status == 0
    assert "alarm_name: Console sign-in failures" in ended.stdout
    assert [line for line in ended.stdout.splitlines() if len(line) > 130] == []


def test_a_file_that_is_there_is_never_overwritten(trailbell: Command) -> None:
    Path("trailbell.yaml").write_text("mine")
    ended = trailbell("adopt", "-c", "none.yaml", "-a", "111122223333", "--region", "eu-west-1", "-o", "trailbell.yaml")
    assert (ended.status, ended.stderr) == (2, "trailbell.yaml: is already there; name another file with --out\n")
    assert Path("trailbell.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-a", "production", "--region", "eu-west-1"), "'production' is no id of twelve digits"),
        (("-a", "111122223333"), "name the region of the trail, such as eu-west-1"),
        (("-a", "111122223333", "--region", "Ireland"), "'Ireland' is not the code of a region, such as eu-west-1"),
    ],
)
def test_bad_input_is_told_with_the_option(
    trailbell: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    ended = trailbell("adopt", *arguments)
    assert ended.status == 2
    assert said in ended.stderr


def test_the_wrong_credentials_are_told(trailbell: Command, account: SandboxedAccount) -> None:
    ended = trailbell("adopt", "-a", "999988887777", "--region", "eu-west-1")
    assert ended.status == 2
    assert "account 999988887777 could not be read: sts:GetCallerIdentity: the credentials are those of" in ended.stderr


def test_where_nothing_rings_there_is_nothing_to_adopt(
    trailbell: Command, account: SandboxedAccount, directory: Path
) -> None:
    console.trail(account.pipeline.account, account.client)
    Path("known.yaml").write_text(settings({"name": "handmade", "id": account.pipeline.account.id,
                                            "region": "eu-west-1", "check_role": "Auditor"}))  # fmt: skip
    ended = trailbell("adopt", "-c", "known.yaml", "-a", "handmade", "-o", "new.yaml")
    assert ended.status == 2
    assert "no filter and alarm of by-hand can be adopted (its log group has no filters)" in ended.stderr
    assert not Path("new.yaml").exists()
