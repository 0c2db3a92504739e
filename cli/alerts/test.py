"""trailbell alerts test: what alerts say of events, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from alerts.alert import Alert
from alerts.event_files import LeftOut, RecordedEvent, read_events
from alerts.filter_patterns import FilterPatterns
from alerts.pattern import PatternSet
from alerts.proof import prove
from alerts.terminal import visible
from cli.alerts.known import Known, known_alerts
from cli.event_output import Explanations, Output, example_line
from cli.options import config_option

EPILOG = """\b
Examples:
  trailbell alerts test                                  do all alerts pass their own examples
  trailbell alerts test cis-root-usage                   the examples of one, and why
  trailbell alerts test cis-root-usage --events logs/    would it have counted these, and why
  trailbell alerts test --events event.json              which alerts count this event
  aws cloudtrail lookup-events | trailbell alerts test --events -
\b
Exit status:
  0  every example came out as declared; with --events: an event was counted
  1  some example did not; with --events: no event was counted
  2  the input is wrong, or nothing was counted and something could not be read
"""


@click.command(epilog=EPILOG, short_help="Try alerts on their own examples or on your events.")
@click.argument("name", metavar="[ID]", required=False)
@click.option(
    "--events",
    "files",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path, allow_dash=True),
    help="Events to try: a file or a folder as for trailbell match; - is standard input. Repeatable.",
)
@config_option
def test(name: str | None, files: tuple[Path, ...], config: Path) -> int:
    """Try alerts on events: on the alerts' own examples, or on yours with --events.

    Whether an alarm then rings depends on how many events are counted within its period; this tells which are.
    """
    known = known_alerts(config)
    chosen = {name: known.find(name)} if name else known.by_id
    output = Output()
    if files:
        status = _on_files(chosen, files, output)
    elif name:
        status = _one_on_examples(chosen[name].alert, output)
    else:
        status = _all_on_examples([one.alert for one in chosen.values()], output)
    output.flush()
    return status


def _one_on_examples(alert: Alert, output: Output) -> int:
    examples = [*prove(alert, FilterPatterns.of(alert))]
    for example in examples:
        output.write(example_line(example))
        for clause in example.explanation.clauses:
            output.write(f"       {visible(str(clause))}")
    wrong = sum(example.failed for example in examples)
    output.write(_total(1, len(examples), wrong))
    return int(wrong > 0)


def _all_on_examples(alerts: Sequence[Alert], output: Output) -> int:
    tried = wrong = 0
    for alert in alerts:
        for example in prove(alert, FilterPatterns.of(alert)):
            tried += 1
            if example.failed:
                wrong += 1
                output.write(f"{alert.id}: {example_line(example)}")
    output.write(_total(len(alerts), tried, wrong))
    return int(wrong > 0)


def _total(alerts: int, events: int, wrong: int) -> str:
    who = f"{alerts} alert{'' if alerts == 1 else 's'}, {events} example event{'' if events == 1 else 's'}"
    if not events:
        return f"{who}: nothing is proved; add examples, or name events with --events"
    return f"{who}: {f'{wrong} did not come out' if wrong else 'all came out'} as declared"


def _on_files(chosen: Mapping[str, Known], files: tuple[Path, ...], output: Output) -> int:
    """What the alerts say of each event; 0 if one was counted."""
    lost = False

    def report(one: LeftOut) -> None:
        nonlocal lost
        lost = lost or one.lost
        output.tell(str(one))

    speaker = _One(chosen) if len(chosen) == 1 else _Many(chosen)
    tried = counted = 0
    events = read_events(files, report)
    for event in output.progress(events, lambda count, at: f"{count:,} events, now {at.file}"):
        tried += 1
        matched, text = speaker.says(event)
        counted += matched
        output.write(text)
    output.write(f"{counted:,} of {tried:,} event{'' if tried == 1 else 's'} counted")
    if counted:
        return 0
    return 2 if lost else 1


class _One:
    """One alert's verdict on each event, and why."""

    def __init__(self, chosen: Mapping[str, Known]) -> None:
        (known,) = chosen.values()
        self._filters = FilterPatterns.of(known.alert)
        self._explanations = Explanations()

    def says(self, event: RecordedEvent) -> tuple[bool, str]:
        explanation = self._filters.explain(event.value)
        return explanation.matched, self._explanations.text(event, explanation.matched, map(str, explanation.clauses))


class _Many:
    """Which alerts count each event."""

    def __init__(self, chosen: Mapping[str, Known]) -> None:
        self._alerts = {name: known.alert for name, known in chosen.items()}
        filters = {name: FilterPatterns.of(alert) for name, alert in self._alerts.items()}
        self._patterns = PatternSet((name, pattern) for name, found in filters.items() for pattern in found.patterns)
        self._explanations = Explanations()

    def says(self, event: RecordedEvent) -> tuple[bool, str]:
        names = dict.fromkeys(self._patterns.matching(event.value))
        lines = (f"{name:28}  {self._alerts[name].severity:8}  {self._alerts[name].title}" for name in names)
        return bool(names), self._explanations.text(event, bool(names), lines)
