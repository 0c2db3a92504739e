"""trailbell alerts coverage: which controls of CIS and Security Hub the configuration meets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.alert import Alert
from alerts.coverage import CIS_VERSIONS, NEWEST_IN_SECURITY_HUB, Control, Coverage, Verdict
from alerts.coverage import coverage as of_alerts
from alerts.terminal import visible
from cli.alerts.trail_controls import trail_coverage
from cli.options import account_option, config_option, json_option, pipelines
from pipeline.account import Account
from pipeline.configuration import Configuration
from pipeline.selection import selected

EPILOG = """\b
Examples:
  trailbell alerts coverage
  trailbell alerts coverage --cis 3.0 --account production
  trailbell alerts coverage --json | jq '.accounts[].controls[] | select(.missing != [])'
\b
Exit status:
  0  every control is met
  1  some are not
  2  the input is wrong
"""

_STYLES = {
    Verdict.met: "green",
    Verdict.other_text: "yellow",
    Verdict.unmet: "bold red",
    Verdict.outside: "dim",
}


@click.command(epilog=EPILOG, short_help="Tell which controls of CIS and Security Hub are met.")
@config_option
@account_option
@click.option(
    "--cis", "version", type=click.Choice(CIS_VERSIONS), default=NEWEST_IN_SECURITY_HUB, show_default=True,
    help="Version of the CIS AWS Foundations Benchmark.",
)  # fmt: skip
@json_option
def coverage(config: Path, accounts: tuple[str, ...], version: str, as_json: bool) -> int:
    """Tell which controls of CIS and Security Hub the configuration meets.

    Only controls on the trail and its alerts; CIS's others are beyond Trailbell. Security Hub and Prowler read a
    filter's text, so each is asked of the text: Security Hub wants its own, and may refuse another of the same meaning.
    """
    configuration, _, meant = pipelines(config, accounts)
    alerts = _alerts(configuration)
    found = {
        pipeline.account: (*trail_coverage(pipeline, version), *of_alerts(alerts[pipeline.account.name], version))
        for pipeline in meant
    }
    if as_json:
        click.echo(json.dumps(_document(found, version), indent=2))
    else:
        _print(found, version)
    return int(any(control.unmet for controls in found.values() for control in controls))


Found = dict[Account, tuple[Coverage, ...]]


def _alerts(configuration: Configuration) -> dict[str, tuple[Alert, ...]]:
    """The alerts of each account, which the design has checked."""
    return {entry.name: selected(configuration, entry, index)[0] for index, entry in enumerate(configuration.accounts)}


def _document(found: Found, version: str) -> dict[str, object]:
    accounts = [
        {"name": account.name, "id": account.id, "controls": [asdict(control) for control in controls]}
        for account, controls in found.items()
    ]
    return {"schema": 1, "cis": version, "accounts": accounts}


def _print(found: Found, version: str) -> None:
    console = Console(highlight=False, markup=False)
    for controls in dict.fromkeys(found.values()):
        names = ", ".join(f"{account.name} {account.id}" for account, its in found.items() if its == controls)
        console.print(Text(visible(names), style="bold"))
        console.print(_table(controls, version))
        for line in _closing(controls, version):
            console.print(line)


def _table(controls: Sequence[Coverage], version: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", expand=False)
    table.add_column("SUBJECT", overflow="fold")
    table.add_column(f"CIS {version}", no_wrap=True)
    table.add_column("SECURITY HUB", no_wrap=True)
    table.add_column("PROWLER", no_wrap=True)
    table.add_column("ALERTS", overflow="fold")
    for control in controls:
        prowler = Text(control.prowler.verdict, style=_STYLES[control.prowler.verdict]) if control.prowler else ""
        alerts = Text("\n".join(text.alert for text in control.texts))
        alerts.append("".join(f"\nenable {name}" for name in control.missing), style="bold red")
        alerts = Text("\n").join(line for line in alerts.split("\n") if line.plain)
        table.add_row(control.subject, _cell(control.cis), _cell(control.security_hub), prowler, alerts)
    return table


def _cell(control: Control | None) -> Text | str:
    if control is None:
        return ""
    return Text.assemble(f"{control.name} ", (control.verdict, _STYLES[control.verdict]))


def _closing(controls: Sequence[Coverage], version: str) -> Iterable[str]:
    yield f"CIS {version}: {_met([control.cis for control in controls])}"
    yield f"Security Hub: {_met([control.security_hub for control in controls])}"
    yield f"Prowler: {_met([control.prowler for control in controls])}"


def _met(controls: Iterable[Control | None]) -> str:
    verdicts = [control.verdict for control in controls if control]
    outside = verdicts.count(Verdict.outside)
    beyond = f", {outside} outside of what Trailbell deploys" if outside else ""
    return f"{verdicts.count(Verdict.met)} of {len(verdicts) - outside} met{beyond}"
