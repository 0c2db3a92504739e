"""trailbell ring: ring alarms on purpose, and tell whether the vendor answered."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from alerts.terminal import visible
from cli.asking import agreed
from cli.ending import end_like_ctrl_c
from cli.options import account_option, config_option, json_option, pipelines
from validators.bells import Bell, bells
from validators.reports.report import number
from validators.ring import Answer, Rung, Told
from validators.ring import ring as ring_bells
from validators.session import Clients

EPILOG = """\b
Examples:
  trailbell ring --account production           as few alarms as reach every destination
  trailbell ring cis-root-usage -a production   the alarm of one alert
  trailbell ring --yes --json --wait 900        for a nightly job: nobody is asked
\b
It writes: the alarm is set to ALARM and back to OK by the deploy_role, and whoever is on call is called. What that
role needs: trailbell permissions --ring.
\b
Exit status:
  0  every endpoint answered
  1  an endpoint refused, nobody listens, or an alarm could not be rung
  2  no proof: SNS counted too little within --wait, something could not be read, nobody agreed, or the input is wrong
  130  interrupted; the alarm was set back to OK
"""

_STYLE = {Answer.answered: "green", Answer.refused: "red", Answer.silent: "red", Answer.unproven: "yellow"}


@click.command(epilog=EPILOG)
@click.argument("alert", required=False)
@config_option
@account_option
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option(
    "--wait", type=click.FloatRange(0, 3600), default=600, show_default=True, metavar="SECONDS",
    help="How long to wait for SNS's counts, which come minutes later.",
)  # fmt: skip
@json_option
def ring(alert: str | None, config: Path, accounts: tuple[str, ...], *, yes: bool, wait: float, as_json: bool) -> int:
    """Ring an alert for real, and tell whether the vendor answered.

    Without ALERT, as few alarms as reach every destination. The proof is SNS's own count of what endpoints took.
    """
    _, _, meant = pipelines(config, accounts)
    wanted = tuple(bells(meant, alert))
    if not (yes or _agreed(wanted)):
        click.echo("nothing rang", err=True)
        return 2
    end_like_ctrl_c()
    rung = ring_bells(wanted, wait, lambda text: click.echo(text, err=True), Clients())
    if as_json:
        click.echo(json.dumps(_document(rung), indent=2))
    else:
        _render(rung, Console(highlight=False, markup=False, soft_wrap=False))
    return _status(rung)


def _agreed(wanted: Sequence[Bell]) -> bool:
    """Names what will ring, and lets a person decide."""
    for bell in wanted:
        account = bell.pipeline.account
        click.echo(f"{account.name} {account.id} {account.region}: {bell.alarm.name} rings", err=True)
        for where in bell.rings:
            click.echo(f"  {where}", err=True)
    if not sys.stdin.isatty():
        raise click.UsageError("this rings for real, and there is nobody to ask; give --yes")
    return agreed("This calls whoever is on call. Ring?")


def _status(rung: Sequence[Rung]) -> int:
    """2 where anything is unknown, since the answer is not whole; else 1 where anything did not answer."""
    answers = {told.answer for one in rung for told in one.told}
    if Answer.unproven in answers or any(one.unread or not (one.told or one.problem) for one in rung):
        return 2
    return 1 if answers - {Answer.answered} or any(one.problem for one in rung) else 0


def _document(rung: Sequence[Rung]) -> dict[str, Any]:
    counts = Counter(told.answer for one in rung for told in one.told)
    return {
        "schema": 1,
        "rung": [_one(one) for one in rung],
        "summary": {"alarms": len(rung), **{answer.value: counts[answer] for answer in Answer}},
    }


def _one(one: Rung) -> dict[str, Any]:
    return {
        "account": one.bell.pipeline.account.name,
        "alarm": one.bell.alarm.name,
        "problem": one.problem or None,
        "unread": {"call": one.unread.call, "reason": one.unread.reason} if one.unread else None,
        "topics": [_topic(told) for told in one.told],
    }


def _topic(told: Told) -> dict[str, Any]:
    return {
        "topic": told.topic_arn,
        "answer": told.answer.value,
        "expected": told.expected,
        "delivered": told.counts.delivered,
        "failed": told.counts.failed,
        "why": told.why or None,
    }


def _render(rung: Sequence[Rung], console: Console) -> None:
    for one in rung:
        console.print(Text.assemble((one.bell.alarm.name, "bold"), f"  {one.bell.pipeline.account.name}"))
        if one.problem:
            console.print(_said(f"not rung: {one.problem}", "red"))
        if one.unread:
            console.print(_said(f"could not be read or done: {one.unread}", "yellow"))
        if one.told:
            console.print(_table(one.told))
    counts = Counter(told.answer for one in rung for told in one.told)
    told = [f"{counts[answer]} {answer}" for answer in Answer if counts[answer]]
    proof = (
        "" if not counts[Answer.unproven] else "; unproven is no proof of delivery: look at the vendor, or wait longer"
    )
    done = f"{sum(bool(one.told) for one in rung)} of {number(len(rung), 'alarm')} rung"
    console.print(f"{done}{': ' if told else ''}{', '.join(told)}{proof}")


def _said(text: str, style: str) -> Padding:
    return Padding(Text(visible(text), style=style), (0, 0, 0, 2), expand=False)


def _table(told: Sequence[Told]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=False)
    table.add_column(width=10, no_wrap=True)
    table.add_column(overflow="fold")
    for one in told:
        counts = f"{one.counts.delivered} of {one.expected} delivered, {one.counts.failed} failed"
        table.add_row(Text(f"  {one.answer}", style=_STYLE[one.answer]),
                      Text(visible(f"{one.topic_arn.rpartition(':')[2]}: {counts}")))  # fmt: skip
        if one.why:
            table.add_row("", Text(visible(one.why), style="dim"))
    return table
