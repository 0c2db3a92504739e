"""trailbell validate-logs: whether log files are as CloudTrail delivered them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import click
from rich.console import Console

from alerts.terminal import visible
from cli.log_file_tally import Tally, with_progress
from cli.options import account_option, config_option, json_option, pipelines
from pipeline.account import Account
from pipeline.keeping import Kept, kept
from validators import public_keys
from validators.chain import Checked, Kind, Verdict
from validators.log_files import Keys, Period, validate
from validators.reading import CallFailed
from validators.scope import Scope
from validators.session import Clients, Session
from validators.storage import Bucket, Folder

EPILOG = """\b
Examples:
  trailbell validate-logs                        the last day of every account of trailbell.yaml
  trailbell validate-logs --account production --start-time 2026-11-01
  trailbell validate-logs --bucket old-bucket --prefix logs --start-time 2025-01-01
  trailbell validate-logs --json > report.json   schema 1; nothing else on stdout
\b
An organization's trail, or a bucket that several accounts send to:
  trailbell validate-logs --account management   every member, each with its regions
  trailbell validate-logs --account-id 444455556666 --account-id 777788889999
  trailbell validate-logs --organization-id o-a1b2c3d4e5 --region eu-west-1
  trailbell validate-logs --max-log-files 10     a sample of each account and region
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


class _Id(click.ParamType[str]):
    """An id that has a form."""

    def __init__(self, name: str, pattern: str, words: str) -> None:
        self.name = name
        self._pattern = pattern
        self._words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(self._pattern, value):
            self.fail(f"'{visible(value)[:40]}' is no {self.name}; write {self._words}", param, ctx)
        return str(value)


_ACCOUNT_ID = _Id("account id", "[0-9]{12}", "its twelve digits, such as 111122223333")
_ORGANIZATION_ID = _Id("id of an organization", "o-[a-z0-9]{10,32}", "one such as o-a1b2c3d4e5")


@click.command("validate-logs", epilog=EPILOG)
@config_option
@account_option
@click.option(
    "--account-id", "account_ids", multiple=True, type=_ACCOUNT_ID, metavar="ID",
    help="Of what lies there, only the log files of this account, as of a member of the organization; repeatable.",
)  # fmt: skip
@click.option(
    "--organization-id", "organization", type=_ORGANIZATION_ID, metavar="ID",
    help="Of what lies there, only the log files of this organization's trail.",
)  # fmt: skip
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
@click.option(
    "--max-log-files", "most", type=click.IntRange(min=1), metavar="N",
    help="Read at most so many log files of each account and region, the newest; the others are unchecked.",
)  # fmt: skip
@click.option("--verbose", is_flag=True, help="Tell what is valid, too.")
@json_option
def validate_logs(verbose: bool, as_json: bool, **given: Any) -> int:
    """Verify delivered log files by the chain of digests that CloudTrail signs every hour.

    Tells every log file that was changed or deleted, every one that CloudTrail does not vouch for, every digest that
    is not CloudTrail's, and every period that no digest covers: for every account and region, and every member of an
    organization whose trail it is. Reads only, and nothing outside the bucket or folder.
    """
    asked = _Asked(**given)
    tally = Tally(verbose=verbose)
    for checked in with_progress(asked.checked(), tally):
        tally.add(checked)
    for checked in asked.absent(tally.accounts):
        tally.add(checked)
    if as_json:
        click.echo(json.dumps({"schema": 1, **asked.document(), **tally.document()}, indent=2))
    else:
        tally.render(Console(highlight=False, markup=False, soft_wrap=False))
    return tally.status()


