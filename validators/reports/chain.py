"""Every alert for a terminal, account by account: whether it would ring, and the first link that is broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from alerts.terminal import visible
from validators.finding import AccountReport
from validators.reports.chain_sentences import alike, of_several, ringing
from validators.ringing.link import Chain, LinkState

WIDTH = 100
"""How wide the lines in a file are."""

_MARKS = {
    LinkState.holds: ("\N{HEAVY CHECK MARK}", "ok", "green"),
    LinkState.broken: ("\N{HEAVY BALLOT X}", "NO", "bold red"),
    LinkState.unknown: ("?", "?", "bold yellow"),
}
"""What stands before an alert: in Unicode, in ASCII, and its colour."""


def text(reports: Sequence[AccountReport]) -> str:
    """As `render` prints it, for a file."""
    file = StringIO()
    render(reports, Console(file=file, width=WIDTH, highlight=False, markup=False))
    return file.getvalue()


def render(reports: Sequence[AccountReport], console: Console) -> None:
    """Print every alert of every account, and one closing line."""
    for report in reports:
        console.print(_account(report, ascii_only=console.options.ascii_only))
    console.print(Text(_closing(reports)))


def _account(report: AccountReport, *, ascii_only: bool) -> RenderableType:
    account = report.account
    heading = Text.assemble((account.name, "bold"), f"  {account.id}  {account.region}  ", ringing(report.chains))
    table = Table.grid(padding=(0, 1), expand=False)
    table.add_column(width=3, justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for group in alike(report.chains):
        for sign, told in _rows(group, ascii_only=ascii_only):
            table.add_row(sign, Text(visible(told)))
    return Group(heading, table, Text(""))


def _rows(group: Sequence[Chain], *, ascii_only: bool) -> Iterator[tuple[Text, str]]:
    """A row for each alert; of several that the same keeps from ringing, one with what that is, and one with them."""
    first = group[0]
    mark, plain, style = _MARKS[first.state]
    partly = first.state is LinkState.holds and not first.whole
    sign = Text(plain if ascii_only else mark, style="yellow" if partly else style)
    if first.whole or len(group) == 1:
        yield from ((sign, chain.sentence) for chain in group)
    else:
        yield sign, f"{len(group)} alerts{of_several(first)}"
        yield Text(""), ", ".join(f'"{chain.title}"' for chain in group)


def _closing(reports: Sequence[AccountReport]) -> str:
    accounts = len(reports)
    chains = [chain for report in reports for chain in report.chains]
    return f"{accounts} account{'' if accounts == 1 else 's'}: {ringing(chains)}"
