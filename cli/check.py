"""trailbell check: compare deployed accounts with the configuration."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.options import account_option, config_option, json_option, pipelines
from pipeline.environment import require
from validators.finding import AccountReport, exit_status
from validators.reports import json, table
from validators.run import check as check_accounts

EPILOG = """\b
Examples:
  trailbell check                               every account of trailbell.yaml
  trailbell check --account production          only this one
  trailbell check --json > report.json          schema 1; nothing else on stdout
  AWS_PROFILE=audit trailbell check             with the credentials of a profile
\b
Exit status:
  0  every account is in sync
  1  something is missing, changed, unmanaged or unhealthy
  2  something could not be read, or the input is wrong; never green
"""


@click.command(epilog=EPILOG)
@config_option
@account_option
@json_option
def check(config: Path, accounts: tuple[str, ...], as_json: bool) -> int:
    """Compare deployed accounts with the configuration and tell every difference.

    Reads only. Assumes each account's check_role, or uses the caller's credentials where none is given.
    """
    configuration, document, meant = pipelines(config, accounts)
    require(configuration, document, os.environ)
    order = {pipeline.account.name: index for index, pipeline in enumerate(meant)}
    reports = sorted(
        _with_progress(check_accounts(meant, os.environ), len(meant)), key=lambda report: order[report.account.name]
    )
    if as_json:
        click.echo(json.render(reports))
    else:
        table.render(reports, Console(highlight=False, markup=False, soft_wrap=False))
    return int(exit_status(reports))


def _with_progress(reports: Iterable[AccountReport], total: int) -> Iterator[AccountReport]:
    """The same reports, with a bar on stderr while it is a terminal."""
    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TextColumn("accounts"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("checking", total=total)
        for report in reports:
            progress.advance(task)
            yield report
