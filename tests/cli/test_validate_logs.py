import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.command import Command, settings
from tests.cli.log_files import PERIOD, copy, deployed, keys, offline
from tests.validators.delivered import HOUR, NOON, Delivered
from tests.validators.sandboxed import SandboxedAccount
from validators.public_keys import PublicKeys, kept
from validators.session import Session

__all__ = ["copy", "deployed", "keys"]


def test_copy_as_delivered_exits_with_zero_and_one_line(trailbell: Command, copy: Delivered, keys: str) -> None:
    ended = offline(trailbell, copy, keys)
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout == "3 digests: 3 valid; 6 log files: 6 valid\n"


def test_everything_is_told_where_it_is_asked_for(trailbell: Command, copy: Delivered, keys: str) -> None:
    lines = offline(trailbell, copy, keys, "--verbose").stdout.splitlines()
    assert lines[0].split()[:2] == ["valid", "digest"]
    assert sum(line.startswith("valid") for line in lines) == 9


def test_what_is_wrong_exits_with_one_and_is_told_in_a_table(trailbell: Command, copy: Delivered, keys: str) -> None:
    del copy.objects[copy.logs[0]]
    copy.tamper(copy.logs[1], lambda content: content + b" ")
    ended = offline(trailbell, copy, keys)
    assert (ended.status, ended.stderr) == (1, "")
    text = ended.stdout
    assert text.splitlines()[-1] == "3 digests: 3 valid; 6 log files: 4 valid, 1 invalid, 1 missing"
    assert "is not there, though CloudTrail delivered it" in text
    assert "was changed after CloudTrail delivered it" in text
    assert [line for line in text.splitlines() if len(line) > 100] == []
    assert "\x1b" not in text


def test_what_could_not_be_checked_exits_with_two(trailbell: Command, copy: Delivered, keys: str) -> None:
    copy.objects[copy.digests[-1]] = copy.objects[copy.digests[-1]][0], None
    copy.copy(Path("copy"), signed=False)
    ended = trailbell("validate-logs", "--folder", "copy", "--public-keys", keys)
    assert ended.status == 2
    assert ended.stdout.splitlines()[-1] == "3 digests: 2 valid, 1 unchecked; 4 log files: 4 valid"
    assert (
        trailbell("validate-logs", "--folder", "copy", "--public-keys", keys, "--end-time", "2026-11-20T12:00").status
        == 0
    )


def test_what_is_wrong_outweighs_what_could_not_be_checked(trailbell: Command, copy: Delivered, keys: str) -> None:
    del copy.objects[copy.logs[0]]
    copy.copy(Path("copy"), signed=False)
    assert trailbell("validate-logs", "--folder", "copy", "--public-keys", keys).status == 1


def test_many_problems_are_cut_in_the_table_and_whole_in_json(trailbell: Command, keys: str) -> None:
    made = Delivered()
    made.hours(60)
    for key in made.logs:
        del made.objects[key]
    ended = offline(trailbell, made, keys)
    assert ended.stdout.splitlines()[-2:] == [
        "and 20 more: see --json",
        "60 digests: 60 valid; 120 log files: 120 missing",
    ]
    report = json.loads(offline(trailbell, made, keys, "--json").stdout)
    assert len(report["found"]) == report["summary"]["log file"]["missing"] == 120


def test_json_is_all_there_is_on_stdout(trailbell: Command, copy: Delivered, keys: str) -> None:
    del copy.objects[copy.logs[0]]
    ended = offline(trailbell, copy, keys, "--json", *PERIOD)
    assert (ended.status, ended.stderr) == (1, "")
    report = json.loads(ended.stdout)
    (found,) = report["found"]
    assert (report["schema"], report["start"], report["end"]) == (
        1,
        "2026-11-20T11:00:00+00:00",
        "2026-11-20T14:00:00+00:00",
    )
    assert (found["kind"], found["verdict"]) == ("log file", "missing")
    assert found["where"].endswith(copy.logs[0])
    none = {"invalid": 0, "unexpected": 0, "gap": 0, "unchecked": 0}
    assert report["summary"] == {
        "digest": {"valid": 3, "missing": 0, **none},
        "log file": {"valid": 5, "missing": 1, **none},
        "period": {"valid": 0, "missing": 0, **none},
    }


def test_names_of_others_cannot_steer_the_terminal(trailbell: Command, copy: Delivered, keys: str) -> None:
    copy.objects[copy.logs[0].replace("_CloudTrail_", "_\x1b[31m_")] = b"", None
    assert "\x1b" not in offline(trailbell, copy, keys).stdout


