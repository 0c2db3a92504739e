"""Log files of several accounts: the members of an organization, and the senders of a shared bucket."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from sandbox import control
from tests.cli.command import Command, settings
from tests.cli.log_files import MEMBERS, ORGANIZATION, PERIOD, copy, deployed, keys, managing, members, offline
from tests.validators.delivered import Delivered
from tests.validators.sandboxed import SandboxedAccount
from validators.public_keys import PublicKeys, kept
from validators.session import Session

__all__ = ["copy", "deployed", "keys", "managing"]


def test_copy_of_an_organizations_bucket_is_told_account_by_account(
    trailbell: Command, copy: Delivered, keys: str
) -> None:
    first, second = members()
    del second.objects[second.logs[0]]
    first.copy(Path("copy"))
    second.copy(Path("copy"))
    ended = offline(trailbell, copy, keys)
    assert ended.status == 1
    assert [" ".join(line.split()) for line in ended.stdout.splitlines()[-5:]] == [
        "account region digests log files found",
        "111122223333 eu-west-1 3 6 valid",
        "444455556666 eu-west-1 3 6 valid",
        "777788889999 eu-west-1 3 6 1 missing",
        "9 digests: 9 valid; 18 log files: 17 valid, 1 missing",
    ]


def test_one_member_of_an_organization_can_be_asked_for(trailbell: Command, copy: Delivered, keys: str) -> None:
    for one in members():
        one.copy(Path("copy"))
    ended = offline(trailbell, copy, keys, "--account-id", MEMBERS[0])
    assert (ended.status, ended.stdout) == (0, "3 digests: 3 valid; 6 log files: 6 valid\n")


def test_one_organization_can_be_asked_for_without_what_lies_beside_it(
    trailbell: Command, copy: Delivered, keys: str
) -> None:
    for one in members():
        one.copy(Path("copy"))
    report = json.loads(offline(trailbell, copy, keys, "--organization-id", ORGANIZATION, "--json").stdout)
    assert [place["account"] for place in report["places"]] == [*MEMBERS]


def test_an_account_that_lies_nowhere_is_not_green(trailbell: Command, copy: Delivered, keys: str) -> None:
    ended = offline(trailbell, copy, keys, "--account-id", "111122223333", "--account-id", MEMBERS[0])
    assert ended.status == 2
    told = " ".join(ended.stdout.split())
    assert f"unchecked period {MEMBERS[0]} has no log file and no digest in what was looked into" in told


def test_an_organization_that_lies_nowhere_is_not_green(trailbell: Command, copy: Delivered, keys: str) -> None:
    ended = offline(trailbell, copy, keys, "--organization-id", ORGANIZATION)
    assert ended.status == 2
    assert "has no folder in what was looked into" in ended.stdout


@pytest.mark.moto
def test_every_member_of_an_organization_is_validated_in_its_bucket(
    trailbell: Command, managing: list[Delivered], account: SandboxedAccount, keys: str
) -> None:
    account.client("s3").delete_object(Bucket=managing[1].bucket, Key=managing[1].logs[0])
    ended = trailbell("validate-logs", "--public-keys", keys, "--json", *PERIOD)
    assert ended.status == 1
    report = json.loads(ended.stdout)
    assert [place["account"] for place in report["places"]] == sorted([account.pipeline.account.id, *MEMBERS])
    (found,) = report["found"]
    assert (found["account"], found["region"], found["verdict"]) == (MEMBERS[1], "eu-west-1", "missing")


@pytest.mark.moto
def test_one_member_is_validated_in_the_bucket_of_its_organization(
    trailbell: Command, managing: list[Delivered], keys: str
) -> None:
    ended = trailbell("validate-logs", "--public-keys", keys, "--account-id", MEMBERS[1], *PERIOD)
    assert (ended.status, ended.stdout) == (0, "3 digests: 3 valid; 6 log files: 6 valid\n")


@pytest.mark.moto
def test_keys_of_a_region_are_asked_for_once_for_all_members(
    trailbell: Command, managing: list[Delivered], keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def listed(session: Session, *_: datetime) -> PublicKeys:
        asked.append(session.account.region)
        return kept([Path(keys)])

    monkeypatch.setattr("validators.public_keys.listed", listed)
    assert trailbell("validate-logs", *PERIOD).status == 0
    assert asked == ["eu-west-1"]


@pytest.mark.moto
def test_a_bucket_that_was_named_is_not_told_of_once_for_each_account(
    trailbell: Command, managing: list[Delivered], account: SandboxedAccount, directory: Path, keys: str
) -> None:
    one = account.pipeline.account
    roles = {"region": one.region, "check_role": "Auditor"}
    entries = ({"name": "management", "id": one.id, **roles}, {"name": "member", "id": MEMBERS[0], **roles})
    (directory / "trailbell.yaml").write_text(settings(*entries))
    bucket = ("validate-logs", "--public-keys", keys, "--bucket", managing[0].bucket, *PERIOD)
    assert trailbell(*bucket, "--account-id", MEMBERS[0]).stdout == "3 digests: 3 valid; 6 log files: 6 valid\n"
    assert (
        trailbell(*bucket, "--organization-id", ORGANIZATION).stdout.splitlines()[-1].startswith("6 digests: 6 valid")
    )
    report = json.loads(trailbell(*bucket, "--json").stdout)
    assert report["summary"]["digest"]["valid"] == 9


@pytest.mark.moto
def test_log_files_that_another_account_keeps_are_read_with_its_role(
    trailbell: Command, account: SandboxedAccount, directory: Path, keys: str
) -> None:
    keeps, sender = account.pipeline.account, "999900001111"
    roles = {"region": keeps.region, "check_role": "Auditor"}
    entries = ({"name": "logging", "id": keeps.id, **roles}, {"name": "production", "id": sender, **roles})
    (directory / "trailbell.yaml").write_text(settings(*entries, central={"account": "logging"}))
    made = Delivered(bucket=account.pipeline.bucket.name, account=sender)
    made.hours(3)
    s3 = account.client("s3")
    s3.create_bucket(Bucket=made.bucket, CreateBucketConfiguration={"LocationConstraint": keeps.region})
    made.put(s3)
    control.fail_calls(account.aws.url, service="sts", operation="GetCallerIdentity", account=sender)
    ended = trailbell("validate-logs", "--account", "production", "--public-keys", keys, *PERIOD)
    assert (ended.status, ended.stdout) == (0, "3 digests: 3 valid; 6 log files: 6 valid\n")


@pytest.mark.moto
def test_each_account_that_sends_to_a_bucket_is_validated_there_once(
    trailbell: Command, account: SandboxedAccount, deployed: Delivered, directory: Path, keys: str
) -> None:
    keeps, senders = account.pipeline.account, ("999900001111", "999900002222")
    roles = {"region": keeps.region, "check_role": "Auditor"}
    entries = [{"name": "logging", "id": keeps.id, **roles}]
    entries += [{"name": f"sender-{number}", "id": one, **roles} for number, one in enumerate(senders)]
    (directory / "trailbell.yaml").write_text(settings(*entries, central={"account": "logging"}))
    made = Delivered(bucket=deployed.bucket, account=senders[0])
    made.hours(3)
    for one in (made, *members(deployed.bucket)):
        one.put(account.client("s3"))
    ended = trailbell("validate-logs", "--public-keys", keys, "--json", *PERIOD)
    assert ended.status == 2
    report = json.loads(ended.stdout)
    assert [place["account"] for place in report["places"]] == sorted([keeps.id, senders[0]])
    (found,) = report["found"]
    assert (found["account"], found["verdict"]) == (senders[1], "unchecked")
