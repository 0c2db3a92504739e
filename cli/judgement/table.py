"""The judgement as a table for a terminal: one block per finding, in the order of the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from alerts.terminal import visible
from cli.judgement.finding import Finding, Judgement


def render(judgement: Judgement, console: Console) -> None:
    """Print every finding, what could not be judged, and one closing line."""
    for _, same in groupby(judgement.findings, key=_sameness):
        console.print(_block([*same]))
    for sentence in judgement.untold:
        console.print(Text.assemble((" not judged ", "bold yellow"), visible(sentence)))
    console.print(_closing(judgement))


def _sameness(finding: Finding) -> tuple[str, str, str]:
    """What is one thing to its reader: the same rule on the same line, in whatever accounts."""
    return str(finding.origin.place), finding.failure.rule.id, finding.origin.what


def _block(findings: list[Finding]) -> RenderableType:
    first = findings[0]
    rule = first.failure.rule
    table = Table.grid(padding=(0, 1), expand=False)
    table.add_column(width=10, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(Text(" fails", style="bold red"), Text(f"{first.origin.place}  {first.origin.what}", style="bold"))
    table.add_row("", Text(f"{rule.title} ({rule.id})"))
    for message in dict.fromkeys(one.failure.message for one in findings if one.failure.message):
        table.add_row(Text(" because", style="dim"), Text(visible(message)))
    if rule.remedy:
        table.add_row(Text(" repair", style="dim"), Text(rule.remedy, style="dim"))
    for where in _where(findings):
        table.add_row(Text(" in", style="dim"), Text(where, style="dim"))
    return table


def _where(findings: Iterable[Finding]) -> Iterator[str]:
    """Every address once, with the accounts where it fails, and whether only a plan shows it."""
    accounts: dict[str, list[str]] = {}
    for one in findings:
        accounts.setdefault(one.failure.address, []).append(one.account.name + (" (plan)" if one.in_plan else ""))
    return (f"{', '.join(dict.fromkeys(names))}: {address}" for address, names in accounts.items())


def _closing(judgement: Judgement) -> Text:
    failed, rules = len(judgement.findings), judgement.rules
    ours = sum(rule.ours for rule in rules)
    text = f"{failed} failed, {judgement.held} held; rules: {ours} ours, {len(rules) - ours} checkov's"
    if judgement.skipped:
        text += f"; skipped for the reasons given: {', '.join(judgement.skipped)}"
    if judgement.untold:
        text += f"; {len(judgement.untold)} not judged"
    return Text(text, style="bold red" if failed else "bold yellow" if judgement.untold else "bold green")
