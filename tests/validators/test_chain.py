import gzip
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.validators.delivered import HOUR, NOON, Delivered, fingerprint, private_key, written_keys
from validators.chain import Verdict, Walk
from validators.digest import DigestName, parse_name
from validators.public_keys import PublicKeys, kept
from validators.reading import CallFailed, Unread
from validators.storage import SIGNATURE, Stored

Found = list[tuple[str, str]]


class Objects:
    """A bucket in memory. `denied` are the keys that may not be read."""

    keeps_metadata = True

    def __init__(self, delivered: Delivered, *, keeps_metadata: bool = True) -> None:
        self.bucket = delivered.bucket
        self.keeps_metadata = keeps_metadata
        self.denied: set[str] = set()
        self.opened: list[str] = []
        self._objects = delivered.objects

    def folders(self, prefix: str) -> list[str]:
        raise NotImplementedError

    def keys(self, prefix: str, first: str, last: str) -> Any:
        raise NotImplementedError

    def open(self, key: str) -> Stored | None:
        self.opened.append(key)
        if key in self.denied:
            raise CallFailed(Unread("s3:GetObject", "access denied"))
        if key not in self._objects:
            return None
        content, signature = self._objects[key]
        return Stored([content], {SIGNATURE: signature} if signature and self.keeps_metadata else {})

    def where(self, key: str) -> str:
        return key


@pytest.fixture
def keys(tmp_path: Path) -> PublicKeys:
    return PublicKeys(kept([written_keys(tmp_path / "keys.json")]).by_fingerprint, complete=True)


@pytest.fixture
def delivered() -> Delivered:
    """Five hours: digests that end at 12:00 to 16:00."""
    made = Delivered()
    made.hours(5)
    return made


def names(delivered: Delivered) -> list[DigestName]:
    return [name for name in map(parse_name, delivered.objects) if name]


def walked(
    delivered: Delivered, keys: PublicKeys, *, start: datetime | None = None, objects: Objects | None = None
) -> Found:
    """Hour, or the whole place where it is none, and verdict with reason, the newest first."""
    walk = Walk(objects or Objects(delivered), keys, start, names(delivered))
    checked = [step.checked for step in walk.steps()]
    return [(hour(one.where), f"{one.verdict} {one.reason}".strip()) for one in checked]


def hour(where: str) -> str:
    name = None if where.startswith("s3://") else parse_name(where)
    return f"{name.end:%H}" if name else where


def valid(*hours: int) -> Found:
    return [(str(one), "valid") for one in hours]


