"""trailbell validate-logs: whether log files are as CloudTrail delivered them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from alerts.terminal import visible
from cli.options import account_option, config_option, json_option, pipelines
from pipeline.account import Account
from pipeline.centralising import keeper
from pipeline.pipeline import Pipeline
from validators import public_keys
from validators.chain import Checked, Kind, Verdict
from validators.log_files import Keys, Period, Scope, validate
from validators.reading import CallFailed
from validators.session import Clients, Session
from validators.storage import Bucket, Folder

EPILOG = """\b
Examples:
  trailbell validate-logs                        the last day of every account of trailbell.yaml
  trailbell validate-logs --account production --start-time 2026-11-01
  trailbell validate-logs --bucket old-bucket --prefix logs --start-time 2025-01-01
  trailbell validate-logs --json > report.json   schema 1; nothing else on stdout
\b
Offline, on a copy of a bucket, with keys that were kept:
  aws s3 sync s3://BUCKET copy
  aws cloudtrail list-public-keys --region eu-west-1 --start-time 2026-11-01 > keys/1.json
  trailbell validate-logs --folder copy --public-keys keys
\b
Exit status:
  0  every digest and log file of the period is valid
  1  something is invalid, missing or unexpected, or a period is covered by no digest
  2  nothing of that, but something could not be checked, or the input is wrong; never green
"""

_A_DAY = timedelta(days=1)
_MOST_ROWS = 100
_STYLE = {Verdict.valid: "green", Verdict.unchecked: "yellow"}


class _Time(click.ParamType[datetime]):
    """A time of ISO 8601, in UTC unless it says otherwise."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            time = datetime.fromisoformat(value)
        except ValueError:
            self.fail(
                f"'{visible(value)[:40]}' is no time; write 2026-11-20 or 2026-11-20T08:30:00Z, in UTC", param, ctx
            )
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


@click.command("validate-logs", epilog=EPILOG)
@config_option
@account_option
@click.option("--start-time", "start", type=_Time(), help="Delivered since then; a day before the end by default.")
@click.option("--end-time", "end", type=_Time(), help="Delivered until then; now by default.")
@click.option("--region", "regions", multiple=True, metavar="REGION", help="Only this region; repeatable.")
@click.option("--bucket", metavar="NAME", help="Look into this bucket in place of the trail's own.")
@click.option("--prefix", metavar="PREFIX", help="What comes before AWSLogs/ in that bucket.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False, exists=True), help="Offline: a copy of the bucket."
)
@click.option(
    "--public-keys", "key_files", multiple=True, type=click.Path(path_type=Path, exists=True), metavar="PATH",
    help="What list-public-keys printed: a file, or a folder of .json files; repeatable.",
)  # fmt: skip
@click.option("--verbose", is_flag=True, help="Tell what is valid, too.")
@json_option
def validate_logs(verbose: bool, as_json: bool, **given: Any) -> int:
    """Verify delivered log files by the chain of digests that CloudTrail signs every hour.

    Tells every log file that was changed or deleted, every one that CloudTrail does not vouch for, every digest that
    is not CloudTrail's, and every period that no digest covers. Reads only, and nothing outside the bucket or folder.
    """
    asked = _Asked(**given)
    tally = Tally(verbose=verbose)
    for checked in _with_progress(asked.checked(), tally):
        tally.add(checked)
    if as_json:
        click.echo(json.dumps(tally.document(asked), indent=2))
    else:
        tally.render(Console(highlight=False, markup=False, soft_wrap=False))
    return tally.status()