@dataclass(slots=True, kw_only=True)
class _Asked:
    """What the user asked for."""

    config: Path
    accounts: tuple[str, ...]
    account_ids: tuple[str, ...]
    organization: str | None
    start: datetime | None
    end: datetime | None
    regions: tuple[str, ...]
    bucket: str | None
    prefix: str | None
    folder: Path | None
    key_files: tuple[Path, ...]
    most: int | None

    def __post_init__(self) -> None:
        if self.folder is not None and (self.accounts or self.bucket or self.prefix is not None):
            raise click.UsageError(
                "--folder is a copy of one bucket: --account, --bucket and --prefix do not go with it; "
                "--account-id and --organization-id do"
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

    @property
    def some(self) -> bool:
        """Whether only some of what lies there is asked for."""
        return bool(self.account_ids) or self.organization is not None

    def document(self) -> dict[str, str | None]:
        return {
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
        }

    def checked(self) -> Iterator[Checked]:
        if self.folder is not None:
            return self._folder(self.folder)
        return self._accounts()

    def absent(self, found: set[str]) -> Iterator[Checked]:
        """What was asked for by its id and lies nowhere."""
        for account in dict.fromkeys(self.account_ids):
            if account not in found:
                yield _unchecked(account, "has no log file and no digest in what was looked into")
        if self.organization is not None and not self.account_ids and not found:
            yield _unchecked(self.organization, "has no folder in what was looked into")

    def _folder(self, folder: Path) -> Iterator[Checked]:
        copy = Folder(folder)
        keys = public_keys.kept(self.key_files)
        if not copy.leads():
            reason = "holds no folder AWSLogs: copy the bucket with its folders, aws s3 sync s3://BUCKET FOLDER"
            yield _unchecked(str(folder), reason)
        yield from validate(copy, self._scope(copy.leads()), lambda _: keys, Period(self.start, self.end))

    def _accounts(self) -> Iterator[Checked]:
        configuration, _, meant = pipelines(self.config, self.accounts)
        clients = Clients()
        try:
            for place in self._places(kept(configuration, meant)):
                yield from self._kept(place, clients)
        finally:
            clients.stop()

    def _places(self, places: tuple[Kept, ...]) -> Iterator[Kept]:
        """These, or the one bucket that was named: each account looks for its own there, the first for all else."""
        for at, place in enumerate(places):
            if self.bucket is None:
                yield place
            elif at == 0 or not self.some:
                named = replace(place, bucket=self.bucket, folder=self.prefix or "")
                yield replace(named, organizations=place.organizations if at == 0 else frozenset[str]())

    def _kept(self, place: Kept, clients: Clients) -> Iterator[Checked]:
        if place.bucket is None:
            reason = "the bucket of this existing trail is not known: name it as existing.bucket, or with --bucket"
            yield _unchecked(place.keeper.name, reason)
            return
        session = Session(place.keeper, clients)
        try:
            session.enter()
        except CallFailed as failure:
            yield _unchecked(place.keeper.name, f"could not be read: {failure.unread}")
            return
        folder = place.folder.strip("/")
        scope = self._scope([f"{folder}/" if folder else ""], place)
        keys = self._keys(place.keeper, clients)
        yield from validate(Bucket(session, place.bucket), scope, keys, Period(self.start, self.end))

    def _scope(self, leads: Iterable[str], place: Kept | None = None) -> Scope:
        """What is meant below these folders: what was asked for, else what lies there of the accounts of `place`."""
        scope = Scope(
            leads=tuple(leads), regions=frozenset(self.regions) or None, elsewhere=self.some, most_log_files=self.most
        )
        if self.some:
            ids = frozenset(self.account_ids) or None
            organizations = None if self.organization is None else frozenset({self.organization})
            own = ids if self.organization is None else frozenset[str]()
            return replace(scope, accounts=own, organizations=organizations, members=ids)
        if place is None:
            return scope
        return replace(scope, accounts=place.accounts, organizations=place.organizations, expected=place.expected)

    def _keys(self, account: Account, clients: Clients) -> Keys:
        """The given keys, or CloudTrail's: every region has its own, and a backfill digest is signed later."""
        if self.key_files:
            given = public_keys.kept(self.key_files)
            return lambda _: given

        @cache
        def listed(region: str) -> public_keys.PublicKeys:
            session = Session(replace(account, region=region), clients)
            session.enter()
            assert self.start is not None  # noqa: S101 -- set where there is no folder
            return public_keys.listed(session, self.start - _A_DAY, datetime.now(UTC))

        one_at_a_time = Lock()

        def once(region: str) -> public_keys.PublicKeys:
            with one_at_a_time:  # several accounts of one region are validated at the same time
                return listed(region)

        return once


def _unchecked(where: str, reason: str) -> Checked:
    return Checked(kind=Kind.period, where=where, verdict=Verdict.unchecked, reason=reason)
