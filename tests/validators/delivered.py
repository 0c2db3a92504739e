"""What CloudTrail would have delivered: log files, and the digests that it signs, with a key made here."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

BUCKET = "bell-cloudtrail-111122223333-eu-west-1"
ACCOUNT = "111122223333"
REGION = "eu-west-1"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@cache
def private_key(number: int = 0) -> rsa.RSAPrivateKey:
    """The same key for the same number: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def der(key: rsa.RSAPrivateKey, form: Any = serialization.PublicFormat.PKCS1) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.DER, form)


def fingerprint(key: rsa.RSAPrivateKey) -> str:
    return hashlib.md5(der(key), usedforsecurity=False).hexdigest()


def list_public_keys(*keys: rsa.RSAPrivateKey) -> dict[str, Any]:
    """What `aws cloudtrail list-public-keys` prints."""
    entries = [
        {
            "Value": base64.b64encode(der(key)).decode(),
            "ValidityStartTime": "2026-11-01T00:00:00+00:00",
            "ValidityEndTime": "2026-12-01T00:00:00+00:00",
            "Fingerprint": fingerprint(key),
        }
        for key in keys
    ]
    return {"PublicKeyList": entries}


def written_keys(path: Path, *keys: rsa.RSAPrivateKey) -> Path:
    path.write_text(json.dumps(list_public_keys(*(keys or (private_key(),)))))
    return path


@dataclass
class Delivered:
    """The objects of a bucket by key; each with its content as it lies there and its signature, if it has one.

    Add hours in order; then change, delete or add objects as somebody would who has something to hide.
    """

    bucket: str = BUCKET
    lead: str = ""
    organization: str = ""
    account: str = ACCOUNT
    region: str = REGION
    trail: str = "bell"
    objects: dict[str, tuple[bytes, str | None]] = field(default_factory=dict)
    previous: dict[str, Any] = field(default_factory=dict)
    digests: list[str] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"{self.lead}AWSLogs/{self.organization}{self.account}/"

    def log_key(self, at: datetime, unique: str = "9nYN7gp2eWAJHIfT") -> str:
        name = f"{self.account}_CloudTrail_{self.region}_{at:%Y%m%dT%H%MZ}_{unique}.json.gz"
        return f"{self.base}CloudTrail/{self.region}/{at:%Y/%m/%d}/{name}"

    def digest_key(self, end: datetime, suffix: str = "") -> str:
        name = f"{self.account}_CloudTrail-Digest_{self.region}_{self.trail}_eu-west-1_{end:%Y%m%dT%H%M%SZ}"
        return f"{self.base}CloudTrail-Digest/{self.region}/{end:%Y/%m/%d}/{name}{suffix}.json.gz"

    def log(self, at: datetime, unique: str = "9nYN7gp2eWAJHIfT") -> str:
        """A log file that no digest lists yet."""
        key = self.log_key(at, unique)
        self.objects[key] = gzip.compress(json.dumps({"Records": [], "at": at.isoformat()}).encode()), None
        return key

    def hour(
        self,
        end: datetime,
        *,
        files: int = 2,
        backfill: bool = False,
        key: rsa.RSAPrivateKey | None = None,
        change: Callable[[dict[str, Any]], object] = lambda _: None,
    ) -> str:
        """A digest with that many log files, which follows the last one; `change` it before it is signed."""
        times = [end - HOUR + HOUR * (index + 1) / (files + 1) for index in range(files)]
        logs = [self.log(at) for at in times]
        self.logs += logs
        digest_key = self.digest_key(end, "_backfill" if backfill else "")
        document = self._document(end, digest_key, logs, key or private_key())
        change(document)
        self._sign(digest_key, document, key or private_key())
        return digest_key

    def hours(self, count: int, first: datetime = NOON) -> None:
        """That many digests, hour by hour."""
        for index in range(count):
            self.hour(first + index * HOUR)

    def restart(self) -> None:
        """The next digest starts a chain."""
        self.previous = {}

    def _document(self, end: datetime, key: str, logs: list[str], signer: rsa.RSAPrivateKey) -> dict[str, Any]:
        return {
            "awsAccountId": self.account,
            "digestStartTime": f"{end - HOUR:%Y-%m-%dT%H:%M:%SZ}",
            "digestEndTime": f"{end:%Y-%m-%dT%H:%M:%SZ}",
            "digestS3Bucket": self.bucket,
            "digestS3Object": key,
            "digestPublicKeyFingerprint": fingerprint(signer),
            "digestSignatureAlgorithm": "SHA256withRSA",
            "newestEventTime": None,
            "oldestEventTime": None,
            "previousDigestS3Bucket": self.previous.get("bucket"),
            "previousDigestS3Object": self.previous.get("key"),
            "previousDigestHashValue": self.previous.get("sha256"),
            "previousDigestHashAlgorithm": "SHA-256" if self.previous else None,
            "previousDigestSignature": self.previous.get("signature"),
            "logFiles": [self._listed(log) for log in logs],
        }

    def _listed(self, log: str) -> dict[str, Any]:
        content = gzip.decompress(self.objects[log][0])
        return {
            "s3Bucket": self.bucket,
            "s3Object": log,
            "hashValue": hashlib.sha256(content).hexdigest(),
            "hashAlgorithm": "SHA-256",
            "newestEventTime": "2026-11-20T11:52:27Z",
            "oldestEventTime": "2026-11-20T11:42:27Z",
        }

    def _sign(self, key: str, document: dict[str, Any], signer: rsa.RSAPrivateKey) -> None:
        content = json.dumps(document).encode()
        sha256 = hashlib.sha256(content).hexdigest()
        lines = [document["digestEndTime"], f"{document['digestS3Bucket']}/{document['digestS3Object']}", sha256]
        signed = "\n".join([*lines, document["previousDigestSignature"] or "null"]).encode()
        signature = signer.sign(signed, padding.PKCS1v15(), hashes.SHA256()).hex()
        self.objects[key] = gzip.compress(content), signature
        self.digests.append(key)
        self.previous = {"bucket": self.bucket, "key": key, "sha256": sha256, "signature": signature}

    def tamper(self, key: str, change: Callable[[bytes], bytes]) -> None:
        """Change the unpacked content of an object."""
        content, signature = self.objects[key]
        self.objects[key] = gzip.compress(change(gzip.decompress(content))), signature

    def copy(self, folder: Path, *, signed: bool = True) -> Path:
        """A copy, as `aws s3 sync` leaves it; `signed` with the newest digest's signature beside it."""
        for key, (content, _) in self.objects.items():
            path = folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if signed and self.digests and self.digests[-1] in self.objects:
            signature = self.objects[self.digests[-1]][1] or ""
            (folder / f"{self.digests[-1]}.signature").write_text(signature + "\n")
        return folder

    def put(self, s3: Any) -> None:
        """Every object, with the metadata that CloudTrail gives to digests."""
        for key, (content, signature) in self.objects.items():
            metadata = {"signature": signature, "signature-algorithm": "SHA256withRSA"} if signature else {}
            s3.put_object(Bucket=self.bucket, Key=key, Body=content, Metadata=metadata)
