"""trailbell check: compare deployed accounts with the configuration."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.history import opened, record_option
from cli.options import account_option, config_option, json_option, pipelines
from cli.reporting import Strictness, Wanted, locator, publish, refuse, reporting_options
from pipeline.advice import advice
from pipeline.environment import require
from validators.finding import AccountReport
from validators.reports.report import compose
from validators.run import check as check_accounts

EPILOG = """\b
Examples:
  trailbell check                               every account of trailbell.yaml
  trailbell check --account production          only this one
  trailbell check --json > report.json          schema 1; nothing else on stdout
  trailbell check --report html=drift.html --report sarif=drift.sarif
  trailbell check --fail-on high --history      end with 1 for high and critical; keep the run
  AWS_PROFILE=audit trailbell check             with the credentials of a profile
\b
Exit status:
  0  every account is in sync
  1  something is missing, changed, unmanaged or unhealthy, and as severe as --fail-on
  2  something could not be read, or the input is wrong; never green
"""


@click.command(epilog=EPILOG)
@config_option
@account_option
@json_option
@reporting_options
@record_option
def check(
    config: Path,
    accounts: tuple[str, ...],
    as_json: bool,
    wanted: tuple[Wanted, ...],
    history: Path | None,
    **strictness: Any,
) -> int:
    """Compare deployed accounts with the configuration and tell every difference.

    Reads only. Assumes each account's check_role, or uses the caller's credentials where none is given.
    """
    configuration, document, meant = pipelines(config, accounts)
    require(configuration, document, os.environ, meant)
    for said in advice(configuration, document):
        click.echo(f"warning: {said}", err=True)
    refuse(wanted, as_json=as_json)
    at = datetime.now(UTC)
    with opened(history) as kept:
        order = {pipeline.account.name: index for index, pipeline in enumerate(meant)}
        reports = sorted(
            _with_progress(check_accounts(meant, os.environ), len(meant)),
            key=lambda report: order[report.account.name],
        )
        report = compose(reports, at, locator(configuration, document, meant))
        if kept is not None:
            kept.record(report)
    publish(report, wanted, as_json=as_json)
    return int(Strictness(**strictness).status(reports))


def _with_progress(reports: Iterable[AccountReport], total: int) -> Iterator[AccountReport]:
    """The same reports, with a bar on stderr while it is a terminal."""
    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TextColumn("accounts"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("checking", total=total)
        for report in reports:
            progress.advance(task)
            yield report
