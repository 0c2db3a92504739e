"""trailbell alerts lint: what is wrong with the user's own alerts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from alerts.document import Path_
from alerts.lint import lint as findings
from alerts.terminal import visible
from cli.alerts.known import own_alerts
from cli.options import config_option
from pipeline.configuration import Configuration, load
from pipeline.selection import selected

EPILOG = """\b
Examples:
  trailbell alerts lint
  trailbell alerts lint --config accounts/trailbell.yaml
\b
Exit status:
  0  nothing is wrong; hints do not count
  1  an alert fails its examples, is not what it seems, or exceeds CloudWatch's limits
  2  the configuration cannot be read
"""


@click.command(epilog=EPILOG, short_help="Check the alerts of your own.")
@config_option
def lint(config: Path) -> int:
    """Check the alerts of your own: limits, examples, doubtful patterns, and metrics that two alerts would share.

    What the catalogue ships is proved by its own tests.
    """
    configuration, document = load(config)
    own = [*own_alerts(configuration)]
    today = datetime.now(UTC).date()
    said = [
        *((document.place(path), message, False) for path, message in _shared_problems(configuration)),
        *(
            (document.place(path + finding.path), f"{alert.id}: {finding.message}", finding.hint)
            for path, alert in own
            for finding in findings(alert, today)
        ),
    ]
    said = sorted(dict.fromkeys(said), key=lambda one: (one[2], one[0].line, one[0].column))
    for at, message, is_hint in said:
        click.echo(visible(f"{at}: {'hint: ' if is_hint else ''}{message}"))
    hints = sum(is_hint for _, _, is_hint in said)
    click.echo(_total(len(own), len(said) - hints, hints))
    return 1 if len(said) > hints else 0


def _shared_problems(configuration: Configuration) -> Iterator[tuple[Path_, str]]:
    """What is wrong with the alerts of each account together."""
    for index, entry in enumerate(configuration.accounts):
        yield from selected(configuration, entry, index)[1]


def _total(own: int, problems: int, hints: int) -> str:
    if not own and not problems:
        return "there is no alert of your own; trailbell alerts test tries the catalogue's"
    return f"{_count(own, 'alert')} of your own: {_count(problems, 'problem')}, {_count(hints, 'hint')}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
