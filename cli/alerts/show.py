"""trailbell alerts show: everything about one alert."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
import yaml
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from alerts.alert import Alert
from alerts.alert_values import MINUTE
from alerts.filter_patterns import FilterPatterns
from alerts.pattern import Pattern
from alerts.pattern.limits import MAXIMUM_LENGTH
from alerts.proof import prove
from alerts.terminal import visible
from alerts.wording import in_words
from cli.alerts.known import Known, known_alerts
from cli.event_output import example_line
from cli.options import config_option, json_option
from cli.severity import STYLES
from pipeline.alert import numbered

EPILOG = """\b
Examples:
  trailbell alerts show cis-root-usage
  trailbell alerts show cis-root-usage --json | jq -r '.filters[].pattern'
"""

_SIGNS = {
    "GreaterThanOrEqualToThreshold": ">=",
    "GreaterThanThreshold": ">",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}


@click.command(epilog=EPILOG, short_help="Show everything about one alert.")
@click.argument("name", metavar="ID")
@config_option
@json_option
def show(name: str, config: Path, as_json: bool) -> None:
    """Show one alert: what it looks for, in CloudWatch's language and in plain words, when it rings, and its proof."""
    alerts = known_alerts(config)
    known = alerts.find(name)
    filters = _filters(known.alert, alerts.prefix)
    if as_json:
        click.echo(json.dumps(_document(known, filters), indent=2))
        return
    console = Console(highlight=False, markup=False)
    for part in _parts(known, filters, console.width):
        console.print(part, soft_wrap=isinstance(part, Text))


Filter = tuple[str, str, Pattern]
"""Name, text and pattern of a metric filter."""


def _filters(alert: Alert, prefix: str) -> list[Filter]:
    found = FilterPatterns.of(alert)
    names = numbered(alert.filter_name or f"{prefix}-{alert.id}", len(found.texts))
    return [*zip(names, found.texts, found.patterns, strict=True)]


def _parts(known: Known, filters: list[Filter], width: int) -> Iterator[RenderableType]:
    alert = known.alert
    yield Text.assemble((alert.id, "bold"), "  ", (alert.severity, STYLES[alert.severity]))
    yield Text(visible(alert.title))
    yield Padding(_facts(known), (1, 0, 0, 0))
    if written := _written(alert):
        yield Text("\nLooks for", style="dim")
        yield from (_indented(line, width) for line in written.splitlines())
    for name, text, pattern in filters:
        yield Text(f"\nThe filter {visible(name)} counts an event when", style="dim")
        yield from (_indented(line, width) for line in in_words(pattern))
        yield Text(f"\nIts pattern, {len(text):,} of {MAXIMUM_LENGTH:,} characters", style="dim")
        yield Text(f"  {visible(text)}")
    yield Text("\nExamples", style="dim")
    yield from (_indented(line, width) for line in _examples(alert))


def _indented(line: str, width: int) -> Text:
    """A line within the width; what does not fit stands further to the right, so that it is not taken for a line."""
    depth = 2 + len(line) - len(line.lstrip(" "))
    lead, further = " " * depth, " " * (depth + 4)
    words = visible(line.lstrip(" "))
    wrapped = textwrap.wrap(words, width, initial_indent=lead, subsequent_indent=further, break_on_hyphens=False)
    return Text("\n".join(wrapped))


def _facts(known: Known) -> Table:
    alert = known.alert
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    rows = {
        "from": known.place,
        "packs": ", ".join(alert.packs),
        "why": alert.why,
        "respond": alert.respond,
        "runbook": str(alert.runbook or ""),
        "rings": _rings(alert),
        "metric": f"{alert.namespace}/{alert.metric}, {_adds(alert)}",
        "controls": ", ".join(alert.controls),
        "ATT&CK": ", ".join(alert.attack),
    }
    for label, value in rows.items():
        if value:
            table.add_row(label, Text("\n".join(map(visible, value.strip().split("\n")))))
    return table


def _rings(alert: Alert) -> str:
    """When the alarm rings, in one line."""
    sign, periods = _SIGNS[alert.comparison], alert.evaluation_periods
    time = f"{alert.period // MINUTE} min" if alert.period >= MINUTE else f"{alert.period} s"
    of = f", in {alert.datapoints_to_alarm or periods} of {periods} periods" if periods > 1 else ""
    quiet = "" if alert.notify_ok else "; OK is not told"
    return f"{alert.statistic} {sign} {alert.threshold:g} within {time}{of}; missing data {alert.missing_data}{quiet}"


def _adds(alert: Alert) -> str:
    default = alert.published_default
    dimensions = "".join(f"; {name} = {field}" for name, field in alert.dimensions.items())
    return f"an event adds {alert.metric_value}{'' if default is None else f', no event {default:g}'}{dimensions}"


def _written(alert: Alert) -> str:
    """The condition and what is ignored, as the user would write them; nothing for a raw pattern."""
    said = alert.model_dump(mode="json", include={"condition", "ignore"}, exclude_unset=True, exclude_none=True)
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=90) if said else ""


def _examples(alert: Alert) -> Iterator[str]:
    examples = [*prove(alert, FilterPatterns.of(alert))]
    yield from map(example_line, examples)
    if not examples:
        yield "none"


def _document(known: Known, filters: list[Filter]) -> dict[str, object]:
    found = [
        {
            "name": name,
            "pattern": text,
            "length": len(text),
            "maximum": MAXIMUM_LENGTH,
            "in_words": [*in_words(pattern)],
        }
        for name, text, pattern in filters
    ]
    alert = known.alert.model_dump(mode="json", exclude_none=True)
    return {"schema": 1, "from": known.place, "metric": known.alert.metric, "filters": found, "alert": alert}
