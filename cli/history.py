"""trailbell history: since when findings stand, and what changed between two runs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.terminal import visible
from cli.history_option import DEFAULT
from cli.options import json_option
from validators.history import Changes, History, Run
from validators.reports.table import value
from validators.standing import Standing

EPILOG = """\b
Examples:
  trailbell check --history                      keep this run, too
  trailbell history standing                     what stands, the worst first, and since when
  trailbell history runs                         every kept run
  trailbell history changes                      what the last run says otherwise than the one before it
  trailbell history changes 3 17                 between these two
"""

file_option = click.option(
    "--history", "path", type=click.Path(path_type=Path, dir_okay=False), default=DEFAULT, show_default=True,
    metavar="FILE", envvar="TRAILBELL_HISTORY", help="The file that runs are kept in.",
)  # fmt: skip


@click.group(epilog=EPILOG)
def history() -> None:
    """Tell since when findings stand, and what changed between two runs of the check.

    Reads what `trailbell check --history` keeps, and asks AWS for nothing.
    """


@history.command(
    short_help="List every kept run.",
    epilog="""\b
Examples:
  trailbell history runs
  trailbell history runs --json
""",
)
@file_option
@json_option
def runs(path: Path, as_json: bool) -> None:
    """List every kept run, the newest first."""
    with History(path) as kept:
        listed = kept.runs()[::-1]
    if as_json:
        _print({"runs": [_run(run) for run in listed]})
        return
    table = _table("RUN", "AT", "IN SYNC", "DRIFT", "UNCHECKED")
    for run in listed:
        counts = [str(run.accounts.get(status, 0)) for status in ("in-sync", "drift", "unchecked")]
        table.add_row(str(run.id), _when(run.at), *counts)
    _console().print(table)


@history.command(
    short_help="List what stands, and since when.",
    epilog="""\b
Examples:
  trailbell history standing                            the worst first
  trailbell history standing --history nightly.db --json
""",
)
@file_option
@json_option
def standing(path: Path, as_json: bool) -> None:
    """List what stands as of the last run, the worst first, and since when."""
    with History(path) as kept:
        last = _chosen(kept.runs(), None)
        found = kept.standing(last.id)
    if as_json:
        _print({"run": _run(last), "findings": [_document(one) for one in found]})
        return
    table = _table("SEVERITY", "STATUS", "ACCOUNT", "WHAT", "SINCE")
    for one in found:
        since = f"{_when(one.since)} ({_span(last.at - one.since)})"
        unread = "" if one.seen == last.id else f", last read in run {one.seen}"
        table.add_row(*_row(one), since + unread)
    _console().print(table if found else f"nothing stands as of run {last.id}")


@history.command(
    short_help="Tell what one run says otherwise than another.",
    epilog="""\b
Examples:
  trailbell history changes                 the last run, and the one before it
  trailbell history changes 3               the last run, and run 3
  trailbell history changes 3 17            run 17, and run 3
""",
)
@click.argument("before", type=int, required=False)
@click.argument("after", type=int, required=False)
@file_option
@json_option
def changes(before: int | None, after: int | None, path: Path, as_json: bool) -> None:
    """Tell what run AFTER says otherwise than run BEFORE; of the last two runs where none is named."""
    with History(path) as kept:
        listed = kept.runs()
        later = _chosen(listed, after)
        earlier = _chosen([run for run in listed if run.id < later.id] if before is None else listed, before)
        found = kept.changes(earlier.id, later.id)
    if as_json:
        _print({"before": _run(earlier), "after": _run(later), **_changes(found)})
        return
    console = _console()
    console.print(f"run {earlier.id} at {_when(earlier.at)} -> run {later.id} at {_when(later.at)}")
    table = _table("", "SEVERITY", "STATUS", "ACCOUNT", "WHAT", "OBSERVED")
    for one in found.appeared:
        table.add_row(Text("new", style="red"), *_row(one), value(one.observed))
    for old, one in found.changed:
        table.add_row(Text("changed", style="yellow"), *_row(one), f"{value(old.observed)} -> {value(one.observed)}")
    for one in found.accepted:
        table.add_row(Text("accepted", style="dim"), *_row(one), f"{value(one.observed)} ({visible(one.accepted)})")
    for one in found.gone:
        table.add_row(Text("gone", style="green"), *_row(one), value(one.observed))
    console.print(table if table.row_count else "nothing changed")


def _chosen(listed: Iterable[Run], number: int | None) -> Run:
    """The run of this number; without one, the last."""
    known = {run.id: run for run in listed}
    if number is not None and number in known:
        return known[number]
    if number is not None:
        kept = f"kept are {min(known)} to {max(known)}" if known else "none is kept yet"
        raise click.UsageError(f"there is no run {number}; {kept}")
    if not known:
        raise click.UsageError("there are not enough runs yet; keep more with `trailbell check --history`")
    return known[max(known)]


def _row(one: Standing) -> tuple[str, str, str, str]:
    return one.severity.value, one.status.value, visible(one.account), visible(one.title)


def _table(*headings: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading in ("SEVERITY", "STATUS", "RUN"))
    return table


def _console() -> Console:
    return Console(highlight=False, markup=False)


def _when(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _span(time: timedelta) -> str:
    """How long, in its largest unit."""
    for unit, seconds in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if (count := int(time.total_seconds() // seconds)) > 0:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "just now"


def _print(document: dict[str, Any]) -> None:
    click.echo(json.dumps({"schema": 1, **document}, indent=2))


def _run(run: Run) -> dict[str, Any]:
    return {"run": run.id, "at": run.at.isoformat(), "accounts": dict(run.accounts)}


def _document(one: Standing) -> dict[str, Any]:
    return {**dataclasses.asdict(one), "since": one.since.isoformat()}


def _changes(found: Changes) -> dict[str, Any]:
    return {
        "appeared": [_document(one) for one in found.appeared],
        "changed": [{"before": _document(old), "after": _document(new)} for old, new in found.changed],
        "accepted": [_document(one) for one in found.accepted],
        "gone": [_document(one) for one in found.gone],
    }
