"""The report as JSON, schema 1. Stable: other tools read it."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from validators.finding import Accepted, AccountReport, AccountStatus, Finding, Status
from validators.ringing.link import Chain, Flaw

SCHEMA = 1


def render(reports: Sequence[AccountReport], shard: str = "") -> str:
    """One JSON document: accounts with their findings, and the counts; and of which share, such as 2/4, if of one."""
    of = {"shard": shard} if shard else {}
    document = {
        "schema": SCHEMA,
        **of,
        "accounts": [_account(report) for report in reports],
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


def _account(report: AccountReport) -> dict[str, Any]:
    account = report.account
    return {
        "name": account.name,
        "id": account.id,
        "region": account.region,
        "status": report.status.value,
        "findings": [_finding(finding) for finding in report.findings],
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


def _finding(finding: Finding) -> dict[str, Any]:
    order = ("status", "part", "resource", "field", "expected", "observed", "severity", "message", "repair")
    values = dataclasses.asdict(finding)
    return {name: values[name] for name in order}
