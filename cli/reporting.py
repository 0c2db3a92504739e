"""Where the results of a check go, and what it ends with: what `check` and `report merge` have in common.

The file of a format is imported when it is asked for: the others, and rich, would take longer than reading a report.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial, reduce
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

import click

from alerts.alert import Severity
from alerts.document import Document
from alerts.errors import Place
from cli import files
from pipeline.account import Account
from pipeline.configuration import Configuration
from pipeline.design import Designs
from pipeline.origin import origin
from pipeline.pipeline import Identity, Part, Pipeline, identity
from validators.finding import AccountReport, ExitStatus, Finding, Status, exit_status
from validators.reports.report import Locate, Report

STDOUT = Path("-")
WIDTH = 120
"""How wide a table in a file is."""

Command = TypeVar("Command", bound=Callable[..., Any])


def _chain(report: Report) -> str:
    from validators.reports import chain

    return chain.text(report.accounts)


def _json(report: Report) -> str:
    from validators.reports import json

    return json.render(report.accounts, report.shard, report.entries)


def _table(report: Report) -> str:
    from rich.console import Console

    from validators.reports import table

    text = StringIO()
    table.render(report.accounts, Console(file=text, width=WIDTH, highlight=False, markup=False), report.entries)
    return text.getvalue()


def _by_file(name: str, report: Report) -> str:
    render: Callable[[Report], str] = importlib.import_module(f"validators.reports.{name}").render
    return render(report)


FORMATS: dict[str, Callable[[Report], str]] = {
    "chain": _chain,
    "csv": partial(_by_file, "csv"),
    "github": partial(_by_file, "github"),
    "gitlab": partial(_by_file, "gitlab"),
    "html": partial(_by_file, "html"),
    "json": _json,
    "junit": partial(_by_file, "junit"),
    "markdown": partial(_by_file, "markdown"),
    "sarif": partial(_by_file, "sarif"),
    "table": _table,
}
"""What a report can be written as."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report that was asked for; the path - is stdout."""

    format: str
    path: Path


class WantedType(click.ParamType[Wanted]):
    """FORMAT=FILE."""

    name = "FORMAT=FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Wanted:
        format_, _, path = str(value).partition("=")
        if format_ not in FORMATS:
            self.fail(f"there is no format '{format_}'; known are {', '.join(FORMATS)}", param, ctx)
        if not path:
            self.fail(f"name a file, such as --report {format_}=FILE; - is stdout", param, ctx)
        return Wanted(format_, Path(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Strictness:
    """What a verb ends with 1 or 2 for."""

    fail_on: Severity
    exit_zero: bool
    allow_unchecked: bool

    def status(self, reports: Iterable[AccountReport]) -> ExitStatus:
        """The exit status that these findings make."""
        return exit_status(replace(report, findings=tuple(filter(self._counts, report.findings))) for report in reports)

    def _counts(self, finding: Finding) -> bool:
        if finding.status is Status.unchecked:
            return not self.allow_unchecked
        order = list(Severity)
        return not self.exit_zero and order.index(finding.severity) <= order.index(self.fail_on)


_OPTIONS = (
    click.option(
        "--report", "wanted", multiple=True, type=WantedType(), metavar="FORMAT=FILE",
        help=f"Write a report, too; repeatable. FORMAT is one of {', '.join(FORMATS)}; the FILE - is stdout, "
        "in place of the table.",
    ),
    click.option(
        "--fail-on", type=click.Choice([*Severity]), default=Severity.low.value, show_default=True,
        help="End with 1 only where something of this severity or worse drifted.",
    ),
    click.option("--exit-zero", is_flag=True, help="End with 0 in place of 1, whatever drifted."),
    click.option("--allow-unchecked", is_flag=True, help="Do not end with 2 because something could not be read."),
)  # fmt: skip


def reporting_options(command: Command) -> Command:
    """The options of where results go and what the verb ends with: `wanted` and those of Strictness."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)


def refuse(wanted: Sequence[Wanted], *, as_json: bool, chains: bool = False) -> None:
    """Refuse what cannot be written, before the accounts are read."""
    printed = [one for one in wanted if one.path == STDOUT]
    if len(printed) + as_json + chains > 1:
        raise click.UsageError("only one report can go to stdout; give the others a file")
    named = [one.path.resolve() for one in wanted if one.path != STDOUT]
    if len(set(named)) < len(named):
        raise click.UsageError("two reports go to the same file; give each its own")
    files.refuse_unwritable(one.path for one in wanted if one.path != STDOUT)


def publish(report: Report, wanted: Sequence[Wanted], *, as_json: bool, chains: bool = False) -> None:
    """Print what is to be printed, with `chains` the alerts in place of the findings, then write the files.

    Raises InputError where one cannot be written.
    """
    printed = [one.format for one in wanted if one.path == STDOUT]
    if as_json or printed:
        text = FORMATS[printed[0] if printed else "json"](report).rstrip()
        click.echo(text.encode(errors="replace"), nl=bool(text))
    else:
        _draw(report, chains=chains)
    files.write({one.path: FORMATS[one.format](report) for one in wanted if one.path != STDOUT})


def _draw(report: Report, *, chains: bool) -> None:
    from rich.console import Console

    from validators.reports import chain, table

    console = Console(highlight=False, markup=False, soft_wrap=False)
    if chains:
        chain.render(report.accounts, console)
    else:
        table.render(report.accounts, console, report.entries)


def locator(configuration: Configuration, document: Document, pipelines: Iterable[Pipeline] | Designs) -> Locate:
    """Tells the line of the configuration that a finding comes from, in the file as the repository names it."""
    positions = {entry.id: index for index, entry in enumerate(configuration.accounts)}
    file = cache(lambda name: repository_path(Path(name)))

    @lru_cache(maxsize=1)  # findings come account by account
    def known(account: Account) -> tuple[Pipeline | None, dict[Identity, Part]]:
        pipeline = pipelines.of(account) if isinstance(pipelines, Designs) else _of(account, pipelines)
        return pipeline, {identity(part): part for part in pipeline.parts()} if pipeline else {}

    def locate(account: Account, finding: Finding) -> Place:
        pipeline, parts = known(account)
        part = parts.get((finding.part, finding.resource))
        if pipeline is not None and part is not None:
            place = origin(configuration, document, pipeline, part, finding.field).place
        else:
            index = positions.get(account.id)
            place = document.place(("accounts",) if index is None else ("accounts", index))
        return replace(place, file=file(place.file))

    return locate


def _of(account: Account, pipelines: Iterable[Pipeline]) -> Pipeline | None:
    wanted = (account.id, account.region)
    return next((one for one in pipelines if (one.account.id, one.account.region) == wanted), None)


def repository_path(path: Path) -> str:
    """The path below the repository that holds the file, as CI names files; else below the current directory."""
    whole = path.parent.resolve() / path.name
    root = next((parent for parent in whole.parents if (parent / ".git").exists()), Path.cwd())
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else whole.as_posix()
