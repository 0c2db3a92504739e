import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.validators.copied import REGION, Place, delivered, name, place
from tests.validators.delivered import BUCKET, HOUR, NOON, Delivered, written_keys
from tests.validators.sandboxed import SandboxedAccount
from validators.chain import Checked, Kind, Verdict
from validators.log_files import Period, validate
from validators.public_keys import PublicKeys, kept
from validators.reading import CallFailed, Unread
from validators.scope import Scope
from validators.storage import Bucket, Folder

__all__ = ["delivered", "place"]


def test_what_was_delivered_is_valid_and_vouched_for_once(place: Place, delivered: Delivered) -> None:
    found = place.validated(delivered)
    assert {one.verdict for one in found} == {Verdict.valid}
    assert [one.kind for one in found].count(Kind.digest) == 4
    files = [one.where for one in found if one.kind is Kind.log_file]
    assert sorted(map(name, files)) == sorted(map(name, delivered.logs))


def test_a_deleted_log_file_is_missing(place: Place, delivered: Delivered) -> None:
    del delivered.objects[delivered.logs[3]]
    reason = "missing is not there, though CloudTrail delivered it"
    assert place.problems(delivered) == [("log file", name(delivered.logs[3]), reason)]


def test_a_changed_log_file_is_invalid(place: Place, delivered: Delivered) -> None:
    delivered.tamper(delivered.logs[3], lambda content: content.replace(b"[]", b"{}"))
    reason = "invalid was changed after CloudTrail delivered it"
    assert place.problems(delivered) == [("log file", name(delivered.logs[3]), reason)]


def test_a_log_file_packed_anew_is_valid(place: Place, delivered: Delivered) -> None:
    delivered.tamper(delivered.logs[3], lambda content: content)
    assert place.problems(delivered) == []


def test_events_appended_to_a_log_file_are_seen(place: Place, delivered: Delivered) -> None:
    content, _ = delivered.objects[delivered.logs[3]]
    delivered.objects[delivered.logs[3]] = content + gzip.compress(b'{"Records": []}'), None
    reason = "invalid was changed after CloudTrail delivered it"
    assert place.problems(delivered) == [("log file", name(delivered.logs[3]), reason)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "ends too early for a gzip file"),
        (b"plain", "is not a gzip file"),
        (gzip.compress(b"x")[:-2], "ends too early for a gzip file"),
    ],
    ids=["empty", "text", "cut"],
)
def test_a_damaged_log_file_is_invalid(place: Place, delivered: Delivered, content: bytes, reason: str) -> None:
    delivered.objects[delivered.logs[3]] = content, None
    assert place.problems(delivered) == [("log file", name(delivered.logs[3]), f"invalid {reason}")]


def test_a_log_file_that_no_digest_lists_is_unexpected(place: Place, delivered: Delivered) -> None:
    planted = delivered.log(NOON + HOUR, "planted")
    reason = "unexpected is listed by no digest: CloudTrail does not vouch for it"
    assert place.problems(delivered) == [("log file", name(planted), reason)]


def test_a_file_among_log_files_that_is_none_is_unexpected(place: Place, delivered: Delivered) -> None:
    key = delivered.logs[0].replace("_CloudTrail_", "_Copy_")
    delivered.objects[key] = b"", None
    reason = "unexpected has not the name of a log file, and no digest lists it"
    assert place.problems(delivered) == [("log file", name(key), reason)]


def test_a_log_file_whose_digest_is_still_to_come_is_no_problem(place: Place, delivered: Delivered) -> None:
    delivered.log(NOON + 3 * HOUR + HOUR / 6)
    delivered.log(NOON + 2 * HOUR + HOUR / 2, "late")
    assert place.problems(delivered) == []


def test_log_files_from_before_validation_began_are_counted_as_unchecked(place: Place, delivered: Delivered) -> None:
    delivered.log(NOON - 3 * HOUR)
    delivered.log(NOON - 2 * HOUR)
    reason = "unchecked has 2 log files that were delivered before the first digest that covers the period"
    assert place.problems(delivered, start=NOON - 5 * HOUR) == [("period", REGION, reason)]


