"""trailbell show: the designed pipeline of an account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.options import account_option, config_option, json_option, pipelines
from pipeline.fact import facts
from pipeline.notification import Subscription
from pipeline.pipeline import KINDS, Part, Pipeline
from validators.drift import shown

EPILOG = """\b
Examples:
  trailbell show                                 every account
  trailbell show --account production            only this one
  trailbell show --account production --json     with every fact that the check compares
"""

_EXISTING = " (existing)"


@click.command(epilog=EPILOG)
@config_option
@account_option
@json_option
def show(config: Path, accounts: tuple[str, ...], as_json: bool) -> None:
    """Show the designed pipeline of an account: every resource by its name, without asking AWS."""
    _, _, meant = pipelines(config, accounts)
    if as_json:
        click.echo(json.dumps({"schema": 1, "accounts": [_document(pipeline) for pipeline in meant]}, indent=2))
        return
    console = Console(highlight=False, markup=False)
    for pipeline in meant:
        account = pipeline.account
        console.print(Text.assemble((account.name, "bold"), f"  {account.id}  {account.region}"))
        console.print(_chain(pipeline))
        console.print(_alerts(pipeline) if pipeline.alarms else _WITHOUT_ALARMS)


def _document(pipeline: Pipeline) -> dict[str, Any]:
    account = pipeline.account
    parts = [_part(part) | {"existing": pipeline.exists(part)} for part in pipeline.parts()]
    return {"name": account.name, "id": account.id, "region": account.region, "parts": parts}


def _part(part: Part) -> dict[str, Any]:
    values = {name: shown(getattr(part, name)) for name, _ in facts(part)}
    return {"part": KINDS[type(part)], "resource": part.name, "facts": values}


def _chain(pipeline: Pipeline) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", expand=False)
    table.add_column("PART", no_wrap=True)
    table.add_column("NAME", overflow="fold")
    for kept in (pipeline.trail, pipeline.bucket, pipeline.key, pipeline.log_group, pipeline.delivery_role):
        if kept is not None:
            table.add_row(KINDS[type(kept)], kept.name + _EXISTING * pipeline.exists(kept))
    for topic in pipeline.topics:
        table.add_row("topic", topic.name + _EXISTING * pipeline.exists(topic))
    for queue in pipeline.dead_letter_queues:
        table.add_row("dead-letter-queue", queue.name)
    for existing in pipeline.existing_topics:
        table.add_row("existing-topic", existing.arn)
    for subscription in pipeline.subscriptions:
        table.add_row("subscription", _to(subscription) + _EXISTING * pipeline.exists(subscription))
    for part in (
        *pipeline.forwarders,
        *pipeline.chat_channels,
        *_collector(pipeline),
        pipeline.auditor_role,
        pipeline.oidc_provider,
    ):
        if part is not None:
            table.add_row(KINDS[type(part)], part.name)
    return table


def _collector(pipeline: Pipeline) -> Iterator[Part]:
    if pipeline.collector is not None:
        yield from pipeline.collector.parts()


def _to(subscription: Subscription) -> str:
    return f"{subscription.topic_arn.rpartition(':')[2]} -> {subscription.endpoint}"


def _alerts(pipeline: Pipeline) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", expand=False)
    for heading, style in (("ALARM", ""), ("METRIC", "dim"), ("RINGS", ""), ("AT", "")):
        table.add_column(heading, style=style, overflow="fold")
    for alarm in pipeline.alarms:
        topics = ", ".join(arn.rpartition(":")[2] for arn in alarm.alarm_actions)
        when = f"{_SIGN[alarm.comparison_operator]} {alarm.threshold:g} in {alarm.period * alarm.evaluation_periods} s"
        table.add_row(alarm.name, alarm.metric_name, when, topics)
    return table


_WITHOUT_ALARMS = "No alarms: nothing is counted, and whoever is told is told of log files (docs/paths.md)."
_SIGN = {
    "GreaterThanOrEqualToThreshold": ">=",
    "GreaterThanThreshold": ">",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}
