"""The report as one HTML page that needs nothing else: no network, no other file, and no script to be read.

All findings stand in the page as text, open; the script only folds, searches, sorts and filters. A content security
policy allows this style sheet and this script by their hashes, and nothing else, so that a name from AWS stays text
even where escaping should fail.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Template

from alerts.alert import Severity
from alerts.terminal import visible
from validators.finding import AccountReport, Shown, Status
from validators.reports.chain_drawing import drawn
from validators.reports.json import summary
from validators.reports.report import WORDS, AcceptedEntry, Entry, Report, number, written

FOLDED_ACCOUNTS = 20
"""More accounts than these are folded away at first."""

_SEVERITIES, _STATUSES = tuple(Severity), tuple(Status)


def render(report: Report) -> str:
    """The page: what the run says, the accounts, and every finding."""
    style, script = _source("page.css"), _source("page.js")
    return Template(_source("page.html")).substitute(
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
        style=style,
        script=script,
        title=_text(report.headline),
        at=f"{report.at:%Y-%m-%dT%H:%M:%SZ}",
        when=f"{report.at.day} {report.at:%B %Y, %H:%M} UTC",
        tiles=_tiles(report),
        accounts=_accounts(report),
        filters=_filters(report),
        findings="".join(_finding(index, entry) for index, entry in enumerate(report.entries)),
        count=number(len(report.entries), "finding"),
        accepted=_accepted(report),
        chains=drawn(report.accounts),
    )


@cache
def _source(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _text(text: str) -> str:
    """Text of others as text of the page; also fit to stand in a quoted attribute."""
    return html.escape(visible(text))


def _tiles(report: Report) -> str:
    counts = summary(report.accounts)
    severities = Counter(entry.finding.severity for entry in report.entries)
    accounts = [(status.value, counts[status], f"accounts {word}") for status, word in WORDS.items()]
    findings = [(severity.value, severities[severity], f"{severity} findings") for severity in Severity]
    return "".join(
        f'<li class="tile {name if count else "none"}"><b>{count}</b> <span>{label}</span></li>'
        for name, count, label in [*accounts, *findings]
    )


def _accounts(report: Report) -> str:
    opened = "" if len(report.accounts) > FOLDED_ACCOUNTS else " open"
    rows = "".join(map(_account, report.accounts))
    return (
        f'<details{opened}><summary><h2 id="accounts-heading">{number(len(report.accounts), "account")}</h2></summary>'
        '<table role="table" aria-labelledby="accounts-heading" class="accounts"><thead role="rowgroup">'
        f'<tr role="row">{_headings("Status", "Account", "Account id", "Region", "Findings")}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></details>'
    )


def _headings(*names: str) -> str:
    return "".join(f'<th role="columnheader" scope="col">{name}</th>' for name in names)


def _account(report: AccountReport) -> str:
    account, status = report.account, report.status
    name = _text(account.name)
    link = f'<a href="#findings" data-account="{name}">{name}</a>' if report.findings else name
    counts = Counter(finding.severity for finding in report.findings)
    found = ", ".join(f"{counts[severity]} {severity}" for severity in Severity if counts[severity]) or "none"
    return (
        f'<tr role="row"><td role="cell">{_badge(status.value, WORDS[status])}</td>'
        f'<td role="cell">{link}</td><td role="cell">{_text(account.id)}</td>'
        f'<td role="cell">{_text(account.region)}</td>'
        f'<td role="cell">{found}</td></tr>'
    )


def _accepted(report: Report) -> str:
    """What counts for nothing, in full and why; nothing where nothing is accepted."""
    if not report.accepted:
        return ""
    return (
        '<section class="panel"><details><summary><h2 id="accepted-heading">'
        f"{number(len(report.accepted), 'accepted finding')}</h2></summary>"
        '<table role="table" aria-labelledby="accepted-heading" class="accounts accepted"><thead role="rowgroup">'
        f'<tr role="row">{_headings("Severity", "Status", "Account", "What")}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(map(_accepted_rows, report.accepted))}</tbody></table></details></section>'
    )


def _accepted_rows(one: AcceptedEntry) -> str:
    entry, severity = one.entry, one.entry.finding.severity
    return (
        f'<tr role="row"><td role="cell">{_badge(severity.value, severity.value)}</td>'
        f'<td role="cell">{entry.finding.status}</td><td role="cell">{_text(entry.account.name)}</td>'
        f'<th role="rowheader" scope="row">{_text(entry.title)}</th></tr>'
        f'<tr role="row"><td role="cell" colspan="4"><p><b>Accepted:</b> {_text(one.why)}</p>{_detail(entry)}</td></tr>'
    )


def _badge(kind: str, word: str) -> str:
    return f'<span class="badge {kind}">{word}</span>'


def _filters(report: Report) -> str:
    present = {entry.finding.severity for entry in report.entries}, {entry.finding.status for entry in report.entries}
    accounts = dict.fromkeys(entry.account.name for entry in sorted(report.entries, key=lambda e: e.account.name))
    return "".join(
        [
            _select("account", "Account", accounts),
            _select("severity", "Severity", [severity for severity in Severity if severity in present[0]]),
            _select("status", "Status", [status for status in Status if status in present[1]]),
        ]
    )


def _select(name: str, label: str, values: Iterable[str]) -> str:
    options = "".join(f'<option value="{_text(value)}">{_text(value)}</option>' for value in values)
    return f'<label>{label}<select name="{name}"><option value="">all</option>{options}</select></label>'


def _finding(index: int, entry: Entry) -> str:
    finding = entry.finding
    orders = {"severity": _SEVERITIES.index(finding.severity), "status": _STATUSES.index(finding.status)}
    return (
        f'<tbody role="rowgroup" data-severity="{finding.severity}" data-status="{finding.status}"'
        f' data-account="{_text(entry.account.name)}" data-title="{_text(entry.title)}"'
        f' data-orders="{orders["severity"]} {orders["status"]}">'
        f'<tr role="row"><td role="cell">{_badge(finding.severity.value, finding.severity.value)}</td>'
        f'<td role="cell">{finding.status}</td><td role="cell">{_text(entry.account.name)}</td>'
        f'<th role="rowheader" scope="row" id="finding-{index}">{_text(entry.title)}</th></tr>'
        f'<tr role="row" class="detail" id="detail-{index}"><td role="cell" colspan="4">{_detail(entry)}</td></tr>'
        "</tbody>"
    )


def _detail(entry: Entry) -> str:
    account, finding = entry.account, entry.finding
    expected, observed = _lines(finding.expected), _lines(finding.observed)
    facts = {
        "Repair": _text(finding.repair),
        "Account": _text(f"{account.name}, {account.id}, {account.region}"),
        "Configured": _text(str(entry.place)),
        "Fingerprint": entry.fingerprint,
    }
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())
    return (
        f'<p class="meaning">{_text(finding.message)}</p><div class="sides">'
        f"{_side('Expected', expected, observed)}{_side('Observed', observed, expected)}</div>"
        f"<dl>{listed}</dl>"
    )


def _side(name: str, lines: list[str], others: list[str]) -> str:
    """One value, line by line; a line that the other side has not is marked."""
    known = {"none", *others}
    marked = [_text(line) if line in known else f"<mark>{_text(line)}</mark>" for line in lines]
    text = "\n".join(marked)
    return f"<section><h3>{name}</h3><pre>{text}</pre></section>"


def _lines(value: Shown) -> list[str]:
    """A value over several lines: a list has one per item, a policy document is indented."""
    if isinstance(value, tuple):
        return [written(item) for item in value] or ["none"]
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.dumps(json.loads(value), indent=2, ensure_ascii=False).split("\n")
        except (ValueError, RecursionError):  # a filter pattern begins the same way
            return [written(value)]
    return [written(value)]
