"""trailbell alerts: what there is to be alerted of, whether it does what it should, and which controls it meets."""

from __future__ import annotations

import click

from cli.alerts.coverage import coverage
from cli.alerts.lint import lint
from cli.alerts.list import list_
from cli.alerts.show import show
from cli.alerts.test import test

EPILOG = """\b
Examples:
  trailbell alerts list --pack cis                       what is in a pack
  trailbell alerts show cis-root-usage                   one alert, in plain words too
  trailbell alerts test cis-root-usage --events logs/    would it have counted these, and why
  trailbell alerts lint                                  what is wrong with your own alerts
  trailbell alerts coverage --cis 3.0                    which controls the configuration meets
"""


@click.group(epilog=EPILOG)
def alerts() -> None:
    """List, show, test and lint alerts, and tell which controls they meet.

    Speaks of the catalogue's alerts and of those under alerts.own in the configuration. Asks AWS for nothing.
    """


for verb in (coverage, lint, list_, show, test):
    alerts.add_command(verb)
