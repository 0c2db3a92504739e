"""Verify that log files are as CloudTrail delivered them: none changed, none missing, none that it did not deliver.

Each digest that is verified vouches for the log files of about an hour. Only reads; looks into one bucket or folder.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby

from validators.chain import Checked, Kind, Verdict, Walk
from validators.digest import Digest, DigestName, LogFile, parse_name
from validators.public_keys import PublicKeys
from validators.reading import CallFailed
from validators.storage import DamagedError, Storage, gunzip

LOG_FILE_PERMISSIONS = ("s3:ListBucket", "s3:GetObject", "kms:Decrypt", "cloudtrail:ListPublicKeys")
"""On top of those of a check; kms:Decrypt where the bucket is encrypted with a key."""

_ACCOUNT = re.compile(r"[0-9]{12}")
_LONGEST = 1024 * 1024 * 1024
_AT_ONCE = 16
_HOUR = timedelta(hours=1)
_LATE = timedelta(hours=2)
"""A digest comes once an hour, and some minutes later."""

Keys = Callable[[str], PublicKeys]
"""The public keys of a region; raises CallFailed."""


@dataclass(frozen=True, slots=True)
class Period:
    """When log files were delivered, in UTC; None stands for the first and the last digest that is there."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be validated: the folders before `AWSLogs/`, and in them these accounts and regions, or all."""

    leads: tuple[str, ...] = ("",)
    accounts: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    def of_account(self, storage: Storage) -> Iterator[tuple[str, str]]:
        """The folder of every account that is meant, and its id; member accounts lie in their organization's."""
        for lead in self.leads:
            for name in storage.folders(f"{lead}AWSLogs/"):
                if _ACCOUNT.fullmatch(name):
                    if not self.accounts or name in self.accounts:
                        yield f"{lead}AWSLogs/{name}/", name
                elif name.startswith("o-"):
                    members = filter(_ACCOUNT.fullmatch, storage.folders(f"{lead}AWSLogs/{name}/"))
                    yield from ((f"{lead}AWSLogs/{name}/{member}/", member) for member in members)


def validate(storage: Storage, scope: Scope, keys: Keys, period: Period) -> Iterator[Checked]:
    """Every digest and log file of the period with its verdict, and every period that no digest covers."""
    found = False
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for base, account in scope.of_account(storage):
                there = {*storage.folders(f"{base}CloudTrail-Digest/"), *storage.folders(f"{base}CloudTrail/")}
                for region in sorted(there & scope.regions if scope.regions else there):
                    found = True
                    yield from _Region(storage, base, f"{account} {region}", region, period, pool).checked(keys)
        except CallFailed as failure:
            yield _unread(storage.where(""), failure)
            return
    if not found:
        reason = "holds no log file and no digest of what is meant; is the trail's bucket or prefix another one?"
        yield Checked(kind=Kind.period, where=storage.where(""), verdict=Verdict.unchecked, reason=reason)