def test_log_files_of_a_deleted_digest_are_unchecked_and_not_unexpected(place: Place, delivered: Delivered) -> None:
    place.keep_signature(delivered, delivered.digests[0])
    del delivered.objects[delivered.digests[1]]
    assert place.problems(delivered) == [
        ("digest", name(delivered.digests[1]), "missing is not there: nothing vouches for its log files"),
        ("period", REGION, "unchecked has 2 log files that are listed by no digest that could be verified"),
    ]


def test_what_is_unexpected_far_from_a_deleted_digest_stays_so(place: Place, delivered: Delivered) -> None:
    place.keep_signature(delivered, delivered.digests[0])
    del delivered.objects[delivered.digests[0]]
    planted = delivered.log(NOON + HOUR, "planted")
    assert ("log file", name(planted)) in [one[:2] for one in place.problems(delivered)]


def test_in_a_copy_a_digest_behind_a_deleted_one_has_no_signature(place: Place, delivered: Delivered) -> None:
    del delivered.objects[delivered.digests[1]]
    found = [(where, verdict.split()[0]) for _, where, verdict in place.problems(delivered)]
    assert found == [
        (name(delivered.digests[1]), "missing"),
        (name(delivered.digests[0]), "unchecked"),
        (REGION, "unchecked"),
    ]


def test_a_digest_that_was_changed_vouches_for_nothing(place: Place, delivered: Delivered) -> None:
    """Deleting a log file and its line in the digest does not hide it."""
    document = json.loads(gzip.decompress(delivered.objects[delivered.digests[1]][0]))
    document["logFiles"] = []
    delivered.tamper(delivered.digests[1], lambda _: json.dumps(document).encode())
    del delivered.objects[delivered.logs[2]]
    kinds = [(kind, verdict.split()[0]) for kind, _, verdict in place.problems(delivered)]
    assert kinds == [("digest", "invalid"), ("period", "unchecked")]


def test_a_log_file_said_to_lie_outside_is_not_looked_for(place: Place) -> None:
    made = Delivered()
    (place.folder.parent / "secret").write_bytes(gzip.compress(b"secret"))
    made.hour(NOON, files=1, change=lambda one: one["logFiles"][0].update(s3Object="AWSLogs/../../secret"))
    assert ("log file", "secret", "missing is not there, though CloudTrail delivered it") in place.problems(made)


def test_a_log_file_in_another_bucket_is_not_looked_for(place: Place) -> None:
    made = Delivered()
    made.hour(NOON, files=1, change=lambda one: one["logFiles"][0].update(s3Bucket="elsewhere"))
    found = [one for one in place.validated(made) if one.kind is Kind.log_file]
    assert [(one.where, one.verdict) for one in found] == [(f"s3://elsewhere/{made.logs[0]}", Verdict.unchecked)]


def test_only_the_period_is_looked_into(place: Place, delivered: Delivered) -> None:
    del delivered.objects[delivered.logs[0]]
    del delivered.objects[delivered.logs[-1]]
    found = place.validated(delivered, start=NOON + HOUR / 2, end=NOON + HOUR)
    assert [name(one.where)[-24:-8] for one in found if one.kind is Kind.digest] == [
        "20261120T140000Z",
        "20261120T130000Z",
    ]
    assert {one.verdict for one in found} == {Verdict.valid}


def test_a_period_that_ends_later_than_the_digests_has_a_gap(place: Place, delivered: Delivered) -> None:
    reason = (
        "gap is covered by no digest from 2026-11-20T15:00:00+00:00 to 2026-11-20T20:00:00+00:00: validation or the "
        "trail was off, or digests were deleted"
    )
    assert place.problems(delivered, start=NOON, end=NOON + 8 * HOUR) == [("period", REGION, reason)]


def test_a_digest_that_is_not_due_yet_leaves_no_gap(place: Place) -> None:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    made = Delivered()
    made.hours(3, now - timedelta(hours=3))
    assert place.problems(made, start=now - timedelta(hours=4), end=datetime.now(UTC)) == []


def test_a_period_without_any_digest_is_a_gap(place: Place, delivered: Delivered) -> None:
    later = NOON + timedelta(days=3)
    ((kind, where, verdict),) = place.problems(delivered, start=later, end=later + HOUR)
    assert (kind, where) == ("period", REGION)
    assert verdict.startswith("gap is covered by no digest in all of the period")