def test_a_sample_is_told_as_what_it_is(trailbell: Command, copy: Delivered, keys: str) -> None:
    ended = offline(trailbell, copy, keys, "--max-log-files", "2")
    assert ended.status == 2
    assert "has 4 log files that were not read, since the limit was reached" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "3 digests: 3 valid; 2 log files: 2 valid; 1 period: 1 unchecked"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--account-id", "4444"), "'4444' is no account id; write its twelve digits, such as 111122223333"),
        (("--organization-id", "a1b2"), "'a1b2' is no id of an organization; write one such as o-a1b2c3d4e5"),
        (("--max-log-files", "0"), "Invalid value for '--max-log-files': 0 is not in the range x>=1"),
        (("--folder", "copy"), "--folder needs --public-keys: what `aws cloudtrail list-public-keys` printed"),
        (
            ("--folder", "copy", "--public-keys", "keys.json", "--account", "production"),
            "--folder is a copy of one bucket",
        ),
        (("--folder", "copy", "--public-keys", "keys.json", "--bucket", "b"), "--folder is a copy of one bucket"),
        (("--folder", "none", "--public-keys", "keys.json"), "Directory 'none' does not exist"),
        (("--folder", "copy", "--public-keys", "none"), "Path 'none' does not exist"),
        (("--folder", "copy", "--public-keys", "copy"), "copy: holds no .json file; save there what"),
        (("--prefix", "logs"), "--prefix goes with --bucket"),
        (("--start-time", "yesterday"), "'yesterday' is no time; write 2026-11-20 or 2026-11-20T08:30:00Z, in UTC"),
        (("--start-time", "2026-11-21", "--end-time", "2026-11-20"), "--start-time is not before --end-time"),
        (("--config", "none.yaml"), "none.yaml: cannot read this file: No such file or directory"),
    ],
)
def test_wrong_input_is_told_in_one_message(
    trailbell: Command, copy: Delivered, keys: str, arguments: tuple[str, ...], said: str
) -> None:
    copy.copy(Path("copy"))
    ended = trailbell("validate-logs", *arguments)
    assert (ended.status, ended.stdout) == (2, "")
    assert said in ended.stderr


def test_folder_that_holds_nothing_of_cloudtrail_is_not_green(trailbell: Command, keys: str) -> None:
    Path("copy").mkdir()
    ended = trailbell("validate-logs", "--folder", "copy", "--public-keys", keys)
    assert ended.status == 2
    assert "holds no folder AWSLogs" in ended.stdout


@pytest.mark.moto
def test_bucket_of_the_trail_is_validated(trailbell: Command, deployed: Delivered, keys: str) -> None:
    ended = trailbell("validate-logs", "--public-keys", keys, *PERIOD)
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout == "3 digests: 3 valid; 6 log files: 6 valid\n"


@pytest.mark.moto
def test_log_file_that_was_deleted_from_the_bucket_exits_with_one(
    trailbell: Command, deployed: Delivered, account: SandboxedAccount, keys: str
) -> None:
    account.client("s3").delete_object(Bucket=deployed.bucket, Key=deployed.logs[0])
    ended = trailbell("validate-logs", "--public-keys", keys, *PERIOD)
    assert ended.status == 1
    assert f"s3://{deployed.bucket}/" in ended.stdout


@pytest.mark.moto
def test_another_bucket_and_prefix_can_be_named(
    trailbell: Command, deployed: Delivered, account: SandboxedAccount, keys: str
) -> None:
    old = Delivered(bucket=f"old-{deployed.account}", account=deployed.account, lead="logs/")
    old.hours(1, NOON + 2 * HOUR)
    s3 = account.client("s3")
    s3.create_bucket(Bucket=old.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    old.put(s3)
    ended = trailbell("validate-logs", "--public-keys", keys, "--bucket", old.bucket, "--prefix", "/logs/", *PERIOD)
    assert ended.stdout == "1 digest: 1 valid; 2 log files: 2 valid\n"


@pytest.mark.moto
def test_last_day_is_meant_where_no_period_is_given(trailbell: Command, deployed: Delivered, keys: str) -> None:
    ended = trailbell("validate-logs", "--public-keys", keys, "--json")
    report = json.loads(ended.stdout)
    start, end = datetime.fromisoformat(report["start"]), datetime.fromisoformat(report["end"])
    assert end - start == timedelta(days=1)


@pytest.mark.moto
def test_keys_are_asked_of_cloudtrail_in_the_region_of_the_digests(
    trailbell: Command, deployed: Delivered, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, datetime]] = []

    def listed(session: Session, start: datetime, end: datetime) -> PublicKeys:
        asked.append((session.account.region, start))
        return kept([Path(keys)])

    monkeypatch.setattr("validators.public_keys.listed", listed)
    assert trailbell("validate-logs", *PERIOD).status == 0
    assert asked == [("eu-west-1", NOON - HOUR - timedelta(days=1))]


@pytest.mark.moto
def test_keys_that_cloudtrail_refuses_leave_the_region_unchecked(
    trailbell: Command, deployed: Delivered, account: SandboxedAccount
) -> None:
    account.fail("cloudtrail", "ListPublicKeys")
    ended = trailbell("validate-logs", *PERIOD)
    assert ended.status == 2
    assert "could not be read: cloudtrail:ListPublicKeys: access denied" in " ".join(ended.stdout.split())


@pytest.mark.moto
def test_account_that_cannot_be_entered_is_unchecked(
    trailbell: Command, deployed: Delivered, account: SandboxedAccount, keys: str
) -> None:
    account.fail("sts", "GetCallerIdentity")
    ended = trailbell("validate-logs", "--public-keys", keys, *PERIOD)
    assert ended.status == 2
    assert ended.stdout.splitlines()[-1] == "0 digests; 0 log files; 1 period: 1 unchecked"


def test_an_existing_trail_whose_bucket_nobody_named_is_not_checked(trailbell: Command) -> None:
    account = {"name": "production", "id": "111122223333", "region": "eu-west-1"}
    Path("trailbell.yaml").write_text(settings(account, existing={"trail": "by-hand", "log_group": "group"}))
    ended = trailbell("validate-logs", *PERIOD)
    assert ended.status == 2
    assert "name it as existing.bucket, or with --bucket" in " ".join(ended.stdout.split())
