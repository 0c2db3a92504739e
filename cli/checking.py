"""The check of many accounts, as a verb runs it: a bar while it runs, and on Ctrl-C a report of what was read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from alerts.alert import Severity
from pipeline.account import Account
from pipeline.design import Designs
from validators.finding import AccountReport, Finding, Status
from validators.run import check

EXIT_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Checked:
    """A report of each account in the order of the configuration; `read` is how many are more than an excuse."""

    reports: tuple[AccountReport, ...]
    read: int
    interrupted: bool


def check_all(designs: Designs, variables: Mapping[str, str]) -> Checked:
    """Check the accounts; those that Ctrl-C leaves unread are unchecked, never missing from the report."""
    accounts = designs.accounts
    found: dict[tuple[str, str], AccountReport] = {}
    interrupted = False
    try:
        for report in _with_progress(check(designs, variables), len(accounts)):
            found[report.account.id, report.account.region] = report
    except KeyboardInterrupt:
        interrupted = True
    reports = tuple(found.get((account.id, account.region)) or _unread(account) for account in accounts)
    return Checked(reports, len(found), interrupted)


def _unread(account: Account) -> AccountReport:
    finding = Finding(
        status=Status.unchecked, part="account", resource=account.id, severity=Severity.critical,
        message="The check was interrupted before this account was read.", repair="run the check again",
    )  # fmt: skip
    return AccountReport(account, (finding,))


def _with_progress(reports: Iterable[AccountReport], total: int) -> Iterator[AccountReport]:
    """The same reports, with a bar on stderr while it is a terminal."""
    if not sys.stderr.isatty():
        yield from reports
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TextColumn("accounts"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("checking", total=total)
        for report in reports:
            progress.advance(task)
            yield report