def test_a_region_whose_digests_were_all_deleted_is_a_gap(place: Place, delivered: Delivered) -> None:
    """The log files are still there, so the region is known."""
    for key in delivered.digests:
        del delivered.objects[key]
    ((kind, where, verdict),) = [
        (one.kind, one.where, one.verdict)
        for one in place.validated(delivered, leads=("",))
        if one.verdict is not Verdict.valid
    ]
    assert (kind, where, verdict) == (Kind.period, REGION, Verdict.gap)


def test_backfill_digests_vouch_for_what_the_first_ones_left_out(place: Place, delivered: Delivered) -> None:
    late = Delivered()
    late.hour(NOON + HOUR, files=3, backfill=True)
    late.copy(place.folder)
    assert place.problems(delivered) == []


def test_keys_that_cannot_be_read_leave_the_region_unchecked(place: Place, delivered: Delivered) -> None:
    def refuse(region: str) -> PublicKeys:
        raise CallFailed(Unread("cloudtrail:ListPublicKeys", f"access denied in {region}"))

    copy = Folder(delivered.copy(place.folder))
    ((where, verdict, reason),) = [
        (one.where, one.verdict, one.reason) for one in validate(copy, Scope(), refuse, Period())
    ]
    assert (where, verdict) == (REGION, Verdict.unchecked)
    assert reason == "could not be read: cloudtrail:ListPublicKeys: access denied in eu-west-1"


@pytest.fixture
def bucket(account: SandboxedAccount) -> Delivered:
    made = Delivered(bucket=f"logs-{account.pipeline.account.id}", lead="prefix/")
    made.hours(3)
    account.client("s3").create_bucket(
        Bucket=made.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    made.put(account.client("s3"))
    return made


def in_bucket(account: SandboxedAccount, bucket: Delivered, keys: Path) -> list[Checked]:
    public_keys = kept([written_keys(keys)])
    storage = Bucket(account.session(), bucket.bucket)
    scope = Scope(leads=("prefix/",), accounts=frozenset({bucket.account}))
    return [*validate(storage, scope, lambda _: public_keys, Period(NOON - HOUR, NOON + 2 * HOUR))]


def test_a_bucket_is_validated_as_it_is(account: SandboxedAccount, bucket: Delivered, tmp_path: Path) -> None:
    found = in_bucket(account, bucket, tmp_path / "keys.json")
    assert len(found) == 9
    assert {one.verdict for one in found} == {Verdict.valid}
    assert found[0].where == f"s3://{bucket.bucket}/{bucket.digests[-1]}"


def test_what_was_deleted_or_changed_in_a_bucket_is_told(
    account: SandboxedAccount, bucket: Delivered, tmp_path: Path
) -> None:
    s3 = account.client("s3")
    s3.delete_object(Bucket=bucket.bucket, Key=bucket.logs[0])
    s3.put_object(Bucket=bucket.bucket, Key=bucket.logs[1], Body=gzip.compress(b"{}"))
    s3.delete_object(Bucket=bucket.bucket, Key=bucket.digests[1])
    found = {one.where.rpartition("/")[2]: one.verdict for one in in_bucket(account, bucket, tmp_path / "keys.json")}
    assert found[name(bucket.logs[0])] is Verdict.missing
    assert found[name(bucket.logs[1])] is Verdict.invalid
    assert found[name(bucket.digests[1])] is Verdict.missing


def test_an_object_that_may_not_be_read_is_unchecked(
    account: SandboxedAccount, bucket: Delivered, tmp_path: Path
) -> None:
    account.fail("s3", "GetObject")
    found = in_bucket(account, bucket, tmp_path / "keys.json")
    assert {one.verdict for one in found} == {Verdict.unchecked}
    assert "s3:GetObject: access denied" in found[0].reason


def test_a_bucket_that_may_not_be_listed_is_unchecked(
    account: SandboxedAccount, bucket: Delivered, tmp_path: Path
) -> None:
    account.fail("s3", "ListObjectsV2")
    (found,) = in_bucket(account, bucket, tmp_path / "keys.json")
    assert (found.verdict, found.where) == (Verdict.unchecked, f"s3://{bucket.bucket}/")
    assert BUCKET not in found.reason
