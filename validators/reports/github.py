"""The worst findings as GitHub annotations: workflow commands, one per line, to be printed in a step.

GitHub drops more than ten per step and kind without a word, so the ten worst are told, and how many are not.
"""

from __future__ import annotations

from alerts.alert import Severity
from validators.reports.report import Entry, Report, number

MAXIMUM = 10
_COMMAND = {Severity.critical: "error", Severity.high: "error", Severity.medium: "warning", Severity.low: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}
"""What GitHub's own toolkit escapes: actions/toolkit, packages/core/src/command.ts."""


def render(report: Report) -> str:
    """One command per finding; nothing where all is in sync."""
    lines = [_annotation(entry) for entry in report.entries[:MAXIMUM]]
    if left := len(report.entries) - len(lines):
        text = f"{number(left, 'more finding')}: see the other reports of this run."
        lines.append(f"::notice title=Trailbell::{text}")
    return "".join(f"{line}\n" for line in lines)


def _annotation(entry: Entry) -> str:
    place, severity = entry.place, entry.finding.severity
    properties = {"file": place.file, "line": str(max(place.line, 1)), "title": f"{severity}: {entry.title}"}
    told = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items())
    return f"::{_COMMAND[severity]} {told}::{_escaped(entry.sentences, _DATA)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)
