"""The report as JSON, schema 1. Stable: other tools read it."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from validators.finding import Accepted, AccountReport, AccountStatus, Finding, Status
from validators.ringing.link import Chain, Flaw

if TYPE_CHECKING:
    from validators.reports.report import Entry

SCHEMA = 1


def render(reports: Sequence[AccountReport], shard: str = "", entries: Iterable[Entry] = ()) -> str:
    """One JSON document: accounts with their findings, and the counts; and of which share, such as 2/4, if of one.

    Of those findings that an entry is about, also their id and the line of the configuration that they come from.
    """
    of = {"shard": shard} if shard else {}
    known = {id(entry.finding): entry for entry in entries}
    document = {
        "schema": SCHEMA,
        **of,
        "accounts": [_account(report, known) for report in reports],
        "summary": summary(reports),
    }
    return json.dumps(document, indent=2, ensure_ascii=True)


def summary(reports: Iterable[AccountReport]) -> dict[str, Any]:
    """How many accounts and findings there are, in all and of each status."""
    listed = [*reports]
    accounts = Counter(report.status for report in listed)
    findings = Counter(finding.status for report in listed for finding in report.findings)
    return {
        "accounts": len(listed),
        **{status.value: accounts[status] for status in AccountStatus},
        "findings": {status.value: findings[status] for status in Status},
        "accepted": sum(len(report.accepted) for report in listed),
    }


def _account(report: AccountReport, known: Mapping[int, Entry]) -> dict[str, Any]:
    account = report.account
    return {
        "name": account.name,
        "id": account.id,
        "region": account.region,
        "status": report.status.value,
        "findings": [_finding(finding, known.get(id(finding))) for finding in report.findings],
        "accepted": [_accepted(accepted) for accepted in report.accepted],
        **({"chains": [_chain(chain) for chain in report.chains]} if report.chains else {}),
    }


def _accepted(accepted: Accepted) -> dict[str, Any]:
    until = accepted.until.isoformat() if accepted.until else None
    return {**_finding(accepted.finding), "reason": accepted.reason, "until": until}


def _chain(chain: Chain) -> dict[str, Any]:
    """An alert; links that are not told of hold, and where all of them do there are no flaws."""
    return {
        "alert": chain.alert,
        "title": chain.title,
        "state": chain.state.value,
        "sentence": chain.sentence,
        **_flaws(chain.flaws),
        "destinations": [
            {"name": route.name, "state": route.state.value, **_flaws(route.flaws)} for route in chain.routes
        ],
    }


def _flaws(flaws: Sequence[Flaw]) -> dict[str, Any]:
    return {"flaws": [dataclasses.asdict(flaw) for flaw in flaws]} if flaws else {}


def _finding(finding: Finding, entry: Entry | None = None) -> dict[str, Any]:
    order = ("status", "part", "resource", "field", "expected", "observed", "severity", "message", "repair", "alerts")
    values = dataclasses.asdict(finding)
    told = {name: values[name] for name in order}
    if entry is None:
        return told
    return {**told, "id": entry.fingerprint, "file": entry.place.file, "line": entry.place.line or None}
