"""What several verbs share: the configuration, and the accounts that are meant."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from alerts.document import Document
from pipeline.configuration import Configuration, load
from pipeline.design import Designs, designs
from pipeline.organization import Member
from pipeline.pipeline import Pipeline

MOST_NAMES = 20

config_option = click.option(
    "--config",
    "-c",
    "config",
    type=click.Path(path_type=Path, dir_okay=True),
    default=Path("trailbell.yaml"),
    show_default=True,
    envvar="TRAILBELL_CONFIG",
    help="The configuration file.",
)
account_option = click.option(
    "--account", "-a", "accounts", multiple=True, metavar="NAME", help="Only this account, by name or id; repeatable."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def designed(
    config: Path, accounts: tuple[str, ...], members: Iterable[Member] | None = None
) -> tuple[Configuration, Document, Designs]:
    """The designs of the accounts that are meant; of all without a choice. `members` are those of the organization."""
    configuration, document = load(config, members)
    return configuration, document, meant(designs(configuration, document), accounts)


def meant(designs: Designs, accounts: tuple[str, ...]) -> Designs:
    """Those of the accounts that are named, by name or by id; all without a choice."""
    known = {name for account in designs.accounts for name in (account.name, account.id)}
    if unknown := [name for name in accounts if name not in known]:
        some = [account.name for account in designs.accounts[:MOST_NAMES]]
        names = ", ".join([*some, *(["..."] if len(designs) > MOST_NAMES else [])])
        raise click.BadParameter(f"no account is called '{unknown[0]}'; known are {names}", param_hint="--account")
    return designs.only(lambda entry: not accounts or bool({entry.name, entry.id}.intersection(accounts)))


def pipelines(config: Path, accounts: tuple[str, ...]) -> tuple[Configuration, Document, tuple[Pipeline, ...]]:
    """As `designed`, with all pipelines made: for verbs that look at few accounts."""
    configuration, document, found = designed(config, accounts)
    return configuration, document, tuple(found)
