"""trailbell report: what is done with the JSON reports of earlier checks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from alerts.errors import Place
from cli import accepting
from cli.history_option import opened, record_option
from cli.options import config_option, designed, json_option
from cli.reporting import Strictness, Wanted, locator, publish, refuse, reporting_options
from pipeline.organization import Member, is_known
from validators.finding import ExitStatus
from validators.reports import merge as parts_of
from validators.reports import schema as document
from validators.reports.report import Locate, compose

EPILOG = """\b
Examples:
  trailbell report merge part-1.json part-2.json --report html=drift.html
  trailbell report merge shard-*.json --json > report.json
  trailbell report merge drift.json --report sarif=drift.sarif --exit-zero
  trailbell report schema > report.schema.json
\b
Exit status of merge, as of trailbell check:
  0  every account is in sync
  1  something drifted, and as severe as --fail-on
  2  something could not be read, an account of the configuration or a share of the run is in no part, or the input
     is wrong
"""

_MISSING = "whether an account is missing"


@click.group(epilog=EPILOG)
def report() -> None:
    """Join the JSON reports of earlier checks, and write them in other formats. Asks AWS for nothing."""


@report.command(
    short_help="Join the JSON reports of several checks into one.",
    epilog="""\b
Examples:
  trailbell report merge shard-*.json --json > report.json
  trailbell report merge drift.json --report sarif=drift.sarif --exit-zero
\b
Exit status: as that of trailbell check; 2 also where an account or a share of the run is in no part.
""",
)
@click.argument("parts", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="PART...")
@config_option
@json_option
@reporting_options
@record_option
def merge(
    parts: tuple[Path, ...],
    config: Path,
    as_json: bool,
    wanted: tuple[Wanted, ...],
    history: Path | None,
    **strictness: Any,
) -> int:
    """Join the JSON reports of several checks, such as those of --shard, into one.

    An account of the configuration that is in no part is unchecked, and what it accepts by `ignore` counts for nothing.
    Without a configuration nobody can tell that an account is missing, unless the parts are shares of one run; and
    findings have no line.
    """
    refuse(wanted, as_json=as_json)
    read = {part: document.read(part) for part in parts}
    merged = parts_of.merge({part: one.accounts for part, one in read.items()})
    missing = parts_of.missing_shards({part: one.shard for part, one in read.items()})
    if missing:
        click.echo(f"warning: no part is share {', '.join(missing)}, so accounts may be missing", err=True)
    locate: Locate = lambda _account, _finding: Place(config.name)  # noqa: E731
    if config.exists() or _was_named():
        known = is_known(config)
        told = None if known else [Member(one.account.id, one.account.name) for one in merged]
        configuration, written, designs = designed(config, (), told)
        if known:
            merged = parts_of.completed(merged, designs.accounts)
        else:
            click.echo(f"note: {config} leaves accounts to its organization, so nobody can tell {_MISSING}", err=True)
        merged = accepting.settled(merged, configuration, written)
        locate = locator(configuration, written, designs)
    else:
        click.echo(f"note: {config} is not there, so nobody can tell {_MISSING}", err=True)
    with opened(history) as kept:
        joined = compose(merged, datetime.now(UTC), locate)
        if kept is not None:
            kept.record(joined)
    publish(joined, wanted, as_json=as_json)
    status = Strictness(**strictness).status(merged)
    return int(ExitStatus.could_not_tell if missing and not strictness["allow_unchecked"] else status)


def _was_named() -> bool:
    source = click.get_current_context().get_parameter_source("config")
    return source is not click.core.ParameterSource.DEFAULT


@report.command(
    epilog="""\b
Examples:
  trailbell report schema > report.schema.json
"""
)
def schema() -> None:
    """Print the JSON Schema of the report."""
    click.echo(document.schema(), nl=False)
