"""What every report tells: the accounts, when they were read, and each finding with its line and its fingerprint.

The one place where text from AWS becomes text of ours. Each format still escapes it in its own way.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from alerts.alert import Severity
from alerts.errors import Place
from alerts.terminal import visible
from pipeline.account import Account
from validators.finding import Accepted, AccountReport, AccountStatus, Finding, Shown, Status

Locate = Callable[[Account, Finding], Place]
"""The place in the configuration that a finding comes from."""

LONGEST_VALUE = 160
"""Characters of a value that a line or a table shows."""

WORDS = {AccountStatus.in_sync: "in sync", AccountStatus.drift: "drift", AccountStatus.unchecked: "unchecked"}
_DIFFERS = (Status.changed, Status.unhealthy)
_SEVERITIES, _STATUSES = tuple(Severity), tuple(Status)


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding of one account. `fingerprint` is 32 hexadecimal digits, the same in every run."""

    account: Account
    finding: Finding
    place: Place
    fingerprint: str

    @property
    def title(self) -> str:
        """What the finding is about: kind, name and field."""
        finding = self.finding
        return visible(" ".join(filter(None, (finding.part, finding.resource, finding.field))))

    @property
    def check(self) -> str:
        """What was looked at, the same for all resources: such as `alarm/threshold` or `trail/missing`."""
        finding = self.finding
        named = finding.field if finding.field and finding.status is not Status.unchecked else finding.status.value
        return visible(f"{finding.part}/{named}")

    @property
    def sentences(self) -> str:
        """What the finding means, and both values where they differ, each cut to what one line can hold."""
        finding = self.finding
        text = f"{self.account.name}: {self.title} {finding.status}. {finding.message}"
        if finding.status in _DIFFERS:
            text += f" Expected {cut(written(finding.expected))}, observed {cut(written(finding.observed))}."
        return visible(f"{text} Repair: {finding.repair}.")


@dataclass(frozen=True, slots=True)
class AcceptedEntry:
    """A finding that the configuration accepts, and why."""

    entry: Entry
    accepted: Accepted

    @property
    def why(self) -> str:
        """The reason, and the last day it applies."""
        until = f" (until {self.accepted.until})" if self.accepted.until else ""
        return visible(f"{self.accepted.reason}{until}")


@dataclass(frozen=True, slots=True)
class Report:
    """One run: every account in the order of the configuration, and every finding, the worst of all accounts first.

    `shard` is the share of the accounts that was read, such as 2/4; empty where it was all of them.
    """

    accounts: tuple[AccountReport, ...]
    entries: tuple[Entry, ...]
    at: datetime
    shard: str = ""
    accepted: tuple[AcceptedEntry, ...] = ()

    @property
    def headline(self) -> str:
        """The whole run in a few words."""
        total = len(self.accounts)
        off = sum(account.status is not AccountStatus.in_sync for account in self.accounts)
        return f"{off} of {number(total, 'account')} not in sync" if off else f"{number(total, 'account')} in sync"


def compose(accounts: Iterable[AccountReport], at: datetime, locate: Locate, shard: str = "") -> Report:
    """The report of a run that was begun at this time."""
    listed = tuple(accounts)
    entries: list[Entry] = []
    accepted: list[AcceptedEntry] = []
    for account in listed:
        own = [*account.findings, *(one.finding for one in account.accepted)]
        told = [*_entries(account.account, own, locate)]
        entries += told[: len(account.findings)]
        accepted += map(AcceptedEntry, told[len(account.findings) :], account.accepted)
    return Report(listed, tuple(sorted(entries, key=_order)), at, shard, tuple(accepted))


def _entries(account: Account, findings: Iterable[Finding], locate: Locate) -> Iterator[Entry]:
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        key = (finding.part, finding.resource, finding.field)
        mark = fingerprint(account, finding, seen[key])
        seen[key] += 1
        yield Entry(account, finding, locate(account, finding), mark)


def fingerprint(account: Account, finding: Finding, before: int = 0) -> str:
    """The same in every run for the same field of the same resource, whatever its values and its status.

    `before` counts the findings of the same account that are about the very same field.
    """
    about = [account.id, account.region, finding.part, finding.resource, finding.field, *[before][: bool(before)]]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:32]


def _order(entry: Entry) -> tuple[int, int]:
    return _SEVERITIES.index(entry.finding.severity), _STATUSES.index(entry.finding.status)


def written(value: Shown) -> str:
    """A value in one line, whole."""
    text = value if value and isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "none" if value is None else one_line(text)


def one_line(text: str) -> str:
    """The text with what cannot be printed replaced; its lines, as every description of an alarm has, stay apart."""
    return visible(text.replace("\n", " \N{RETURN SYMBOL} "))


def cut(text: str, longest: int = LONGEST_VALUE) -> str:
    """The text, or its beginning and how long it is."""
    return text if len(text) <= longest else f"{text[:longest]}... ({len(text)} characters)"


def number(count: int, noun: str) -> str:
    """How many of what."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
