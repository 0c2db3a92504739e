"""trailbell match: grep for CloudTrail, in CloudWatch Logs' own filter pattern language."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from alerts.event_files import STDIN, LeftOut, RecordedEvent, read_events
from alerts.pattern import Explanation, Pattern, doubts, parse
from alerts.terminal import visible
from cli.event_output import Output, pretty, summary

MATCHED, NONE, COULD_NOT_TELL = 0, 1, 2

EPILOG = """\b
Examples:
  trailbell match '{ $.eventName = "ConsoleLogin" }' events.jsonl
  trailbell match --count '{ $.errorCode = "AccessDenied*" }' AWSLogs/
  trailbell match --explain '{ $.userIdentity.type = "Root" }' event.json
  aws cloudtrail lookup-events | trailbell match '{ $.readOnly IS FALSE }'
  trailbell match '{ $.awsRegion != "eu-*" }' logs/ | jq -r .eventName | sort | uniq -c
\b
Reads JSON lines, .json and .json.gz with Records, what `aws cloudtrail lookup-events` and `aws logs
filter-log-events` print, folders of these, and standard input. A pattern that begins with - needs -- before it.
\b
Exit status:
  0  an event matched
  1  none did
  2  the input is wrong; or none matched, and something could not be read
"""


@click.command(epilog=EPILOG)
@click.argument("pattern")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--count", "-c", is_flag=True, help="Print only how many events match.")
@click.option("--verdicts", is_flag=True, help="Print every event, with yes or no and a tab before it.")
@click.option("--explain", is_flag=True, help="Summarise every event and say which clause decided.")
@click.option("--pretty", "indented", is_flag=True, help="Print events over several lines.")
def match(pattern: str, files: tuple[Path, ...], count: bool, verdicts: bool, explain: bool, indented: bool) -> int:
    """Print the events that a CloudWatch Logs filter pattern matches, one JSON text per line as in the input.

    Decides offline what CloudWatch Logs would decide, as far as that is documented or recorded.
    """
    if count + verdicts + explain + indented > 1:
        raise click.UsageError("choose one of --count, --verdicts, --explain and --pretty")
    parsed = parse(pattern)
    for doubt in doubts(parsed):
        click.echo(f"note: {visible(doubt)}", err=True)
    left_out: list[LeftOut] = []
    output = Output()
    events = read_events(_given(files), left_out.append)
    matched = _search(parsed, _telling(output, events), output, _Wanted(count, verdicts, explain, indented))
    output.flush()
    for one in left_out:
        click.echo(visible(str(one)), err=True)
    if matched:
        return MATCHED
    return COULD_NOT_TELL if any(one.lost for one in left_out) else NONE