@dataclass(slots=True, kw_only=True)
class _Asked:
    """What the user asked for."""

    config: Path
    accounts: tuple[str, ...]
    start: datetime | None
    end: datetime | None
    regions: tuple[str, ...]
    bucket: str | None
    prefix: str | None
    folder: Path | None
    key_files: tuple[Path, ...]

    def __post_init__(self) -> None:
        if self.folder is not None and (self.accounts or self.bucket or self.prefix is not None):
            raise click.UsageError(
                "--folder is a copy of one bucket: --account, --bucket and --prefix do not go with it"
            )
        if self.folder is not None and not self.key_files:
            raise click.UsageError("--folder needs --public-keys: what `aws cloudtrail list-public-keys` printed")
        if self.prefix is not None and self.bucket is None:
            raise click.UsageError("--prefix goes with --bucket")
        if self.folder is None:
            self.end = self.end or datetime.now(UTC)
            self.start = self.start or self.end - _A_DAY
        if self.start and self.end and self.start >= self.end:
            raise click.UsageError("--start-time is not before --end-time")

    def checked(self) -> Iterator[Checked]:
        if self.folder is not None:
            return self._folder(self.folder)
        return self._accounts()

    def _folder(self, folder: Path) -> Iterator[Checked]:
        copy = Folder(folder)
        keys = public_keys.kept(self.key_files)
        if not copy.leads():
            reason = "holds no folder AWSLogs: copy the bucket with its folders, aws s3 sync s3://BUCKET FOLDER"
            yield Checked(kind=Kind.period, where=str(folder), verdict=Verdict.unchecked, reason=reason)
        yield from validate(copy, self._scope(copy.leads()), lambda _: keys, Period(self.start, self.end))

    def _accounts(self) -> Iterator[Checked]:
        configuration, _, meant = pipelines(self.config, self.accounts)
        clients = Clients()
        try:
            for pipeline in meant:
                yield from self._account(pipeline, keeper(configuration, pipeline.account), clients)
        finally:
            clients.stop()

    def _account(self, pipeline: Pipeline, keeps: Account, clients: Clients) -> Iterator[Checked]:
        """`keeps` is the account whose bucket holds the log files."""
        account, trail = pipeline.account, pipeline.trail
        if pipeline.bucket is None and self.bucket is None and keeps == account:
            reason = "the bucket of this existing trail is not known: name it as existing.bucket, or with --bucket"
            yield Checked(kind=Kind.period, where=account.name, verdict=Verdict.unchecked, reason=reason)
            return
        session = Session(keeps, clients)
        try:
            session.enter()
        except CallFailed as failure:
            reason = f"could not be read: {failure.unread}"
            yield Checked(kind=Kind.period, where=keeps.name, verdict=Verdict.unchecked, reason=reason)
            return
        prefix = (trail.key_prefix if self.bucket is None else self.prefix or "").strip("/")
        scope = replace(self._scope([f"{prefix}/" if prefix else ""]), accounts=frozenset({account.id}))
        keys = self._keys(pipeline, clients)
        yield from validate(Bucket(session, self.bucket or trail.bucket), scope, keys, Period(self.start, self.end))

    def _scope(self, leads: Iterable[str]) -> Scope:
        return Scope(leads=tuple(leads), regions=frozenset(self.regions))

    def _keys(self, pipeline: Pipeline, clients: Clients) -> Keys:
        """The given keys, or CloudTrail's: every region has its own, and a backfill digest is signed later."""
        if self.key_files:
            kept = public_keys.kept(self.key_files)
            return lambda _: kept

        def listed(region: str) -> public_keys.PublicKeys:
            session = Session(replace(pipeline.account, region=region), clients)
            session.enter()
            assert self.start is not None  # noqa: S101 -- set where there is no folder
            return public_keys.listed(session, self.start - _A_DAY, datetime.now(UTC))

        return listed


@dataclass(slots=True)
class Tally:
    """What was found: every verdict counted, and those that are told kept."""

    verbose: bool
    counts: Counter[tuple[Kind, Verdict]] = field(default_factory=Counter)
    told: list[Checked] = field(default_factory=list)

    def add(self, checked: Checked) -> None:
        self.counts[checked.kind, checked.verdict] += 1
        if self.verbose or checked.verdict is not Verdict.valid:
            self.told.append(checked)

    def status(self) -> int:
        """1 for what is known to be wrong, whatever else is not known; 2 where something or everything is not known."""
        found = {verdict for _, verdict in self.counts}
        if found - {Verdict.valid, Verdict.unchecked}:
            return 1
        return 0 if found == {Verdict.valid} else 2

    def document(self, asked: _Asked) -> dict[str, Any]:
        return {
            "schema": 1,
            "start": asked.start.isoformat() if asked.start else None,
            "end": asked.end.isoformat() if asked.end else None,
            "found": [
                {"kind": one.kind, "where": one.where, "verdict": one.verdict, "reason": one.reason}
                for one in self.told
            ],
            "summary": {kind: {verdict: self.counts[kind, verdict] for verdict in Verdict} for kind in Kind},
        }

    def render(self, console: Console) -> None:
        table = Table.grid(padding=(0, 2, 0, 0), expand=False)
        table.add_column(width=10, no_wrap=True)
        table.add_column(width=8, no_wrap=True)
        table.add_column(overflow="fold")
        for one in self.told[:_MOST_ROWS]:
            verdict = Text(one.verdict, style=_STYLE.get(one.verdict, "bold red"))
            table.add_row(verdict, Text(one.kind), Text(visible(one.where)))
            if one.reason:
                table.add_row("", "", Text(visible(one.reason), style="dim"))
        if self.told:
            console.print(table)
        if len(self.told) > _MOST_ROWS:
            console.print(f"and {len(self.told) - _MOST_ROWS} more: see --json")
        console.print("; ".join(self.lines()))

    def lines(self) -> Iterator[str]:
        """How many there are of each kind, and what they are."""
        for kind in Kind:
            of_kind = {verdict: self.counts[kind, verdict] for verdict in Verdict if self.counts[kind, verdict]}
            if of_kind or kind is not Kind.period:
                count = sum(of_kind.values())
                detail = ", ".join(f"{of_verdict} {verdict}" for verdict, of_verdict in of_kind.items())
                yield f"{count} {kind}{'' if count == 1 else 's'}" + (f": {detail}" if detail else "")


def _with_progress(found: Iterable[Checked], tally: Tally) -> Iterator[Checked]:
    """The same verdicts, counted on stderr while it is a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("validating", total=None)
        for checked in found:
            yield checked
            progress.update(task, description="; ".join(tally.lines()))
