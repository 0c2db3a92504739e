"""What a check finds: one difference, one sign of ill health, or one thing that could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from alerts.alert import Severity
from pipeline.account import Account
from validators.ringing.link import Chain

Shown = str | int | float | bool | None | tuple["Shown", ...]
"""A value as reports show it; secrets are scheme, host and fingerprint by then."""


class Status(StrEnum):
    """What kind of finding it is. `unchecked` is neither drift nor in sync: it is not known."""

    missing = "missing"
    changed = "changed"
    unmanaged = "unmanaged"
    unhealthy = "unhealthy"
    unchecked = "unchecked"


class AccountStatus(StrEnum):
    """What a check says of an account as a whole."""

    in_sync = "in-sync"
    drift = "drift"
    unchecked = "unchecked"


class ExitStatus(IntEnum):
    """How the command ends."""

    in_sync = 0
    drift = 1
    could_not_tell = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. `part` is the kind of thing, `resource` its name, `field` empty where all of it is meant.

    `message` is one sentence on what it means for alerting, `repair` what to do about it, `alerts` are the ids of those
    that depend on what it is about.
    """

    status: Status
    part: str
    resource: str
    severity: Severity
    message: str
    repair: str
    field: str = ""
    expected: Shown = None
    observed: Shown = None
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the configuration accepts: why, and the last day it does."""

    finding: Finding
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AccountReport:
    """All findings of one account, the worst first; what is accepted stands apart and counts for nothing."""

    account: Account
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()
    chains: tuple[Chain, ...] = ()

    @property
    def status(self) -> AccountStatus:
        """Drift where there is any; else unchecked where something could not be read."""
        statuses = {finding.status for finding in self.findings}
        if statuses - {Status.unchecked}:
            return AccountStatus.drift
        return AccountStatus.unchecked if statuses else AccountStatus.in_sync


def exit_status(reports: Iterable[AccountReport]) -> ExitStatus:
    """2 where anything could not be read, since the answer is not whole; else 1 where anything drifted."""
    statuses = {finding.status for report in reports for finding in report.findings}
    if Status.unchecked in statuses:
        return ExitStatus.could_not_tell
    return ExitStatus.drift if statuses else ExitStatus.in_sync
