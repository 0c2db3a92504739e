"""The report as Markdown, for a job summary or a comment, within the 1 MiB that GitHub takes.

Findings stand in an HTML table: there Markdown reads nothing into their text, and what AWS names stands in <code>,
which is also left alone by what links @names and #numbers.
"""

from __future__ import annotations

import html
from collections import Counter

from alerts.alert import Severity
from alerts.terminal import visible
from validators.finding import Status
from validators.reports.chain_sentences import ringing, sentences
from validators.reports.json import summary
from validators.reports.report import WORDS, Entry, Report, cut, number, written

MAXIMUM_BYTES = 1_000_000
"""https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary"""

MOST_SENTENCES = 20
"""More of these about alerts that would not ring are counted."""

_COLUMNS = ("Severity", "Status", "Account", "What", "Meaning", "Expected", "Observed", "Repair")


def render(report: Report) -> str:
    """Counts, then one row per finding, the worst first; what does not fit is counted."""
    head = f"## Trailbell: {report.headline}\n\n{_counts(report)}\n{_silent(report)}"
    if not report.entries:
        return head
    top = f"\n<table>\n<tr>{''.join(f'<th>{name}</th>' for name in _COLUMNS)}</tr>\n"
    rows, size = [], len((head + top).encode()) + 200
    for entry in report.entries:
        row = _row(entry)
        size += len(row.encode())
        if size > MAXIMUM_BYTES:
            break
        rows.append(row)
    left = len(report.entries) - len(rows)
    more = f"\n{number(left, 'more finding')}: see the other reports of this run.\n" if left else ""
    return f"{head}{top}{''.join(rows)}</table>\n{more}"


def _counts(report: Report) -> str:
    counts = summary(report.accounts)
    accounts = [f"{counts[status]} {word}" for status, word in WORDS.items() if counts[status]]
    severities = Counter(entry.finding.severity for entry in report.entries)
    findings = [f"{severities[severity]} {severity}" for severity in Severity if severities[severity]]
    told = [f"Accounts: {', '.join(accounts) or 'none'}.", f"Findings: {', '.join(findings) or 'none'}."]
    if report.accepted:
        told.append(f"Accepted: {len(report.accepted)}.")
    if chains := [chain for account in report.accounts for chain in account.chains]:
        told.append(f"Alerts: {ringing(chains)}.")
    return " ".join([*told, f"Checked at {report.at:%Y-%m-%d %H:%M} UTC."])


def _silent(report: Report) -> str:
    """The alerts that would not ring, in sentences: one that holds for several alerts is said once."""
    told = [(one.account.name, sentence) for one in report.accounts for sentence in sentences(one.chains)]
    items = [f"<li>{_code(account)} {_prose(sentence)}</li>\n" for account, sentence in told[:MOST_SENTENCES]]
    if left := len(told) - len(items):
        items.append(f"<li>and {left} more</li>\n")
    return f"\n<ul>\n{''.join(items)}</ul>\n" if items else ""


def _row(entry: Entry) -> str:
    finding = entry.finding
    differs = finding.status in (Status.changed, Status.unhealthy)
    cells = (
        finding.severity.value,
        finding.status.value,
        _code(entry.account.name),
        _code(entry.title),
        _prose(finding.message),
        _code(cut(written(finding.expected))) if differs else "",
        _code(cut(written(finding.observed))) if differs else "",
        _prose(finding.repair),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _code(text: str) -> str:
    return f"<code>{html.escape(visible(text))}</code>"


def _prose(text: str) -> str:
    """Text that calls nobody: a word joiner after @ keeps it from being a mention."""
    return html.escape(visible(text)).replace("@", "@\N{WORD JOINER}")
