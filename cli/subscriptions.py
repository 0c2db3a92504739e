"""trailbell subscriptions: which are confirmed; confirm one, or ask anew for a confirmation."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.terminal import visible
from cli.options import account_option, config_option, json_option, pipelines
from pipeline import confirmation
from pipeline.configuration import Configuration
from pipeline.destination import Destination
from pipeline.environment import require
from pipeline.pipeline import Pipeline
from pipeline.vendors import VENDORS
from validators import subscriptions as there
from validators.session import Clients
from validators.subscriptions import AccountSubscriptions, Listed, State

EPILOG = """\b
Examples:
  trailbell subscriptions                          every subscription of every topic
  trailbell subscriptions --json                   for other tools
  trailbell subscriptions --confirm 'https://sns.eu-west-1.amazonaws.com/?Action=...'
  trailbell subscriptions --confirm - < link       so that the token stands in no shell history
  trailbell subscriptions --resend --account production
\b
Exit status:
  0  everything declared is confirmed, and nothing else is there; with --confirm or --resend: done
  1  something is pending, missing, or was declared by nobody
  2  something could not be read or done, or the input is wrong
"""

_MAIL = "Copy the link of the mail from AWS Notifications and give it to --confirm; or visit it."
_STYLE = {State.confirmed: "green", State.pending: "yellow", State.missing: "red", State.asked: "yellow"}


@click.command(epilog=EPILOG)
@config_option
@account_option
@click.option(
    "--confirm", "link", metavar="URL-OR-TOKEN", help="Confirm the subscription that SNS sent this to; - reads it."
)
@click.option("--resend", is_flag=True, help="Let SNS send a new confirmation to each endpoint that has not confirmed.")
@json_option
def subscriptions(config: Path, accounts: tuple[str, ...], link: str | None, resend: bool, as_json: bool) -> int:
    """List every subscription of the designed topics with its state.

    A link is never visited: it is checked to be SNS's own for one of these topics, and its token is given to SNS with
    your signature, so that only the owner can end the subscription. --confirm and --resend write, by the deploy_role.
    """
    if link is not None and resend:
        raise click.UsageError("--confirm confirms one, --resend asks for all that are left; give one of them")
    configuration, document, meant = pipelines(config, accounts)
    require(configuration, document, os.environ, meant)
    if link is not None:
        return _confirm(link, meant, as_json)
    found = [*_resent(meant)] if resend else [*there.survey(meant, os.environ)]
    if as_json:
        click.echo(json.dumps(_document(found), indent=2))
    else:
        _render(found, configuration, Console(highlight=False, markup=False, soft_wrap=False))
    return _status(found, resend=resend)


def _confirm(link: str, meant: Sequence[Pipeline], as_json: bool) -> int:
    given = sys.stdin.readline() if link == "-" else link
    topics = [topic for pipeline in meant for topic in pipeline.topics]
    own_endpoint = os.environ.get("AWS_ENDPOINT_URL_SNS") or os.environ.get("AWS_ENDPOINT_URL")
    try:
        wanted = confirmation.read(given, topics, own_endpoint)
    except ValueError as error:
        raise click.BadParameter(f"the text {error}", param_hint="--confirm") from None
    confirmed = there.confirm(meant, wanted, os.environ)
    if as_json:
        click.echo(json.dumps({"schema": 1, "confirmed": _one(confirmed)}, indent=2))
    else:
        click.echo(f"confirmed: {_topic(confirmed)} -> {confirmed.endpoint}")
    return 0


def _resent(meant: Iterable[Pipeline]) -> Iterator[AccountSubscriptions]:
    clients = Clients()
    for pipeline in meant:
        yield there.resend(pipeline, os.environ, clients)


def _status(found: Iterable[AccountSubscriptions], *, resend: bool) -> int:
    listed = [*found]
    if any(account.unread for account in listed):
        return 2
    return 0 if resend or all(account.well for account in listed) else 1


def _document(found: Sequence[AccountSubscriptions]) -> dict[str, Any]:
    return {"schema": 1, "accounts": [_account(one) for one in found], "summary": _summary(found)}


def _account(found: AccountSubscriptions) -> dict[str, Any]:
    account = found.account
    return {
        "name": account.name,
        "id": account.id,
        "region": account.region,
        "subscriptions": [_one(one) for one in found.subscriptions],
        "unread": [{"call": unread.call, "reason": unread.reason} for unread in found.unread],
    }


def _one(one: Listed) -> dict[str, Any]:
    return {
        "topic": one.topic_arn,
        "destination": one.destination or None,
        "endpoint": str(one.endpoint),
        "state": one.state.value,
        "declared": one.declared,
        "arn": one.arn,
        "authenticated": one.authenticated,
    }


def _summary(found: Iterable[AccountSubscriptions]) -> dict[str, int]:
    listed = [one for account in found for one in account.subscriptions]
    counts = Counter(one.state for one in listed)
    undeclared = sum(not one.declared for one in listed)
    return {"subscriptions": len(listed), **{state.value: counts[state] for state in State}, "undeclared": undeclared}


def _render(found: Sequence[AccountSubscriptions], configuration: Configuration, console: Console) -> None:
    for account in found:
        console.print(
            Text.assemble((account.account.name, "bold"), f"  {account.account.id}  {account.account.region}")
        )
        for unread in account.unread:
            console.print(Text(f"  could not be read or done: {visible(str(unread))}", style="yellow"))
        if account.subscriptions:
            console.print(_table(account.subscriptions, configuration))
    counts = _summary(found)
    words = [f"{count} {name}" for name, count in counts.items() if count and name != "subscriptions"]
    number = counts["subscriptions"]
    console.print(f"{number} subscription{'' if number == 1 else 's'}" + (f": {', '.join(words)}" if words else ""))


def _table(listed: Iterable[Listed], configuration: Configuration) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=False)
    table.add_column(width=11, no_wrap=True)
    table.add_column(overflow="fold")
    for one in listed:
        state = Text(f"  {one.state}", style=_STYLE[one.state])
        table.add_row(state, Text(visible(f"{_topic(one)} -> {one.endpoint}")))
        if note := _note(one, configuration):
            table.add_row("", Text(note, style="dim"))
    return table


def _topic(one: Listed) -> str:
    return one.topic_arn.rpartition(":")[2]


def _note(one: Listed, configuration: Configuration) -> str:
    """What a person should know of it, or do."""
    if not one.declared:
        what = "do not confirm it" if one.state is State.pending else "it gets every message of this topic"
        return f"Nobody declared it: {what}."
    match one.state:
        case State.confirmed:
            return ""
        case State.missing:
            return "Never deployed, or forgotten by SNS after 48 hours: deploy, or --resend."
        case State.pending | State.asked:
            return f"{_how(one, configuration.destinations)} SNS forgets it 48 hours after it asked."


def _how(one: Listed, destinations: Mapping[str, Destination]) -> str:
    destination = destinations[one.destination]
    if destination.kind in ("slack", "teams"):
        return "Amazon Q Developer confirms by itself; if not, take the topic from its channel and add it again."
    return _MAIL if destination.email else VENDORS[destination.vendor].confirmation