@dataclass(slots=True)
class _Region:
    """One account's log files of one region. `vouched` are those that a verified digest lists."""

    storage: Storage
    base: str
    place: str
    region: str
    period: Period
    pool: ThreadPoolExecutor
    vouched: set[str] = field(default_factory=set)
    covered: list[Digest] = field(default_factory=list)
    faulty: bool = False

    def checked(self, keys: Keys) -> Iterator[Checked]:
        try:
            public_keys = keys(self.region)
            for _, chain in groupby(self._names(), key=lambda name: name.chain):
                yield from self._chain([*chain], public_keys)
            yield from self._end()
            yield from self._unlisted()
        except CallFailed as failure:
            yield _unread(self.place, failure)

    def _names(self) -> list[DigestName]:
        """The digests from the period's start on, chain by chain, in their order."""
        prefix = f"{self.base}CloudTrail-Digest/{self.region}/"
        names = filter(None, map(parse_name, self.storage.keys(prefix, *_days(self.period))))
        start = self.period.start
        return sorted(
            (name for name in names if start is None or name.end >= start), key=lambda name: (name.chain, name.end)
        )

    def _chain(self, names: list[DigestName], keys: PublicKeys) -> Iterator[Checked]:
        """The digests that cover a part of the period; the last one may end an hour after it."""
        end = self.period.end
        covering = [name for name in names if end is None or name.end <= end + _HOUR]
        walk = Walk(self.storage, keys, self.period.start, covering)
        if len(covering) < len(names) and not self.storage.keeps_metadata:
            walk.learn(names[len(covering)])
        for step in walk.steps():
            yield step.checked
            if step.digest is None:
                self.faulty = True
                continue
            if not names[0].chain.backfill:
                self.covered.append(step.digest)
            self.vouched.update(log_file.key for log_file in step.digest.log_files)
            yield from self.pool.map(self._log_file, step.digest.log_files)

    def _log_file(self, listed: LogFile) -> Checked:
        verdict = partial(Checked, kind=Kind.log_file, where=self.storage.where(listed.key))
        if listed.bucket != self.storage.bucket:
            place = f"s3://{listed.bucket}/{listed.key}"
            reason = "lies in another bucket, which was not looked into"
            return Checked(kind=Kind.log_file, where=place, verdict=Verdict.unchecked, reason=reason)
        try:
            stored = self.storage.open(listed.key)
            if stored is None:
                return verdict(verdict=Verdict.missing, reason="is not there, though CloudTrail delivered it")
            same = _sha256(stored.content) == listed.sha256
        except CallFailed as failure:
            return verdict(verdict=Verdict.unchecked, reason=f"could not be read: {failure.unread}")
        except DamagedError as error:
            return verdict(verdict=Verdict.invalid, reason=str(error))
        if not same:
            return verdict(verdict=Verdict.invalid, reason="was changed after CloudTrail delivered it")
        return verdict(verdict=Verdict.valid)

    def _end(self) -> Iterator[Checked]:
        """The period's end, where no digest reaches it."""
        if self.covered and self.period.end is not None:
            newest = max(digest.end for digest in self.covered)
            due = min(self.period.end, datetime.now(UTC) - _LATE)
            if newest < due:
                yield self._gap(f"from {newest.isoformat()} to {due.isoformat()}")
        elif not self.covered and not self.faulty:
            yield self._gap("in all of the period")

    def _gap(self, when: str) -> Checked:
        self.faulty = True
        reason = f"is covered by no digest {when}: validation or the trail was off, or digests were deleted"
        return Checked(kind=Kind.period, where=self.place, verdict=Verdict.gap, reason=reason)

    def _unlisted(self) -> Iterator[Checked]:
        """Log files that no verified digest lists, though one should."""
        early = late = 0
        spans = _spans(self.covered)
        for key in self._log_files():
            delivered = _delivered(key, self.region)
            if delivered is None or (_in(spans, delivered) and _in(spans, delivered + _HOUR)):
                yield self._unexpected(key, delivered)
            elif spans and delivered < spans[-1][1] - _HOUR:  # a digest of a later one is still to come, or a gap
                early += not self.faulty and delivered < spans[0][0]
                late += self.faulty or delivered >= spans[0][0]
        yield from self._uncertain(early, "were delivered before the first digest that covers the period")
        yield from self._uncertain(late, "are listed by no digest that could be verified")

    def _log_files(self) -> Iterator[str]:
        prefix = f"{self.base}CloudTrail/{self.region}/"
        for key in self.storage.keys(prefix, *_days(self.period)):
            delivered = _delivered(key, self.region)
            if key not in self.vouched and not key.endswith("/") and self._within(delivered):
                yield key

    def _within(self, delivered: datetime | None) -> bool:
        start, end = self.period.start, self.period.end
        return delivered is None or ((start is None or delivered >= start) and (end is None or delivered <= end))

    def _unexpected(self, key: str, delivered: datetime | None) -> Checked:
        reason = "is listed by no digest: CloudTrail does not vouch for it"
        if delivered is None:
            reason = "has not the name of a log file, and no digest lists it"
        return Checked(kind=Kind.log_file, where=self.storage.where(key), verdict=Verdict.unexpected, reason=reason)

    def _uncertain(self, count: int, what: str) -> Iterator[Checked]:
        if count:
            reason = f"has {count} log file{'' if count == 1 else 's'} that {what}"
            yield Checked(kind=Kind.period, where=self.place, verdict=Verdict.unchecked, reason=reason)


def _days(period: Period) -> tuple[str, str]:
    """The first and the last day's folder, as keys have them; the last one with a digest after the period."""
    start = period.start.strftime("%Y/%m/%d") if period.start else ""
    end = (period.end + 2 * _HOUR).strftime("%Y/%m/%d") if period.end else "9999/12/31"
    return start, end


def _spans(digests: Iterable[Digest]) -> list[tuple[datetime, datetime]]:
    """The times that digests cover without a break, in their order."""
    spans: list[tuple[datetime, datetime]] = []
    for start, end in sorted((digest.start, digest.end) for digest in digests):
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def _in(spans: Iterable[tuple[datetime, datetime]], time: datetime) -> bool:
    return any(start <= time <= end for start, end in spans)


def _sha256(content: Iterable[bytes]) -> str:
    """The hash of the unpacked content."""
    digest = hashlib.sha256()
    for piece in gunzip(content, _LONGEST):
        digest.update(piece)
    return digest.hexdigest()


def _delivered(key: str, region: str) -> datetime | None:
    """The time in a log file's name, or None where it is no such name.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    name = key.rpartition("/")[2]
    found = re.fullmatch(
        rf"[0-9]{{12}}_CloudTrail_{re.escape(region)}_([0-9]{{8}}T[0-9]{{4}}Z)_[A-Za-z0-9]+\.json\.gz", name
    )
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%MZ").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _unread(where: str, failure: CallFailed) -> Checked:
    reason = f"could not be read: {failure.unread}"
    return Checked(kind=Kind.period, where=where, verdict=Verdict.unchecked, reason=reason)
