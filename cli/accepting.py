"""What `check` does about accepted findings: sets them aside, tells of rules without use, writes rules on request."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from alerts.document import Document
from alerts.errors import Mistake
from cli import files
from pipeline.acceptance import LONGEST_REASON
from pipeline.account import Account
from pipeline.configuration import Configuration
from pipeline.selection import today_utc
from validators.acceptance import accept, acceptable, baseline, stale
from validators.finding import AccountReport, Status
from validators.reports.report import number

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where the rules go, and the reason that stands in each."""

    path: Path
    reason: str


def baseline_options(command: Command) -> Command:
    """The options `write_baseline` and `reason`."""
    reason = click.option("--reason", metavar="TEXT", help="Why they are accepted; stands in every rule.")
    path = click.option(
        "--write-baseline", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="Write `ignore` rules that accept what this run finds.",
    )  # fmt: skip
    return path(reason(command))


def settled(
    reports: Iterable[AccountReport], configuration: Configuration, document: Document
) -> tuple[AccountReport, ...]:
    """The reports with what the configuration accepts set aside; rules that accept nothing are told on stderr."""
    today, rules = today_utc(), configuration.ignore
    found = tuple(accept(report, rules, today) for report in reports)
    accounts = [Account(name=entry.name, id=entry.id, region=entry.region) for entry in configuration.accounts]
    for path, said in stale(rules, found, accounts, today):
        click.echo(f"warning: {Mistake(document.place(path), said)}", err=True)
    return found


def baseline_wanted(path: Path | None, reason: str | None) -> Baseline | None:
    """What was asked for; refuses what cannot be written, and a file that is there unless somebody agrees."""
    if path is None:
        if reason is not None:
            raise click.UsageError("--reason is that of --write-baseline; give both")
        return None
    if not (reason or "").strip():
        raise click.UsageError("--write-baseline needs --reason: say why these findings are accepted")
    if len(str(reason)) > LONGEST_REASON:
        raise click.UsageError(f"--reason is longer than the {LONGEST_REASON} characters that a rule may have")
    files.refuse_unwritable([path])
    if path.is_file():
        if not sys.stdin.isatty():
            raise click.UsageError(f"{path} is there already; name another file, or remove it")
        click.confirm(f"{path} is there already; overwrite it?", abort=True, err=True)
    return Baseline(path, str(reason).strip())


def write_baseline(asked: Baseline, reports: Sequence[AccountReport]) -> None:
    """Write the rules, and say how many; raises InputError where the file cannot be written."""
    files.write({asked.path: baseline(reports, asked.reason)})
    findings = [finding for report in reports for finding in report.findings]
    unread = sum(finding.status is Status.unchecked for finding in findings)
    accepted = sum(map(acceptable, findings))
    wide = len(findings) - unread - accepted
    told = f"{asked.path}: {number(accepted, 'finding')}; merge its `ignore` with the configuration"
    left = f"; {unread} that could not be read are left out" if unread else ""
    more = f"; {wide} whose names hold a * are left out: see to them by hand" if wide else ""
    click.echo(f"{told}{left}{more}", err=True)
