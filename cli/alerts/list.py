"""trailbell alerts list: which alerts there are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.alert import Alert, Severity
from alerts.catalogue import packs
from alerts.terminal import visible
from cli.alerts.known import Known, known_alerts
from cli.options import config_option, json_option
from cli.severity import STYLES

EPILOG = """\b
Examples:
  trailbell alerts list
  trailbell alerts list --pack core --severity critical --severity high
  trailbell alerts list --control "CIS 3.0"              every alert for a standard
  trailbell alerts list --control CloudWatch.4           every alert for a control
  trailbell alerts list --json | jq -r '.alerts[].id'
"""


@click.command(name="list", epilog=EPILOG)
@config_option
@click.option("--pack", "pack", metavar="NAME", help="Only this pack; 'own' is what stands under alerts.own.")
@click.option("--severity", "severities", multiple=True, type=click.Choice([*Severity]), help="Only these; repeatable.")
@click.option("--control", metavar="TEXT", help="Only alerts for a standard ('CIS 3.0') or a control ('CloudWatch.4').")
@json_option
def list_(config: Path, pack: str | None, severities: tuple[str, ...], control: str | None, as_json: bool) -> None:
    """List alerts, of the catalogue and your own."""
    known = known_alerts(config).by_id
    found = [one for one in known.values() if not severities or one.alert.severity in severities]
    if pack is not None:
        found = _of_pack(found, pack)
    if control is not None:
        found = _for_control(found, known.values(), control)
    if as_json:
        click.echo(json.dumps({"schema": 1, "alerts": [_document(one) for one in found]}, indent=2))
        return
    console = Console(highlight=False, markup=False)
    console.print(_table(found))
    console.print(f"{len(found)} of {len(known)} alerts; packs: {', '.join(sorted(packs()))}")


def _of_pack(found: Iterable[Known], pack: str) -> list[Known]:
    if pack == "own":
        return [one for one in found if one.is_own]
    if pack not in packs():
        names = ", ".join([*sorted(packs()), "own"])
        raise click.BadParameter(f"no pack is named '{pack}'; known are {names}", param_hint="--pack")
    return [one for one in found if one.alert.id in packs()[pack]]


def _for_control(found: Iterable[Known], known: Iterable[Known], control: str) -> list[Known]:
    if not any(_meets(one.alert, control) for one in known):
        message = f"no alert is for '{control}'; write 'CIS 3.0', 'CIS 3.0: 4.3', 'Security Hub' or 'CloudWatch.1'"
        raise click.BadParameter(message, param_hint="--control")
    return [one for one in found if _meets(one.alert, control)]


def _meets(alert: Alert, control: str) -> bool:
    """Whether a control of the alert, its standard or its number is this text, blanks and case aside."""
    wanted = _plain(control)
    return any(wanted in {_plain(part) for part in (name, *name.split(":"))} for name in alert.controls)


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _document(one: Known) -> dict[str, object]:
    fields = {"id", "title", "severity", "packs", "controls", "attack"}
    return {**one.alert.model_dump(mode="json", include=fields), "from": one.place}


def _table(found: Iterable[Known]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", expand=False)
    table.add_column("ID", no_wrap=True)
    table.add_column("SEVERITY", no_wrap=True)
    table.add_column("TITLE", overflow="fold")
    table.add_column("PACKS", style="dim", overflow="fold")
    for one in found:
        alert = one.alert
        names = [*alert.packs, *(["own"] if one.is_own else [])]
        severity = Text(alert.severity, style=STYLES[alert.severity])
        table.add_row(alert.id, severity, Text(visible(alert.title)), Text(visible(", ".join(names))))
    return table
