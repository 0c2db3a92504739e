"""Walk the chain of digests back in time, from the newest one of a period to the oldest.

Each verified digest holds place, hash and signature of the one before it. Only what a verified digest says of its
predecessor is believed; a signature may be taken from anywhere, since it proves itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from validators import digest
from validators.digest import Digest, DigestName, parse_name
from validators.public_keys import PublicKeys
from validators.reading import CallFailed
from validators.storage import SIGNATURE, DamagedError, Storage, Stored, gunzip


class Kind(StrEnum):
    """What a verdict is about."""

    digest = "digest"
    log_file = "log file"
    period = "period"


class Verdict(StrEnum):
    """What was found. `gap` is a period that no digest covers; `unchecked` is not known and never valid."""

    valid = "valid"
    invalid = "invalid"
    missing = "missing"
    unexpected = "unexpected"
    gap = "gap"
    unchecked = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One verdict. `where` is the place, `reason` a predicate about it, empty where it is valid.

    `account` and `region` are those of the log files; None where it is about more than these.
    """

    kind: Kind
    where: str
    verdict: Verdict
    reason: str = ""
    account: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A verdict on the way, and the digest where it was verified."""

    checked: Checked
    digest: Digest | None = None


@dataclass(frozen=True, slots=True)
class _Previous:
    """What a verified digest says of the one before it."""

    name: DigestName
    sha256: str
    signature: str


@dataclass(slots=True)
class Walk:
    """A walk along one chain. `names` are the digests that lie there in the period, `start` is where it begins.

    `signatures` are those that digests on the way name for others.
    """

    storage: Storage
    keys: PublicKeys
    start: datetime | None
    names: Iterable[DigestName]
    signatures: dict[str, str] = field(default_factory=dict)

    def steps(self) -> Iterator[Step]:
        """Every digest of the chain in the period, the newest first, and whatever is wrong between them."""
        left = sorted(self.names, key=lambda name: (name.end, name.key))
        expected: _Previous | None = None
        while left or expected:
            if expected is not None:
                yield from map(self._unexpected, _passed(left, expected.name))
                if self.start is not None and expected.name.end < self.start:
                    return
            name = expected.name if expected else left.pop()
            step = self._step(name, expected)
            yield step
            expected = None
            if step.digest is not None:
                expected, problem = self._previous(step.digest, name, left)
                if problem is not None:
                    yield Step(problem)

    def learn(self, name: DigestName) -> None:
        """Take the signature of its predecessor from a digest that is not walked: in a copy no metadata has it."""
        try:
            if stored := self.storage.open(name.key):
                self._learn(digest.parse(b"".join(gunzip(stored.content, digest.LONGEST))))
        except (CallFailed, ValueError):
            return

    def _learn(self, found: Digest) -> None:
        if found.previous_key and found.previous_signature:
            self.signatures.setdefault(found.previous_key, found.previous_signature)

    def _unexpected(self, name: DigestName) -> Step:
        return Step(self._verdict(name, Verdict.unexpected, "is in no chain: no later digest follows it"))

    def _step(self, name: DigestName, expected: _Previous | None) -> Step:
        try:
            stored = self.storage.open(name.key)
            if stored is None:
                return Step(self._verdict(name, Verdict.missing, "is not there: nothing vouches for its log files"))
            found, refusal = self._verified(name, stored, expected)
        except CallFailed as failure:
            return Step(self._verdict(name, Verdict.unchecked, f"could not be read: {failure.unread}"))
        except (DamagedError, ValueError) as error:
            return Step(self._verdict(name, Verdict.invalid, str(error)))
        return Step(refusal or self._verdict(name, Verdict.valid), None if refusal else found)

    def _verified(self, name: DigestName, stored: Stored, expected: _Previous | None) -> tuple[Digest, Checked | None]:
        """The digest, and why it is not valid; raises ValueError where it is none."""
        content = b"".join(gunzip(stored.content, digest.LONGEST))
        found, sha256 = digest.parse(content), digest.sha256(content)
        self._learn(found)
        if (found.bucket, found.key) != (self.storage.bucket, name.key):
            raise ValueError("was moved: it says of itself that it lies elsewhere")
        if found.account != name.chain.account:
            raise ValueError("is that of another account")
        if expected is not None and expected.sha256 != sha256:
            raise ValueError("is not the one that the next digest follows: its content was changed")
        signature = expected.signature if expected else self._signature(name, stored)
        return found, self._refusal(name, signature, found, sha256)

    def _signature(self, name: DigestName, stored: Stored) -> str | None:
        return stored.metadata.get(SIGNATURE) or self.signatures.get(name.key)

    def _refusal(self, name: DigestName, signature: str | None, found: Digest, sha256: str) -> Checked | None:
        """Why the signature does not make this digest valid, or None."""
        if signature is None:
            if self.storage.keeps_metadata:
                return self._verdict(name, Verdict.invalid, "has lost its signature: the object was written anew")
            remedy = f"put it into a file of this name and .{SIGNATURE}, or end the period earlier"
            return self._verdict(name, Verdict.unchecked, f"has no signature in this copy: {remedy}")
        good = self.keys.verifies(found.fingerprint, signature, found.signed(sha256))
        if good:
            return None
        if good is not None:
            return self._verdict(name, Verdict.invalid, "does not bear the signature of CloudTrail")
        whose = f"is signed with the key {found.fingerprint}"
        if self.keys.complete:
            return self._verdict(name, Verdict.invalid, f"{whose}, which is none of CloudTrail's")
        return self._verdict(name, Verdict.unchecked, f"{whose}, which is not among the given ones")

    def _previous(
        self, found: Digest, name: DigestName, left: list[DigestName]
    ) -> tuple[_Previous | None, Checked | None]:
        """What a verified digest says of the one before it, and what is wrong with that."""
        if found.previous_key is None:
            return None, self._gap(found, name, left)
        place = f"s3://{found.previous_bucket}/{found.previous_key}"
        if found.previous_bucket != self.storage.bucket:
            reason = "lies in another bucket: validate that one too"
            return None, Checked(kind=Kind.digest, where=place, verdict=Verdict.unchecked, reason=reason)
        previous = parse_name(found.previous_key)
        if previous is None or previous.chain != name.chain or previous.end >= name.end:
            reason = "is no earlier digest of the same trail, though a digest says so"
            return None, Checked(kind=Kind.digest, where=place, verdict=Verdict.invalid, reason=reason)
        return _Previous(previous, found.previous_sha256 or "", found.previous_signature or ""), None

    def _gap(self, found: Digest, name: DigestName, left: list[DigestName]) -> Checked | None:
        """A chain that begins anew after an older one; backfill digests come as they are needed."""
        if not left or name.chain.backfill:
            return None
        since = left[-1].end.isoformat()
        reason = f"is covered by no digest from {since} to {found.start_text}: validation or the trail was off"
        place = f"{name.chain.trail} in {name.chain.account} {name.chain.region}"
        return Checked(kind=Kind.period, where=place, verdict=Verdict.gap, reason=reason)

    def _verdict(self, name: DigestName, verdict: Verdict, reason: str = "") -> Checked:
        return Checked(kind=Kind.digest, where=self.storage.where(name.key), verdict=verdict, reason=reason)


def _passed(left: list[DigestName], previous: DigestName) -> Iterator[DigestName]:
    """Takes from `left` what is not older than the expected one, and gives what is another one."""
    while left and left[-1].end >= previous.end:
        if (name := left.pop()).key != previous.key:
            yield name
