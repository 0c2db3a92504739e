"""Verify that log files are as CloudTrail delivered them: none changed, none missing, none that it did not deliver.

Each digest that is verified vouches for the log files of about an hour. Only reads; looks into one bucket or folder.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby

from validators.chain import Checked, Kind, Verdict, Walk
from validators.digest import Digest, DigestName, LogFile, parse_name
from validators.public_keys import PublicKeys
from validators.reading import CallFailed
from validators.scope import Scope, among
from validators.side_by_side import in_order
from validators.storage import DamagedError, Storage, gunzip

LOG_FILE_PERMISSIONS = ("s3:ListBucket", "s3:GetObject", "kms:Decrypt", "cloudtrail:ListPublicKeys")
"""On top of those of a check; kms:Decrypt where the bucket is encrypted with a key."""

_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}")
_LONGEST = 1024 * 1024 * 1024
_AT_ONCE = 16
_REGIONS_AT_ONCE = 8
"""Each walks its chain digest by digest, and waits for most of the time."""
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


def validate(storage: Storage, scope: Scope, keys: Keys, period: Period) -> Iterator[Checked]:
    """Every digest and log file of the period with its verdict, and every period that no digest covers.

    They come account by account and region by region, of which several are read at the same time.
    """
    found: set[str] = set()
    unlisted: list[CallFailed] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:

        def places() -> Iterator[Iterator[Checked]]:
            for base, account in scope.of_account(storage):
                for region in _regions(storage, base, scope):
                    found.add(account)
                    if not _REGION.fullmatch(region):  # whoever may write there may call a folder anything
                        yield iter((_astray(storage, base, account),))
                        continue
                    yield _Region(storage, base, account, region, period, pool, scope.most_log_files).checked(keys)

        # A folder that cannot be listed ends the search, and must not hide what was found in those before it.
        yield from in_order(_until_failure(places(), unlisted), _REGIONS_AT_ONCE)
    if unlisted:
        yield _unread(storage.where(""), unlisted[0])
    elif not scope.elsewhere:
        yield from _absent(storage, scope, found)


def _until_failure(places: Iterator[Iterator[Checked]], failures: list[CallFailed]) -> Iterator[Iterator[Checked]]:
    try:
        yield from places
    except CallFailed as failure:
        failures.append(failure)


def _regions(storage: Storage, base: str, scope: Scope) -> list[str]:
    there = {*storage.folders(f"{base}CloudTrail-Digest/"), *storage.folders(f"{base}CloudTrail/")}
    return sorted(name for name in there if among(name, scope.regions))


def _absent(storage: Storage, scope: Scope, found: set[str]) -> Iterator[Checked]:
    """What nothing is there of."""
    verdict = partial(Checked, kind=Kind.period, where=storage.where(""), verdict=Verdict.unchecked)
    nothing, remedy = "holds no log file and no digest of", "is the trail's bucket or prefix another one?"
    if not found:
        yield verdict(reason=f"{nothing} what is meant; {remedy}")
    else:
        for account in sorted(scope.expected - found):
            yield verdict(reason=f"{nothing} account {account}; {remedy}", account=account)


def _astray(storage: Storage, base: str, account: str) -> Checked:
    reason = "has a folder beside those of regions: CloudTrail does not deliver there"
    return Checked(
        kind=Kind.period, where=storage.where(base), verdict=Verdict.unexpected, reason=reason, account=account
    )


@dataclass(slots=True)
class _Region:
    """One account's log files of one region. `vouched` are those that a verified digest lists, `most` how many of
    them are read, `left` how many are not."""

    storage: Storage
    base: str
    account: str
    region: str
    period: Period
    pool: ThreadPoolExecutor
    most: int | None = None
    left: int = 0
    vouched: set[str] = field(default_factory=set)
    covered: list[Digest] = field(default_factory=list)
    faulty: bool = False

    @property
    def place(self) -> str:
        return f"{self.account} {self.region}"

    def checked(self, keys: Keys) -> Iterator[Checked]:
        """Every verdict, with the account and region that it is about."""
        return (replace(one, account=self.account, region=self.region) for one in self._checked(keys))

    def _checked(self, keys: Keys) -> Iterator[Checked]:
        try:
            public_keys = keys(self.region)
            for _, chain in groupby(self._names(), key=lambda name: name.chain):
                yield from self._chain([*chain], public_keys)
            yield from self._end()
            yield from self._unlisted()
            yield from self._uncertain(self.left, "were not read, since the limit was reached")
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
            yield from self.pool.map(self._log_file, self._read(step.digest.log_files))

    def _read(self, listed: tuple[LogFile, ...]) -> tuple[LogFile, ...]:
        """Those that the limit leaves to be read."""
        if self.most is None:
            return listed
        read, self.most = listed[: self.most], max(self.most - len(listed), 0)
        self.left += len(listed) - len(read)
        return read

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
