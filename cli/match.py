"""trailbell match: grep for CloudTrail, in CloudWatch Logs' own filter pattern language."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import assert_never

import click

from alerts.event_files import STDIN, LeftOut, RecordedEvent, read_events
from alerts.pattern import Pattern, doubts, parse
from cli.event_output import Explanations, Output, pretty

MATCHED, NONE, COULD_NOT_TELL = 0, 1, 2

EPILOG = """\b
Examples:
  trailbell match '{ $.eventName = "ConsoleLogin" }' events.jsonl
  trailbell match --count '{ $.errorCode = "AccessDenied*" }' AWSLogs/
  trailbell match --explain '{ $.userIdentity.type = "Root" }' event.json
  trailbell match '{ $.awsRegion != "eu-*" }' logs/ | jq -r .eventName | sort | uniq -c
  aws cloudtrail lookup-events | trailbell match '{ $.readOnly IS FALSE }'
\b
Reads JSON lines, .json and .json.gz files with Records, what `aws cloudtrail
lookup-events` and `aws logs filter-log-events` print, folders of these, and
standard input. A pattern that begins with - needs -- before it.
\b
Exit status:
  0  an event matched
  1  none did
  2  the input is wrong, or none matched and something could not be read
"""

Shown = Callable[[RecordedEvent, bool], str | None]
"""What is printed of an event, given the verdict; None is nothing."""


class Mode(Enum):
    """What is printed; each but LINES is an option."""

    LINES = "lines"
    COUNT = "count"
    VERDICTS = "verdicts"
    EXPLAIN = "explain"
    PRETTY = "pretty"


def _mode(mode: Mode, text: str, *names: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return click.option(f"--{mode.value}", *names, "mode", flag_value=mode, type=Mode, default=Mode.LINES, help=text)


@click.command(epilog=EPILOG)
@click.argument("pattern")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@_mode(Mode.COUNT, "Print only how many events match.", "-c")
@_mode(Mode.VERDICTS, "Print every event, after yes or no and a tab.")
@_mode(Mode.EXPLAIN, "Sum every event up, and say which clause decided.")
@_mode(Mode.PRETTY, "Print events over several lines.")
def match(pattern: str, files: tuple[Path, ...], mode: Mode) -> int:
    """Print the events that a CloudWatch Logs filter pattern matches.

    Each is one line of JSON, as in the input. Decides offline what CloudWatch Logs would decide, as far as that is
    documented or recorded.
    """
    parsed = parse(pattern)
    output = Output()
    for doubt in doubts(parsed):
        output.tell(f"note: {doubt}")
    matched, lost = _search(parsed, given(files), output, _shown(mode, parsed, output))
    if mode is Mode.COUNT:
        output.write(str(matched))
    output.flush()
    if matched:
        return MATCHED
    return COULD_NOT_TELL if lost else NONE


def given(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """The files to read: standard input where none is named, unless a person sits there."""
    if not files and sys.stdin.isatty():
        raise click.UsageError("name a file or a folder, or pipe events in")
    return files or (STDIN,)


def _search(pattern: Pattern, files: tuple[Path, ...], output: Output, shown: Shown) -> tuple[int, bool]:
    """Print what is to be shown of each event: how many matched, and whether something could not be read."""
    matched, lost = 0, False

    def report(one: LeftOut) -> None:
        nonlocal lost
        lost = lost or one.lost
        output.tell(str(one))

    def progress(count: int, event: RecordedEvent) -> str:
        return f"{count:,} events, {matched:,} matched, now {event.file}"

    for event in output.progress(read_events(files, report), progress):
        verdict = pattern.matches_event(event.value)
        matched += verdict
        if (text := shown(event, verdict)) is not None:
            output.write(text)
    return matched, lost


def _shown(mode: Mode, pattern: Pattern, output: Output) -> Shown:
    match mode:
        case Mode.LINES:
            return lambda event, verdict: output.json(event.line) if verdict else None
        case Mode.COUNT:
            return lambda *_: None
        case Mode.VERDICTS:
            return lambda event, verdict: f"{'yes' if verdict else 'no'}\t{output.json(event.line)}"
        case Mode.EXPLAIN:
            explanations = Explanations()
            return lambda event, verdict: explanations.text(event, verdict, _reasons(pattern, event))
        case Mode.PRETTY:
            return lambda event, verdict: output.json_lines(pretty(event)) if verdict else None
        case _:
            assert_never(mode)


def _reasons(pattern: Pattern, event: RecordedEvent) -> Iterator[str]:
    yield from map(str, pattern.explain(event.value).clauses)
