"""Set aside what the configuration accepts, and tell which of its rules accept nothing any more.

A finding that says that something could not be read is never set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import yaml

from alerts.document import Path_
from pipeline.acceptance import Acceptance
from pipeline.account import Account
from validators.finding import Accepted, AccountReport, Finding, Status


def accept(report: AccountReport, rules: Iterable[Acceptance], today: date) -> AccountReport:
    """The report with what is accepted beside its findings, each with the first rule that fits."""
    account = report.account
    valid = [rule for rule in rules if not rule.expired(today) and rule.concerns(account.name, account.id)]
    findings: list[Finding] = []
    accepted = [*report.accepted]
    for finding in report.findings:
        if (rule := next((rule for rule in valid if _fits(rule, finding)), None)) is None:
            findings.append(finding)
        else:
            accepted.append(Accepted(finding, rule.reason, rule.until))
    return replace(report, findings=tuple(findings), accepted=tuple(accepted))


def stale(
    rules: Sequence[Acceptance], reports: Iterable[AccountReport], configured: Iterable[Account], today: date
) -> Iterator[tuple[Path_, str]]:
    """Every rule that fits nothing, where all that it is about was read: where it stands, and what that means."""
    read = {report.account.id: report for report in reports}
    accounts = [*configured]
    for index, rule in enumerate(rules):
        if rule.expired(today):
            continue
        concerned = [account for account in accounts if rule.concerns(account.name, account.id)]
        if not concerned:
            yield ("ignore", index, "account"), f"this ignore is about no account of this file: '{rule.account}'"
        elif all(_whole(read.get(one.id)) for one in concerned) and not any(
            _fits(rule, finding) for one in concerned for finding in _all(read[one.id])
        ):
            yield ("ignore", index), f"this ignore ({rule.reason}) accepts nothing any more; remove it"


def baseline(reports: Iterable[AccountReport], reason: str) -> str:
    """Rules, as YAML, that accept every finding of these reports that can be accepted by its name."""
    rules = [
        {"account": report.account.name, **_rule(finding), "reason": reason}
        for report in reports
        for finding in report.findings
        if acceptable(finding)
    ]
    head = "# Findings of a check that are accepted from now on: merge this with the configuration.\n"
    return head + yaml.safe_dump({"ignore": rules}, sort_keys=False, allow_unicode=False, width=10_000)


def acceptable(finding: Finding) -> bool:
    """Whether a rule can accept this and nothing else.

    Not where it could not be read. Not where its name holds the * that stands for anything: whoever calls an alarm
    `bell-*` would have every later one accepted, too.
    """
    return finding.status is not Status.unchecked and "*" not in finding.resource


def _rule(finding: Finding) -> dict[str, str]:
    values = {"status": finding.status.value, "part": finding.part, "resource": finding.resource}
    return values | ({"field": finding.field} if finding.field else {})


def _fits(rule: Acceptance, finding: Finding) -> bool:
    if finding.status is Status.unchecked:
        return False
    return rule.fits(finding.status.value, finding.part, finding.resource, finding.field)


def _whole(report: AccountReport | None) -> bool:
    return report is not None and all(finding.status is not Status.unchecked for finding in report.findings)


def _all(report: AccountReport) -> Iterator[Finding]:
    yield from report.findings
    yield from (accepted.finding for accepted in report.accepted)
