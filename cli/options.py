"""What several verbs share: the configuration, and the accounts that are meant."""

from __future__ import annotations

from pathlib import Path

import click

from alerts.document import Document
from pipeline.configuration import Configuration, load
from pipeline.design import design
from pipeline.pipeline import Pipeline

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


def pipelines(config: Path, accounts: tuple[str, ...]) -> tuple[Configuration, Document, tuple[Pipeline, ...]]:
    """The designed pipelines of the accounts that are meant; of all without a choice."""
    configuration, document = load(config)
    designed = design(configuration, document)
    known = {name for pipeline in designed for name in (pipeline.account.name, pipeline.account.id)}
    if unknown := [name for name in accounts if name not in known]:
        names = ", ".join(pipeline.account.name for pipeline in designed)
        raise click.BadParameter(f"no account is called '{unknown[0]}'; known are {names}", param_hint="--account")
    meant = tuple(p for p in designed if not accounts or {p.account.name, p.account.id} & set(accounts))
    return configuration, document, meant
