"""What a repair would do and did, for a terminal and as JSON. Names resources and arguments, never their values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.terminal import visible
from cli.repairing.account import Outcome
from cli.repairing.proposal import Proposal
from cli.repairing.terraform import Change
from pipeline.pipeline import Pipeline
from validators.finding import Status
from validators.reports.report import Entry
from validators.reports.table import ID_LENGTH

_STYLE = {"create": "green", "update": "yellow", "replace": "red"}


def heading(desired: Pipeline, console: Console) -> None:
    """The account."""
    account = desired.account
    console.print(Text.assemble((account.name, "bold"), f"  {account.id}  {account.region}"))


def proposed(proposal: Proposal, console: Console) -> None:
    """What would be done, and what would not."""
    table = _grid(11)
    for change in proposal.changes:
        table.add_row(Text(f"  {change.action}", style=_STYLE.get(change.action, "")), Text(_described(change)))
    for call in proposal.calls:
        table.add_row(Text("  call", style="cyan"), Text(visible(f"{call.call}: {call.what}")))
        table.add_row("", Text(visible(f"{call.finding.part} {call.finding.resource}"), style="dim"))
    for left in proposal.left:
        table.add_row(Text("  leave", style="dim"), Text(_named(left.entry)))
        table.add_row("", Text(visible(left.why), style="dim"))
    console.print(table)


def result(outcome: Outcome, console: Console, *, dry_run: bool) -> None:
    """What was done, and what the last check says."""
    if dry_run:
        for one in outcome.proposed:
            proposed(one, console)
    if outcome.failure:
        console.print(_lines(outcome.failure.splitlines(), indent=0, style="red"))
    if planned := _planned(outcome) if outcome.failure or outcome.done else 0:
        console.print(f"  done: {len(outcome.done)} of {planned}")
    if outcome.done:
        console.print(_lines(outcome.done))
    if dry_run and any(not one.empty for one in outcome.proposed):
        console.print("  nothing was done: this was a dry run")
    elif outcome.declined:
        console.print("  nothing was done")
    else:
        _checked(outcome.after.entries, console)


def _planned(outcome: Outcome) -> int:
    return sum(len(one.changes) + len(one.calls) for one in outcome.proposed)


def _checked(entries: Iterable[Entry], console: Console) -> None:
    listed = [*entries]
    if not listed:
        console.print(Text("  checked: in sync", style="green"))
        return
    console.print(Text(f"  checked: {len(listed)} finding{'' if len(listed) == 1 else 's'} left", style="yellow"))
    for entry in listed:
        console.print(_lines([_named(entry)]))
        if entry.finding.status is Status.unchecked:
            console.print(_lines([entry.finding.message, entry.finding.repair], indent=4))


def _lines(texts: Iterable[str], *, indent: int = 2, style: str = "dim") -> Table:
    table = _grid(indent)
    for text in texts:
        table.add_row("", Text(visible(text), style=style))
    return table


def _named(entry: Entry) -> str:
    return f"[{entry.fingerprint[:ID_LENGTH]}] {entry.title}: {entry.finding.status}"


def _described(change: Change) -> str:
    """Without the action: `trail (aws_cloudtrail): enable_logging`."""
    text = str(change).removeprefix(f"{change.action} ")
    return visible(text + (f": {', '.join(change.arguments)}" if change.arguments else ""))


def _grid(first: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=False)
    table.add_column(width=first, no_wrap=True)
    table.add_column(overflow="fold")
    return table


def document(outcomes: Iterable[Outcome], *, dry_run: bool) -> dict[str, Any]:
    """The whole run, schema 1."""
    return {"schema": 1, "dry_run": dry_run, "accounts": [_account(one) for one in outcomes]}


def _account(outcome: Outcome) -> dict[str, Any]:
    account = outcome.desired.account
    return {
        "name": account.name,
        "id": account.id,
        "region": account.region,
        "changes": [_change(change) for one in outcome.proposed for change in one.changes],
        "calls": [
            {"call": call.call, "what": call.what, "part": call.finding.part, "resource": call.finding.resource}
            for one in outcome.proposed
            for call in one.calls
        ],
        "left": [{**_finding(left.entry), "why": left.why} for one in outcome.proposed for left in one.left],
        "done": outcome.done,
        "failure": outcome.failure or None,
        "declined": outcome.declined,
        "findings": [_finding(entry) for entry in outcome.after.entries],
        "unchecked": sum(entry.finding.status is Status.unchecked for entry in outcome.after.entries),
    }


def _change(change: Change) -> dict[str, Any]:
    return {"address": change.address, "action": change.action, "arguments": list(change.arguments)}


def _finding(entry: Entry) -> dict[str, Any]:
    finding = entry.finding
    return {
        "id": entry.fingerprint,
        "status": finding.status.value,
        "severity": finding.severity.value,
        "part": finding.part,
        "resource": finding.resource,
        "field": finding.field or None,
        "message": finding.message,
        "repair": finding.repair,
    }
