"""A finding as a history keeps it: what it said while it stood, and since when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from alerts.alert import Severity
from alerts.terminal import visible
from validators.finding import AccountReport, Finding, Status
from validators.reports.report import Entry, cut, written

LONGEST_VALUE = 2000
_SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A finding as it stood in some run.

    `since` is when it was first seen without a break, `seen` the number of the run that last read it; `accepted` is the
    reason where the configuration accepted it, and empty where it counted.
    """

    fingerprint: str
    account: str
    since: datetime
    seen: int
    severity: Severity
    status: Status
    title: str
    message: str
    expected: str
    observed: str
    accepted: str = ""


def kept(entry: Entry, accepted: str = "") -> str:
    """What is kept of a finding, and of the reason that it was accepted for, as JSON; values are cut."""
    finding = entry.finding
    told = {
        "account": entry.account.name,
        "part": finding.part,
        "severity": finding.severity,
        "status": finding.status,
        "title": entry.title,
        "message": finding.message,
        "expected": written(finding.expected),
        "observed": written(finding.observed),
        **({"accepted": visible(accepted)} if accepted else {}),
    }
    return json.dumps({name: cut(text, LONGEST_VALUE) for name, text in told.items()})


def digest(finding: Finding, accepted: str = "") -> str:
    """Another one wherever the finding says something else, also where the cut values are the same."""
    values = [finding.status, finding.severity, finding.message, written(finding.expected), written(finding.observed)]
    values += [accepted] if accepted else []
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def restored(fingerprint: str, since: str, seen: int, text: str) -> Standing:
    """The finding from what was kept; raises ValueError, LookupError or TypeError where it was not kept by `kept`."""
    told = json.loads(text)
    return Standing(
        fingerprint=fingerprint, account=told["account"], since=datetime.fromisoformat(since), seen=seen,
        severity=Severity(told["severity"]), status=Status(told["status"]), title=told["title"],
        message=told["message"], expected=told["expected"], observed=told["observed"],
        accepted=told.get("accepted", ""),
    )  # fmt: skip


def worst_first(found: Iterable[Standing]) -> tuple[Standing, ...]:
    """By severity, then by account and title."""
    return tuple(sorted(found, key=lambda one: (_SEVERITIES.index(one.severity), one.account, one.title)))


def is_unknown(text: str, report: AccountReport) -> bool:
    """Whether nobody knows if this still stands: its account, or all parts of its kind, could not be read."""
    part = json.loads(text)["part"]
    return any(
        finding.status is Status.unchecked
        and (finding.part == "account" or (finding.part == part and finding.resource == "*"))
        for finding in report.findings
    )
