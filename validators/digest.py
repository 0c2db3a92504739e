"""One digest file of CloudTrail: what its name says, what it holds, and what of it is signed.

A digest is untrusted until its signature was verified; nothing here verifies, opens or follows anything.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

LONGEST = 64 * 1024 * 1024
"""Bytes of a digest, uncompressed: about 150,000 log files in one hour."""

_NAME = re.compile(
    r"(?P<base>(?:[^\x00-\x1f]+/)?AWSLogs/(?:o-[a-z0-9]{4,40}/)?(?P<account>[0-9]{12})/)"
    r"CloudTrail-Digest/(?P<region>[a-z0-9-]+)/[0-9]{4}/[0-9]{2}/[0-9]{2}/"
    r"(?P=account)_CloudTrail-Digest_(?P=region)_(?P<trail>[A-Za-z0-9._-]+)_(?P<home>[a-z0-9-]+)_"
    r"(?P<end>[0-9]{8}T[0-9]{6}Z)(?P<backfill>_backfill)?\.json\.gz"
)

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Hex = Annotated[str, Field(pattern=r"^([0-9a-fA-F]{2})+$", max_length=4096)]
Time = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
Key = Annotated[str, Field(min_length=1, max_length=1024)]


@dataclass(frozen=True, slots=True, order=True)
class Chain:
    """Digests of one chain: those of one trail for one account and region, backfill digests apart."""

    account: str
    region: str
    trail: str
    home_region: str
    backfill: bool


@dataclass(frozen=True, slots=True)
class DigestName:
    """What the key of a digest says: `base` is the account's folder, `end` the end of the time it covers."""

    key: str
    base: str
    chain: Chain
    end: datetime


def parse_name(key: str) -> DigestName | None:
    """The name of a digest, or None where the key is none."""
    found = _NAME.fullmatch(key)
    if found is None:
        return None
    try:
        end = datetime.strptime(found["end"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    chain = Chain(found["account"], found["region"], found["trail"], found["home"], found["backfill"] is not None)
    return DigestName(key, found["base"], chain, end)


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class LogFile(_Written):
    """A log file as its digest lists it; `sha256` is that of its uncompressed content."""

    bucket: Key = Field(alias="s3Bucket")
    key: Key = Field(alias="s3Object")
    sha256: Hash = Field(alias="hashValue")
    algorithm: Literal["SHA-256"] = Field(alias="hashAlgorithm")


class Digest(_Written):
    """A digest file; in a starting digest the five fields about the previous one are None."""

    account: str = Field(alias="awsAccountId")
    start_text: Time = Field(alias="digestStartTime")
    end_text: Time = Field(alias="digestEndTime")
    bucket: Key = Field(alias="digestS3Bucket")
    key: Key = Field(alias="digestS3Object")
    fingerprint: str = Field(alias="digestPublicKeyFingerprint", pattern=r"^[0-9a-f]{2,128}$")
    signature_algorithm: Literal["SHA256withRSA"] = Field(alias="digestSignatureAlgorithm")
    previous_bucket: Key | None = Field(alias="previousDigestS3Bucket")
    previous_key: Key | None = Field(alias="previousDigestS3Object")
    previous_sha256: Hash | None = Field(alias="previousDigestHashValue")
    previous_algorithm: Literal["SHA-256"] | None = Field(alias="previousDigestHashAlgorithm")
    previous_signature: Hex | None = Field(alias="previousDigestSignature")
    log_files: tuple[LogFile, ...] = Field(alias="logFiles")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        previous = (self.previous_bucket, self.previous_key, self.previous_sha256, self.previous_signature)
        if any(previous) and not all(previous):
            raise ValueError("says only a part of the previous digest")
        _ = self.start, self.end  # raises where there is no such day
        return self

    @property
    def start(self) -> datetime:
        """The start of the time in which the listed log files were delivered."""
        return datetime.fromisoformat(self.start_text)

    @property
    def end(self) -> datetime:
        """The end of that time."""
        return datetime.fromisoformat(self.end_text)

    def signed(self, sha256: str) -> bytes:
        """What CloudTrail signs; `sha256` is that of the digest's uncompressed content."""
        previous = self.previous_signature or "null"
        return f"{self.end_text}\n{self.bucket}/{self.key}\n{sha256}\n{previous}".encode()


def parse(content: bytes) -> Digest:
    """A digest from its uncompressed content; raises ValueError with the field that is wrong."""
    try:
        return Digest.model_validate_json(content)
    except ValidationError as error:
        place = ".".join(map(str, error.errors(include_url=False, include_input=False)[0]["loc"]))
        raise ValueError(f"is not of the form of a digest{f' ({place})' if place else ''}") from None


def sha256(content: bytes) -> str:
    """The hash as digests write it."""
    return hashlib.sha256(content).hexdigest()
