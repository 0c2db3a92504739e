"""trailbell accounts: the accounts of the organization, and the file that keeps them for deployments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from alerts.errors import InputError, Mistake, Place
from cli import files
from cli.options import config_option, json_option
from pipeline.organization import Member, OrganizationSettings, file_text, kept, listed, named, settings
from validators.organization import accounts as accounts_of
from validators.reading import CallFailed
from validators.session import Clients

EPILOG = """\b
Examples:
  trailbell accounts                 which accounts the organization has, and which the file does not name yet
  trailbell accounts --write         write the file, so that the next deployment covers them
  trailbell accounts --json
\b
Exit status:
  0  the accounts are told
  2  they could not be listed, or the input is wrong; nothing is written then
"""


@dataclass(frozen=True, slots=True)
class Found:
    """An account. `state` is configured (in the configuration itself), kept (in the file), new or gone."""

    member: Member
    state: str


@click.command(epilog=EPILOG)
@config_option
@click.option("--write", is_flag=True, help="Write the accounts to the file that the configuration names.")
@json_option
def accounts(*, config: Path, write: bool, as_json: bool) -> None:
    """List the accounts of the organization that the configuration means; with --write, keep them in its file.

    A name that is in the file stays, whatever the account is called in AWS meanwhile: it names the stack and its state.
    """
    organization, document = settings(config)
    file = config.parent / organization.file
    if write:
        files.refuse_unwritable([file])
    configured = listed(document)
    before = {member.id: member.name for member in kept(organization, config)}
    found = _members(config, organization, {**before, **configured})
    told = [*_told(found, configured, before)]
    if write:
        files.write({file: file_text(one.member for one in told if one.state in ("kept", "new"))})
    _print(told, as_json=as_json)
    _say(told, file, write=write)


def members_now(config: Path) -> tuple[Member, ...]:
    """The accounts that the organization of a configuration has now; raises InputError where they cannot be listed."""
    organization, document = settings(config)
    before = {member.id: member.name for member in kept(organization, config)}
    return _members(config, organization, {**before, **listed(document)})


def _members(config: Path, organization: OrganizationSettings, taken: dict[str, str]) -> tuple[Member, ...]:
    clients = Clients()
    try:
        found = accounts_of(organization, clients)
    except CallFailed as failure:
        told = f"the accounts of the organization could not be listed: {failure.unread}"
        raise InputError([Mistake(Place(str(config)), told)]) from None
    finally:
        clients.stop()
    return tuple(named(found, taken))


def _told(found: tuple[Member, ...], configured: dict[str, str], before: dict[str, str]) -> Iterator[Found]:
    for member in found:
        state = "configured" if member.id in configured else "kept" if member.id in before else "new"
        yield Found(member, state)
    there = {member.id for member in found}
    for account_id, name in before.items():
        if account_id not in there and account_id not in configured:
            yield Found(Member(account_id, name), "gone")


def _print(told: list[Found], *, as_json: bool) -> None:
    if as_json:
        rows = [{"id": one.member.id, "name": one.member.name, "state": one.state} for one in told]
        click.echo(json.dumps({"schema": 1, "accounts": rows}, indent=2))
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("ID", "NAME", "STATE"):
        table.add_column(heading, no_wrap=True)
    for one in told:
        table.add_row(one.member.id, one.member.name, one.state)
    Console(highlight=False, markup=False).print(table if told else "the organization has no account that is meant")


def _say(told: list[Found], file: Path, *, write: bool) -> None:
    counts = {state: sum(one.state == state for one in told) for state in ("new", "gone")}
    if write:
        click.echo(f"{file}: written ({counts['new']} new, {counts['gone']} gone)", err=True)
    elif any(counts.values()):
        click.echo(f"{file}: {counts['new']} new, {counts['gone']} gone; write it with --write", err=True)
    if counts["gone"]:
        click.echo("note: an account that is gone is not deployed any more; what stands there stays", err=True)
