import gzip
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ResponseStreamingError

from tests.validators.delivered import BUCKET, Delivered
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators.reading import CallFailed
from validators.storage import Bucket, DamagedError, Folder, Stored, gunzip

LIMIT = 10 * 1024 * 1024


def unpacked(*chunks: bytes, limit: int = LIMIT) -> bytes:
    return b"".join(gunzip(chunks, limit))


def content(stored: Stored | None) -> bytes:
    assert stored is not None
    return b"".join(stored.content)


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024, 1024 * 1024 + 1, 5 * 1024 * 1024])
@pytest.mark.parametrize("pieces", [1, 7])
def test_content_is_unpacked_whatever_its_size_and_pieces(size: int, pieces: int) -> None:
    for original in (b"\0" * size, os.urandom(size)):
        packed = gzip.compress(original, 1)
        step = len(packed) // pieces + 1
        assert unpacked(*(packed[start : start + step] for start in range(0, len(packed), step))) == original


def test_every_member_counts() -> None:
    assert unpacked(gzip.compress(b"one") + gzip.compress(b"two")) == b"onetwo"


@pytest.mark.parametrize(
    ("chunks", "problem"),
    [
        ([], "ends too early for a gzip file"),
        ([b"plain text"], "is not a gzip file"),
        ([gzip.compress(b"x" * 1000)[:-1]], "ends too early for a gzip file"),
        ([gzip.compress(b"x")[:5]], "ends too early for a gzip file"),
        ([gzip.compress(b"x"), b"trailing"], "is not a gzip file"),
        ([gzip.compress(b"x") + b"\0\0"], "is not a gzip file"),
        ([gzip.compress(b"x")[:-8] + b"\0" * 8], "is not a gzip file"),
    ],
    ids=["empty", "text", "cut", "header", "text behind", "zeros behind", "wrong sum"],
)
def test_damaged_content_is_refused(chunks: Iterable[bytes], problem: str) -> None:
    with pytest.raises(DamagedError, match=f"^{problem}$"):
        unpacked(*chunks)


def test_a_bomb_is_not_unpacked_beyond_the_limit() -> None:
    given: list[int] = []
    with pytest.raises(DamagedError, match=f"^holds more than {LIMIT} bytes$"):
        given.extend(len(piece) for piece in gunzip([gzip.compress(b"\0" * 50 * LIMIT, 9)], LIMIT))
    assert sum(given) <= LIMIT


def test_content_that_never_unpacks_to_anything_is_limited_too() -> None:
    header = b"\x1f\x8b\x08\x08" + b"\0" * 6  # a file name follows, up to a zero
    with pytest.raises(DamagedError, match=r"^holds more than 1000 bytes$"):
        unpacked(header, *[b"n" * 100] * 20, limit=1000)


@pytest.fixture
def delivered() -> Delivered:
    made = Delivered()
    made.hours(3)
    return made


