"""The public keys that digests are verified with: from CloudTrail, or from files that were kept.

The keys are what trust begins with: take them from CloudTrail itself, never out of the bucket that they are to vouch
for. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from alerts.errors import InputError, Mistake, Place
from validators.session import Session

_SHORTEST_KEY = 2048
_LARGEST_FILE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """Keys by fingerprint. `complete` says whether a fingerprint that is not here is none of CloudTrail's."""

    by_fingerprint: Mapping[str, rsa.RSAPublicKey]
    complete: bool

    def verifies(self, fingerprint: str, signature: str, signed: bytes) -> bool | None:
        """Whether this signature, in hex, is that of these bytes; None where there is no key of this fingerprint."""
        key = self.by_fingerprint.get(fingerprint)
        if key is None:
            return None
        try:
            key.verify(bytes.fromhex(signature), signed, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True


def listed(session: Session, start: datetime, end: datetime) -> PublicKeys:
    """The keys that CloudTrail signed with in this time in the session's region; raises CallFailed."""
    pages = session.pages("cloudtrail", "list_public_keys", "PublicKeyList", StartTime=start, EndTime=end)
    found = {page["Fingerprint"]: _key(page["Value"]) for page in pages}
    return PublicKeys({name: key for name, key in found.items() if key is not None}, complete=True)


def kept(paths: Iterable[Path]) -> PublicKeys:
    """The keys in these files, and in the .json files of these folders; raises InputError.

    A file is what `aws cloudtrail list-public-keys` prints.
    """
    keys: dict[str, rsa.RSAPublicKey] = {}
    for path in paths:
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not files:
            raise _mistake(path, "holds no .json file; save there what `aws cloudtrail list-public-keys` prints")
        for file in files:
            keys.update(_file(file))
    return PublicKeys(keys, complete=False)


def _file(path: Path) -> dict[str, rsa.RSAPublicKey]:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise _mistake(path, f"cannot read this file: {error.strerror}") from None
    keys = dict(_entries(text)) if len(text) <= _LARGEST_FILE else {}
    if not keys:
        raise _mistake(path, "holds no public key; it should be what `aws cloudtrail list-public-keys` prints")
    return keys


def _entries(text: bytes) -> Iterable[tuple[str, rsa.RSAPublicKey]]:
    """Fingerprints and keys; nothing where the text is something else."""
    try:
        written: Any = json.loads(text)
        listed_keys = written.get("PublicKeyList") or written.get("publicKeyList") or ()
        entries = [
            (str(entry["Fingerprint"]), base64.b64decode(entry["Value"], validate=True)) for entry in listed_keys
        ]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return
    for fingerprint, value in entries:
        if (key := _key(value)) is not None:
            yield fingerprint, key


def _key(value: bytes) -> rsa.RSAPublicKey | None:
    """An RSA key as DER, of PKCS #1 or X.509; None where it is none that may be trusted."""
    try:
        key = serialization.load_der_public_key(value)
    except ValueError:
        return None
    return key if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _SHORTEST_KEY else None


def _mistake(path: Path, message: str) -> InputError:
    return InputError([Mistake(Place(str(path)), message)])
