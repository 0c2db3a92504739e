"""The report as a table for a terminal: one block per account, the worst finding first.

Text from AWS is shown, never interpreted: control characters and console markup are taken out of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from alerts.alert import Severity
from alerts.terminal import visible
from validators.finding import AccountReport, AccountStatus, Finding, Shown, Status
from validators.reports.chain_sentences import ringing, sentences
from validators.reports.json import summary
from validators.reports.remedy import Labelled
from validators.reports.report import LONGEST_VALUE, Entry, one_line

_STATUS = {
    AccountStatus.in_sync: ("in sync", "bold green"),
    AccountStatus.drift: ("drift", "bold red"),
    AccountStatus.unchecked: ("unchecked", "bold yellow"),
}
_SEVERITY = {Severity.critical: "bold red", Severity.high: "red", Severity.medium: "yellow", Severity.low: "dim"}
MOST_ALERTS = 3
"""Alerts that depend on what a finding is about, of which more are counted."""
_INDENT = 20
ID_LENGTH = 8
"""Characters of a finding's id that are shown; enough to name it to `trailbell repair`."""


def render(reports: Sequence[AccountReport], console: Console, entries: Iterable[Entry] = ()) -> None:
    """Print every account's findings and one closing line; of those that an entry is about, also line and id."""
    known = {id(entry.finding): entry for entry in entries}
    for report in reports:
        console.print(_account(report, known))
    console.print(_closing(reports))


def _account(report: AccountReport, known: Mapping[int, Entry]) -> RenderableType:
    account = report.account
    word, style = _STATUS[report.status]
    heading = Text.assemble((account.name, "bold"), f"  {account.id}  {account.region}  ", (word, style))
    if report.accepted:
        heading.append(f"  {len(report.accepted)} accepted", "dim")
    chains = [*_chains(report)]
    if not report.findings and not chains:
        return heading
    return Group(
        heading,
        *chains,
        *(_finding(finding, known.get(id(finding)), len(report.chains)) for finding in report.findings),
        Text(""),
    )


def _chains(report: AccountReport) -> Iterator[RenderableType]:
    """How many alerts would ring; where one would not, why."""
    if report.chains:
        whole = all(chain.whole for chain in report.chains)
        yield Text(f" {ringing(report.chains)}", style="" if whole else "bold")
    for sentence in sentences(report.chains):
        table = Table.grid(padding=(0, 1), expand=False)
        table.add_column(width=2, justify="right")
        table.add_column(overflow="fold")
        table.add_row("-", Text(visible(sentence)))
        yield table


def _finding(finding: Finding, entry: Entry | None, alerts: int) -> RenderableType:
    table = Table.grid(padding=(0, 1), expand=False)
    table.add_column(width=_INDENT // 2 - 1, no_wrap=True)
    table.add_column(width=_INDENT // 2 - 1, no_wrap=True)
    table.add_column(overflow="fold")
    title = Text(visible(" ".join(filter(None, (finding.part, finding.resource, finding.field)))), style="bold")
    table.add_row(Text(f" {finding.severity}", style=_SEVERITY[finding.severity]), Text(finding.status), title)
    table.add_row("", "", Text(visible(finding.message)))
    if finding.status in (Status.changed, Status.unhealthy):
        table.add_row("", Text("expected", style="dim"), Text(value(finding.expected)))
        table.add_row("", Text("observed", style="dim"), Text(value(finding.observed)))
    if concerned := _concerned(finding, alerts):
        table.add_row("", Text("alerts", style="dim"), Text(concerned, style="dim"))
    below = [Labelled("repair", visible(finding.repair), _INDENT)]
    if entry is not None:
        where = f"{visible(str(entry.place))}  [{entry.fingerprint[:ID_LENGTH]}]"
        below.append(Labelled("from", where, _INDENT))
    return Group(table, *below)


def _concerned(finding: Finding, total: int) -> str:
    """The alerts that depend on this, of so many in all; nothing of the one that the resource is named after."""
    ids = finding.alerts
    if len(ids) == total > 1:
        return f"all {total} alerts"
    if not ids or (len(ids) == 1 and finding.resource.endswith(ids[0])):
        return ""
    more = f" and {len(ids) - MOST_ALERTS} more" if len(ids) > MOST_ALERTS else ""
    return visible(", ".join(ids[:MOST_ALERTS]) + more)


def _closing(reports: Sequence[AccountReport]) -> Text:
    counts = summary(reports)
    accounts = counts["accounts"]
    parts = [f"{counts[status.value]} {_STATUS[status][0]}" for status in AccountStatus if counts[status.value]]
    found = [f"{count} {status}" for status, count in counts["findings"].items() if count]
    text = f"{accounts} account{'' if accounts == 1 else 's'}" + (f": {', '.join(parts)}" if parts else "")
    text += f"; findings: {', '.join(found)}" if found else ""
    return Text(text + (f"; {counts['accepted']} accepted" if counts["accepted"] else ""))


def value(shown: Shown) -> str:
    """A value in one line, cut to what a table can hold."""
    text = "none" if shown is None else shown if shown and isinstance(shown, str) else json.dumps(shown)
    text = one_line(text)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}... ({len(text)} characters, see --json)"