@pytest.fixture
def bucket(account: SandboxedAccount, delivered: Delivered) -> Bucket:
    delivered.bucket = f"logs-{account.pipeline.account.id}"  # the names of buckets are everybody's
    s3 = account.client("s3")
    s3.create_bucket(Bucket=delivered.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    delivered.put(s3)
    return Bucket(account.session(), delivered.bucket)


def test_a_bucket_gives_content_and_signature(bucket: Bucket, delivered: Delivered) -> None:
    key = delivered.digests[0]
    stored = bucket.open(key)
    assert content(stored) == delivered.objects[key][0]
    assert stored is not None
    assert stored.metadata["signature"] == delivered.objects[key][1]


def test_a_bucket_lists_folders_and_a_range_of_keys(bucket: Bucket, delivered: Delivered) -> None:
    assert bucket.folders("AWSLogs/111122223333/") == ["CloudTrail", "CloudTrail-Digest"]
    prefix = "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/"
    assert [*bucket.keys(prefix, "2026/11/20", "2026/11/20")] == delivered.digests
    assert [*bucket.keys(prefix, "2026/11/21", "2026/11/22")] == []
    assert [*bucket.keys(prefix, "2026/11/18", "2026/11/19")] == []


def test_a_long_bucket_is_listed_page_by_page(stubs: StubbedClients) -> None:
    asked = {"Bucket": BUCKET, "Prefix": "p/", "StartAfter": "p/1"}
    first = {"IsTruncated": True, "NextContinuationToken": "more", "Contents": [{"Key": "p/1a"}]}
    stubs.answer("s3", "list_objects_v2", first, **asked)
    stubs.answer(
        "s3", "list_objects_v2", {"IsTruncated": False, "Contents": [{"Key": "p/2"}]}, **asked, ContinuationToken="more"
    )
    assert [*Bucket(stubbed_session(stubs), BUCKET).keys("p/", "1", "9")] == ["p/1a", "p/2"]


def test_what_is_not_in_a_bucket_is_missing_and_what_is_denied_a_failure(
    bucket: Bucket, delivered: Delivered, account: SandboxedAccount
) -> None:
    assert bucket.open("AWSLogs/none") is None
    account.fail("s3", "GetObject")
    with pytest.raises(CallFailed, match=r"^s3:GetObject: access denied"):
        bucket.open(delivered.logs[0])


def test_a_bucket_that_is_not_there_is_a_failure(account: SandboxedAccount) -> None:
    with pytest.raises(CallFailed, match="NoSuchBucket"):
        Bucket(account.session(), "no-such-bucket-of-anybody").folders("AWSLogs/")


def test_a_connection_that_breaks_is_a_failure(stubs: StubbedClients) -> None:
    class Broken:
        def read(self) -> bytes:
            raise NotImplementedError

        def iter_chunks(self, _: int) -> Any:
            yield b"first"
            raise ResponseStreamingError(error="broken")

    stubs.answer("s3", "get_object", {"Body": Broken()}, Bucket=BUCKET, Key="k")
    with pytest.raises(CallFailed, match=r"^s3:GetObject: the connection broke"):
        content(Bucket(stubbed_session(stubs), BUCKET).open("k"))


@pytest.mark.parametrize("part", ["", "logs/", "logs/AWSLogs/"])
def test_a_copy_of_a_part_of_a_bucket_has_the_keys_of_the_bucket(tmp_path: Path, part: str) -> None:
    delivered = Delivered(lead="logs/")
    delivered.hours(2)
    copy = Folder(delivered.copy(tmp_path) / part)
    if part == "logs/AWSLogs/":  # too deep: nothing tells what comes before
        assert (copy.bucket, copy.leads()) == ("", [])
        return
    assert (copy.bucket, copy.leads()) == (BUCKET, ["logs/"])
    assert content(copy.open(delivered.logs[0])) == delivered.objects[delivered.logs[0]][0]
    assert copy.folders("logs/AWSLogs/") == ["111122223333"]
    prefix = "logs/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/"
    assert [key for key in copy.keys(prefix, "2026/11/20", "2026/11/20") if key.endswith("gz")] == delivered.digests


@pytest.mark.parametrize("written", ["{}", "{}\n", '"{}"\n'])
def test_a_signature_may_be_kept_as_the_command_line_prints_it(
    tmp_path: Path, delivered: Delivered, written: str
) -> None:
    key = delivered.digests[0]
    root = delivered.copy(tmp_path)
    (root / f"{key}.signature").write_text(written.format(delivered.objects[key][1]))
    stored = Folder(root).open(key)
    assert stored is not None
    assert stored.metadata == {"signature": delivered.objects[key][1]}


def test_a_copy_takes_signatures_from_beside_the_digests(tmp_path: Path, delivered: Delivered) -> None:
    copy = Folder(delivered.copy(tmp_path))
    newest = copy.open(delivered.digests[-1])
    older = copy.open(delivered.digests[0])
    assert newest is not None
    assert older is not None
    assert newest.metadata == {"signature": delivered.objects[delivered.digests[-1]][1]}
    assert older.metadata == {}


@pytest.mark.parametrize(
    "key",
    [
        "../secret",
        "AWSLogs/../../secret",
        "/etc/hostname",
        "AWSLogs/link",
        "linked/secret",
        "AWSLogs\\..\\..\\secret",
        "AWSLogs/\0",
        "AWSLogs",
        "AWSLogs/pipe",
        "AWSLogs/" + "n" * 300,
        "AWSLogs/none",
        "",
    ],
)
def test_no_name_leads_out_of_a_copy_or_to_anything_but_a_file(tmp_path: Path, delivered: Delivered, key: str) -> None:
    (tmp_path / "secret").write_text("secret")
    root = delivered.copy(tmp_path / "copy")
    (root / "AWSLogs" / "link").symlink_to(tmp_path / "secret")
    (root / "linked").symlink_to(tmp_path)
    os.mkfifo(root / "AWSLogs" / "pipe")
    assert Folder(root).open(key) is None


def test_a_file_that_cannot_be_read_is_a_failure(
    tmp_path: Path, delivered: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Folder(delivered.copy(tmp_path))
    stored = copy.open(delivered.logs[0])

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CallFailed, match=r"^read: the file cannot be read: Permission denied$"):
        content(stored)


def test_places_are_told_as_people_know_them(tmp_path: Path, delivered: Delivered, stubs: StubbedClients) -> None:
    assert Folder(delivered.copy(tmp_path)).where("AWSLogs/x") == f"{tmp_path}/AWSLogs/x"
    assert Bucket(stubbed_session(stubs), BUCKET).where("AWSLogs/x") == f"s3://{BUCKET}/AWSLogs/x"
