import json
from datetime import UTC, datetime
from typing import Any

import pytest

from validators.digest import Chain, parse, parse_name, sha256

NAME = (
    "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17/"
    "111122223333_CloudTrail-Digest_us-east-2_your-trail-name_us-east-2_20150817T150131Z.json.gz"
)
HASH = "97fb791cf91ffc440d274f8190dbdd9aa09c34432aba82739df18b6d3c13df2d"
# The sample of CloudTrail's guide; signatures cut.
SAMPLE: dict[str, Any] = {
    "awsAccountId": "111122223333",
    "digestStartTime": "2015-08-17T14:01:31Z",
    "digestEndTime": "2015-08-17T15:01:31Z",
    "digestS3Bucket": "amzn-s3-demo-bucket",
    "digestS3Object": NAME,
    "digestPublicKeyFingerprint": "31e8b5433410dfb61a9dc45cc65b22ff",
    "digestSignatureAlgorithm": "SHA256withRSA",
    "newestEventTime": "2015-08-17T14:52:27Z",
    "oldestEventTime": "2015-08-17T14:42:27Z",
    "previousDigestS3Bucket": "amzn-s3-demo-bucket",
    "previousDigestS3Object": NAME.replace("150131Z", "140131Z"),
    "previousDigestHashValue": HASH,
    "previousDigestHashAlgorithm": "SHA-256",
    "previousDigestSignature": "50887ccffad4c002b97caa37cc9dc626",
    "logFiles": [
        {
            "s3Bucket": "amzn-s3-demo-bucket",
            "s3Object": "AWSLogs/111122223333/CloudTrail/us-east-2/2015/08/17/"
            "111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json.gz",
            "hashValue": "9bb6196fc6b84d6f075a56548feca262bd99ba3c2de41b618e5b6e22c1fc71f6",
            "hashAlgorithm": "SHA-256",
            "newestEventTime": "2015-08-17T14:52:27Z",
            "oldestEventTime": "2015-08-17T14:42:27Z",
        }
    ],
}
STARTING = {name: None for name in SAMPLE if name.startswith("previous")}


def written(**different: Any) -> bytes:
    return json.dumps({**SAMPLE, **different}).encode()


def test_the_sample_of_the_guide_is_read() -> None:
    digest = parse(written())
    assert (digest.start, digest.end) == (
        datetime(2015, 8, 17, 14, 1, 31, tzinfo=UTC),
        datetime(2015, 8, 17, 15, 1, 31, tzinfo=UTC),
    )
    assert (digest.previous_sha256, digest.previous_signature) == (HASH, "50887ccffad4c002b97caa37cc9dc626")
    assert [file.sha256[:8] for file in digest.log_files] == ["9bb6196f"]


def test_time_place_hash_and_previous_signature_are_signed() -> None:
    assert parse(written()).signed(HASH).decode().splitlines() == [
        "2015-08-17T15:01:31Z",
        f"amzn-s3-demo-bucket/{NAME}",
        HASH,
        "50887ccffad4c002b97caa37cc9dc626",
    ]


def test_a_starting_digest_signs_null_in_place_of_the_previous_signature() -> None:
    digest = parse(written(**STARTING))
    assert digest.previous_key is None
    assert digest.signed(HASH).decode().splitlines()[-1] == "null"


def test_an_hour_without_events_has_no_log_files() -> None:
    assert parse(written(logFiles=[], newestEventTime=None, oldestEventTime=None)).log_files == ()


@pytest.mark.parametrize(
    ("different", "field"),
    [
        ({"awsAccountId": 111122223333}, "awsAccountId"),
        ({"digestEndTime": "yesterday"}, "digestEndTime"),
        ({"digestEndTime": "2015-08-17T15:01:31Z\nx"}, "digestEndTime"),
        ({"digestS3Object": "k" * 1025}, "digestS3Object"),
        ({"digestS3Bucket": None}, "digestS3Bucket"),
        ({"digestSignatureAlgorithm": "SHA1withRSA"}, "digestSignatureAlgorithm"),
        ({"digestPublicKeyFingerprint": "../../x"}, "digestPublicKeyFingerprint"),
        ({"previousDigestHashAlgorithm": "MD5"}, "previousDigestHashAlgorithm"),
        ({"previousDigestSignature": "xyz"}, "previousDigestSignature"),
        ({"logFiles": "none"}, "logFiles"),
        ({"logFiles": [{**SAMPLE["logFiles"][0], "hashValue": "short"}]}, "logFiles.0.hashValue"),
        ({"logFiles": [{**SAMPLE["logFiles"][0], "hashAlgorithm": "CRC32"}]}, "logFiles.0.hashAlgorithm"),
    ],
)
def test_what_is_of_another_form_is_refused_with_the_field(different: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=rf"^is not of the form of a digest \({field}\)$"):
        parse(written(**different))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000, written(digestEndTime="2015-13-45T15:01:31Z")]
)
def test_what_is_no_digest_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^is not of the form of a digest"):
        parse(content)


@pytest.mark.parametrize("name", sorted(STARTING.keys() - {"previousDigestHashAlgorithm"}))
def test_a_digest_that_says_only_a_part_of_the_previous_one_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"^is not of the form of a digest"):
        parse(written(**{name: None}))


def test_hashes_are_written_as_in_digests() -> None:
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_key_tells_account_region_trail_and_end() -> None:
    name = parse_name(NAME)
    assert name is not None
    assert name.chain == Chain("111122223333", "us-east-2", "your-trail-name", "us-east-2", backfill=False)
    assert (name.base, name.end) == ("AWSLogs/111122223333/", datetime(2015, 8, 17, 15, 1, 31, tzinfo=UTC))


@pytest.mark.parametrize(
    ("key", "base"),
    [
        (f"prefix/{NAME}", "prefix/AWSLogs/111122223333/"),
        (f"a/b/{NAME}", "a/b/AWSLogs/111122223333/"),
        (NAME.replace("AWSLogs/", "AWSLogs/o-exampleorgid/"), "AWSLogs/o-exampleorgid/111122223333/"),
    ],
)
def test_prefix_and_organization_belong_to_the_accounts_folder(key: str, base: str) -> None:
    name = parse_name(key)
    assert name is not None
    assert name.base == base


def test_the_home_region_of_a_trail_may_be_another_one_and_its_name_hold_underscores() -> None:
    name = parse_name(NAME.replace("your-trail-name_us-east-2", "my_trail.x_eu-west-1"))
    assert name is not None
    assert (name.chain.trail, name.chain.home_region, name.chain.region) == ("my_trail.x", "eu-west-1", "us-east-2")


def test_backfill_digests_are_a_chain_of_their_own() -> None:
    name = parse_name(NAME.replace(".json.gz", "_backfill.json.gz"))
    assert name is not None
    assert name.chain.backfill


@pytest.mark.parametrize(
    "key",
    [
        "",
        "AWSLogs/",
        NAME + ".signature",
        NAME.removesuffix(".gz"),
        NAME.replace("CloudTrail-Digest/", "CloudTrail/"),
        NAME.replace("111122223333_", "444455556666_"),
        NAME.replace("Digest_us-east-2", "Digest_us-east-1"),
        NAME.replace("20150817T150131Z", "20151317T150131Z"),
        NAME.replace("20150817T150131Z", "latest"),
        NAME.replace("AWSLogs/", "AWSLogs/../"),
        NAME.replace("your-trail-name", "a/b"),
    ],
)
def test_other_keys_are_no_digests(key: str) -> None:
    assert parse_name(key) is None
