"""trailbell check: compare deployed accounts with the configuration."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cli import accepting
from cli.checking import EXIT_INTERRUPTED, check_all
from cli.history_option import opened, record_option
from cli.options import account_option, config_option, designed, json_option
from cli.reporting import Strictness, Wanted, locator, publish, refuse, reporting_options
from cli.shard import Shard, shard_option
from pipeline.advice import advice
from pipeline.environment import require
from pipeline.organization import Member
from validators.reports.report import compose

EPILOG = """\b
Examples:
  trailbell check                               every account of trailbell.yaml
  trailbell check --account production          only this one
  trailbell check --chain                       every alert: would it ring, and what keeps it from ringing
  trailbell check --json > report.json          schema 1; nothing else on stdout
  trailbell check --report html=drift.html --report sarif=drift.sarif
  trailbell check --fail-on high --history      end with 1 for high and critical; keep the run
  trailbell check --organization                every account that the organization has now
  trailbell check --shard 2/4 --json            a quarter of the accounts, for one of four jobs of a CI
  trailbell check --write-baseline known.yaml --reason 'inherited; see the review of March'
  AWS_PROFILE=audit trailbell check             with the credentials of a profile
\b
Exit status:
  0  every account is in sync
  1  something is missing, changed, unmanaged or unhealthy, and as severe as --fail-on
  2  something could not be read, or the input is wrong; never green
  130  interrupted; what was read till then is reported, the other accounts are unchecked
"""


@click.command(epilog=EPILOG)
@config_option
@account_option
@shard_option
@click.option("--organization", is_flag=True, help="Ask the organization which accounts there are, not its file.")
@json_option
@reporting_options
@click.option("--chain", "chains", is_flag=True, help="Print whether each alert would ring, in place of the table.")
@record_option
@accepting.baseline_options
def check(
    *,
    config: Path,
    accounts: tuple[str, ...],
    shard: Shard | None,
    organization: bool,
    as_json: bool,
    wanted: tuple[Wanted, ...],
    chains: bool,
    history: Path | None,
    write_baseline: Path | None,
    reason: str | None,
    **strictness: Any,
) -> int:
    """Compare deployed accounts with the configuration and tell every difference.

    Reads only. Assumes each account's check_role, or uses the caller's credentials where none is given.
    """
    configuration, document, meant = designed(config, accounts, _members_now(config) if organization else None)
    meant = meant.only(lambda entry: shard is None or shard.holds(entry.id))
    require(configuration, document, os.environ, meant)
    for said in advice(configuration, document):
        click.echo(f"warning: {said}", err=True)
    refuse(wanted, as_json=as_json, chains=chains)
    asked = accepting.baseline_wanted(write_baseline, reason)
    at = datetime.now(UTC)
    with opened(history) as kept:
        checked = check_all(meant, os.environ)
        reports = accepting.settled(checked.reports, configuration, document)
        report = compose(reports, at, locator(configuration, document, meant), str(shard or ""))
        if kept is not None and not checked.interrupted:
            kept.record(report)
    publish(report, wanted, as_json=as_json, chains=chains)
    if asked is not None:
        accepting.write_baseline(asked, reports)
    if checked.interrupted:
        click.echo(f"interrupted: {checked.read} of {len(meant)} accounts were read; the report is not whole", err=True)
        return EXIT_INTERRUPTED
    return int(Strictness(**strictness).status(reports))


def _members_now(config: Path) -> tuple[Member, ...]:
    from cli.accounts import members_now

    return members_now(config)
