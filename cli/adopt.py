"""trailbell adopt: describe an account that was set up by hand, so that Terraform takes it over unchanged."""

from __future__ import annotations

import os
import re
from pathlib import Path
from shlex import quote
from typing import Any

import click

from alerts.errors import InputError, Mistake, Place, TrailbellError
from alerts.terminal import visible
from cli import files
from cli.options import config_option
from pipeline import adoption
from pipeline.account import Account
from pipeline.adoption import Adoption
from pipeline.adoption_text import text_of
from pipeline.configuration import load
from pipeline.found import Found
from validators.adoption import NothingToAdoptError, read
from validators.reading import CallFailed
from validators.reports.report import number
from validators.session import Clients, Session

EPILOG = """\b
Examples:
  trailbell adopt --account 111122223333 --region eu-west-1
  trailbell adopt --account 111122223333 --region eu-west-1 --out trailbell.yaml
  trailbell adopt --account production --out adopted.yaml     as trailbell.yaml has this account
  trailbell adopt --account 111122223333 --trail management-events
\b
Exit status:
  0  the configuration is written
  2  there is nothing to adopt, something could not be read, or the input is wrong
"""

_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")


@click.command(epilog=EPILOG)
@config_option
@click.option("--account", "-a", required=True, metavar="ID_OR_NAME", help="Its id, or its name in the configuration.")
@click.option("--region", metavar="REGION", help="Where its trail, filters and alarms are; else AWS_REGION.")
@click.option("--trail", metavar="NAME", help="Which trail is meant, where several send events to a log group.")
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A new file; printed without it.")
def adopt(config: Path, account: str, region: str | None, trail: str | None, out: Path | None) -> None:
    """Write the configuration of an account that was set up by hand.

    Reads only. Trail, bucket, log group, role and topics stay what they are; alarms and metric filters, if there are
    any, are taken over by the next deployment, which changes nothing.
    """
    if out is not None:
        if out.exists():
            raise InputError([Mistake(Place(str(out)), "is already there; name another file with --out")])
        files.refuse_unwritable([out])
    entry = _entry(config, account, region)
    found, described = _described(entry, trail)
    text = text_of(found, described)
    if out is None:
        click.echo(text, nl=False)
    else:
        files.write({out: text})
    _tell(described, out)


def _entry(config: Path, account: str, region: str | None) -> dict[str, Any]:
    """What is known of the account: all that the configuration says, or its id and region."""
    known = load(config)[0].accounts if config.exists() else ()
    said = next((one for one in known if account in (one.name, one.id) and region in (None, one.region)), None)
    if said is not None:
        kept = {"name", "id", "region", "deploy_role", "check_role", "external_id", "tags"}
        return said.model_dump(include=kept, exclude_defaults=True)
    if not re.fullmatch(r"[0-9]{12}", account):
        names = ", ".join(one.name for one in known)
        known_there = f"{config} has {names}" if names else f"{config} has none"
        raise click.BadParameter(
            f"'{account}' is no id of twelve digits, and {known_there} of that name", param_hint="--account"
        )
    chosen = region or next(filter(None, map(os.environ.get, _REGIONS)), None)
    if chosen is None:
        raise click.BadParameter("name the region of the trail, such as eu-west-1", param_hint="--region")
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-[0-9]", chosen):
        raise click.BadParameter(f"'{chosen}' is not the code of a region, such as eu-west-1", param_hint="--region")
    return {"name": f"account-{account}", "id": account, "region": chosen}


def _described(entry: dict[str, Any], trail: str | None) -> tuple[Found, Adoption]:
    account = Account(
        name=entry["name"],
        id=entry["id"],
        region=entry["region"],
        check_role=entry.get("check_role"),
        external_id=entry.get("external_id"),
    )
    clients = Clients()
    click.echo(f"reading account {account.id} in {account.region}", err=True)
    try:
        session = Session(account, clients)
        session.enter()
        found = read(session, trail)
    except CallFailed as failure:
        raise TrailbellError(f"account {account.id} could not be read: {failure.unread}") from None
    finally:
        clients.stop()
    described = adoption.adopt(found, entry)
    if not described.settings:
        reasons = "; ".join(visible(f"{what}: {why}") for what, why in described.left) or "its log group has no filters"
        text = f"account {account.id} in {account.region}: no filter and alarm of {found.trail.name} can be adopted"
        raise NothingToAdoptError(f"{text} ({reasons}); name the trail as existing, docs/existing.md")
    return found, described


def _tell(described: Adoption, out: Path | None) -> None:
    """What comes next, on stderr: the configuration itself may be on stdout."""
    adopted = described.settings["accounts"][0].get("adopted")
    parts = f"the trail {described.settings['existing']['trail']}, which itself tells of log files"
    if adopted:
        parts = f"{number(len(adopted['alarms']), 'alarm')}, {number(len(adopted['metric_filters']), 'metric filter')}"
    click.echo(f"described {parts}; left alone: {len(described.left)}", err=True)
    for what, why in described.left:
        click.echo(visible(f"  {what}: {why}"), err=True)
    if variables := [
        to["url"].removeprefix("env:") for to in described.settings["destinations"].values() if "url" in to
    ]:
        click.echo(f"before a check, set to the endpoints: {', '.join(variables)}", err=True)
    if out is not None:
        then = "which plans imports and nothing else" if adopted else "which changes nothing; and trailbell check"
        click.echo(f"next: TRAILBELL_CONFIG={quote(str(out))} cdktf deploy, {then}", err=True)