def rewritten(delivered: Delivered, key: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what a digest says, without being able to sign it."""

    def edit(content: bytes) -> bytes:
        document = json.loads(content)
        change(document)
        return json.dumps(document).encode()

    delivered.tamper(key, edit)


def test_a_whole_chain_is_valid_from_the_newest_to_the_starting_digest(delivered: Delivered, keys: PublicKeys) -> None:
    assert walked(delivered, keys) == valid(16, 15, 14, 13, 12)


def test_the_walk_ends_where_the_period_starts(delivered: Delivered, keys: PublicKeys) -> None:
    objects = Objects(delivered)
    assert walked(delivered, keys, start=NOON + 2 * HOUR, objects=objects) == valid(16, 15, 14)
    assert [hour(key) for key in objects.opened] == ["16", "15", "14"]


def test_a_deleted_digest_is_missing_and_the_walk_goes_on_behind_it(delivered: Delivered, keys: PublicKeys) -> None:
    del delivered.objects[delivered.digests[2]]
    missing = ("14", "missing is not there: nothing vouches for its log files")
    assert walked(delivered, keys) == [*valid(16, 15), missing, *valid(13, 12)]


def test_a_digest_that_was_deleted_with_all_older_ones_is_missing(delivered: Delivered, keys: PublicKeys) -> None:
    for key in delivered.digests[:3]:
        del delivered.objects[key]
    assert [verdict.split()[0] for _, verdict in walked(delivered, keys)] == ["valid", "valid", "missing"]


@pytest.mark.parametrize(
    ("index", "reason"),
    [
        (2, "is not the one that the next digest follows: its content was changed"),
        (4, "does not bear the signature of CloudTrail"),
    ],
    ids=["in the middle", "the newest"],
)
def test_a_changed_digest_is_invalid_and_believed_in_nothing(
    delivered: Delivered, keys: PublicKeys, index: int, reason: str
) -> None:
    rewritten(delivered, delivered.digests[index], lambda document: document.update(logFiles=[]))
    found = dict(walked(delivered, keys))
    assert found.pop(str(12 + index)) == f"invalid {reason}"
    assert set(found.values()) == {"valid"}
    assert len(found) == 4


def test_a_digest_signed_with_somebody_elses_key_is_invalid(delivered: Delivered, keys: PublicKeys) -> None:
    forged = delivered.hour(NOON + 5 * HOUR, key=private_key(1))
    reason = f"is signed with the key {fingerprint(private_key(1))}, which is none of CloudTrail's"
    assert walked(delivered, keys)[0] == (hour(forged), f"invalid {reason}")


def test_a_forged_digest_that_names_the_right_key_is_invalid(delivered: Delivered, keys: PublicKeys) -> None:
    known = fingerprint(private_key())
    delivered.hour(NOON + 5 * HOUR, key=private_key(1), change=lambda one: one.update(digestPublicKeyFingerprint=known))
    assert walked(delivered, keys)[0] == ("17", "invalid does not bear the signature of CloudTrail")


def test_with_keys_that_were_kept_an_unknown_one_may_be_cloudtrails(delivered: Delivered, tmp_path: Path) -> None:
    other = kept([written_keys(tmp_path / "keys.json", private_key(1))])
    reason = f"unchecked is signed with the key {fingerprint(private_key())}, which is not among the given ones"
    assert [verdict for _, verdict in walked(delivered, other)] == [reason] * 5


def test_an_older_digest_in_the_place_of_a_newer_one_was_moved(delivered: Delivered, keys: PublicKeys) -> None:
    delivered.objects[delivered.digests[4]] = delivered.objects[delivered.digests[3]]
    assert walked(delivered, keys)[0] == ("16", "invalid was moved: it says of itself that it lies elsewhere")


def test_a_digest_of_another_bucket_was_moved(keys: PublicKeys) -> None:
    elsewhere = Delivered(bucket="elsewhere")
    elsewhere.hours(1)
    elsewhere.bucket = "here"
    assert walked(elsewhere, keys) == [("12", "invalid was moved: it says of itself that it lies elsewhere")]


def test_a_digest_that_cloudtrail_signed_for_another_account_is_invalid(keys: PublicKeys) -> None:
    made = Delivered()
    made.hour(NOON, change=lambda one: one.update(awsAccountId="444455556666"))
    assert walked(made, keys) == [("12", "invalid is that of another account")]


def test_a_signature_of_another_object_is_refused(delivered: Delivered, keys: PublicKeys) -> None:
    content, _ = delivered.objects[delivered.digests[4]]
    delivered.objects[delivered.digests[4]] = content, delivered.objects[delivered.digests[3]][1]
    assert walked(delivered, keys)[0] == ("16", "invalid does not bear the signature of CloudTrail")


def test_an_object_that_was_written_anew_has_lost_its_signature(delivered: Delivered, keys: PublicKeys) -> None:
    delivered.objects[delivered.digests[4]] = delivered.objects[delivered.digests[4]][0], None
    found = walked(delivered, keys)
    assert found == [("16", "invalid has lost its signature: the object was written anew"), *valid(15, 14, 13, 12)]


def test_metadata_does_not_matter_where_a_later_digest_holds_the_signature(
    delivered: Delivered, keys: PublicKeys
) -> None:
    content, _ = delivered.objects[delivered.digests[2]]
    delivered.objects[delivered.digests[2]] = content, "00"
    assert walked(delivered, keys) == valid(16, 15, 14, 13, 12)


@pytest.mark.parametrize("content", [b"", b"text", gzip.compress(b"text"), gzip.compress(b"{}")], ids=range(4))
def test_what_is_no_digest_is_invalid(delivered: Delivered, keys: PublicKeys, content: bytes) -> None:
    delivered.objects[delivered.digests[2]] = content, "00"
    found = dict(walked(delivered, keys))
    assert found.pop("14").startswith("invalid ")
    assert list(found.values()) == ["valid"] * 4


def test_a_digest_that_may_not_be_read_is_unchecked(delivered: Delivered, keys: PublicKeys) -> None:
    objects = Objects(delivered)
    objects.denied.add(delivered.digests[2])
    found = walked(delivered, keys, objects=objects)
    assert found[2] == ("14", "unchecked could not be read: s3:GetObject: access denied")
    assert [one for one in found if one[1] == "valid"] == valid(16, 15, 13, 12)


def test_a_digest_that_no_later_one_follows_is_unexpected(delivered: Delivered, keys: PublicKeys) -> None:
    extra = delivered.digest_key(NOON + 2 * HOUR + HOUR / 2)
    delivered.objects[extra] = delivered.objects[delivered.digests[2]]
    found = walked(delivered, keys)
    assert ("14", "unexpected is in no chain: no later digest follows it") in found
    assert [one for one in found if one[1] == "valid"] == valid(16, 15, 14, 13, 12)


def test_a_chain_that_starts_anew_leaves_a_gap(delivered: Delivered, keys: PublicKeys) -> None:
    delivered.restart()
    delivered.hour(NOON + 9 * HOUR)
    gap = (
        "bell in 111122223333 eu-west-1",
        "gap is covered by no digest from 2026-11-20T16:00:00+00:00 to 2026-11-20T20:00:00Z: validation or the trail "
        "was off",
    )
    assert walked(delivered, keys) == [*valid(21), gap, *valid(16, 15, 14, 13, 12)]


def test_backfill_digests_leave_no_gaps(keys: PublicKeys) -> None:
    made = Delivered()
    made.hour(NOON, backfill=True)
    made.restart()
    made.hour(NOON + 9 * HOUR, backfill=True)
    assert walked(made, keys) == valid(21, 12)


def test_a_chain_is_not_followed_into_another_bucket(keys: PublicKeys) -> None:
    made = Delivered()
    made.hour(NOON)
    made.hour(NOON + HOUR, change=lambda one: one.update(previousDigestS3Bucket="elsewhere"))
    objects = Objects(made)
    found = walked(made, keys, objects=objects)
    assert found[1] == (f"s3://elsewhere/{made.digests[0]}", "unchecked lies in another bucket: validate that one too")
    assert [one for one in found if one[1] == "valid"] == valid(13, 12)


@pytest.mark.parametrize(
    "previous",
    [
        "AWSLogs/../../etc/passwd",
        Delivered().digest_key(NOON + HOUR),
        Delivered().digest_key(NOON + 9 * HOUR),
        Delivered(account="444455556666").digest_key(NOON),
        Delivered(region="us-east-1").digest_key(NOON),
        Delivered(trail="other").digest_key(NOON),
    ],
    ids=["no digest", "itself", "later", "account", "region", "trail"],
)
def test_a_chain_leads_back_to_digests_of_the_same_trail_only(keys: PublicKeys, previous: str) -> None:
    made = Delivered()
    made.hour(NOON)
    made.hour(NOON + HOUR, change=lambda one: one.update(previousDigestS3Object=previous))
    objects = Objects(made)
    reason = "invalid is no earlier digest of the same trail, though a digest says so"
    assert [verdict for _, verdict in walked(made, keys, objects=objects)] == ["valid", reason, "valid"]
    assert objects.opened == made.digests[::-1]


def test_a_trail_whose_prefix_was_changed_is_followed(keys: PublicKeys) -> None:
    made = Delivered(lead="old/")
    made.hours(2)
    made.lead = "new/"
    made.hours(2, NOON + 2 * HOUR)
    walk = Walk(Objects(made), keys, None, [name for name in names(made) if name.key.startswith("new/")])
    assert [step.checked.verdict for step in walk.steps()] == [Verdict.valid] * 4


def test_a_copy_without_metadata_is_verified_but_for_its_newest_digest(delivered: Delivered, keys: PublicKeys) -> None:
    found = walked(delivered, keys, objects=Objects(delivered, keeps_metadata=False))
    remedy = "put it into a file of this name and .signature, or end the period earlier"
    assert found == [("16", f"unchecked has no signature in this copy: {remedy}"), *valid(15, 14, 13, 12)]


def test_in_a_copy_the_signature_behind_a_changed_digest_is_still_found(delivered: Delivered, keys: PublicKeys) -> None:
    rewritten(delivered, delivered.digests[2], lambda document: document.update(logFiles=[]))
    found = dict(walked(delivered, keys, objects=Objects(delivered, keeps_metadata=False)))
    assert found["14"].startswith("invalid is not the one that the next digest follows")
    assert (found["13"], found["12"]) == ("valid", "valid")


def test_a_verified_step_carries_its_digest_and_no_other_does(delivered: Delivered, keys: PublicKeys) -> None:
    rewritten(delivered, delivered.digests[2], lambda document: document.update(logFiles=[]))
    steps = [*Walk(Objects(delivered), keys, None, names(delivered)).steps()]
    assert [step.digest is not None for step in steps] == [step.checked.verdict is Verdict.valid for step in steps]
