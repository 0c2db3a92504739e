"""What an author should know of an alert before it is deployed: what it does not do as it seems, and what is missing.

Looks at one alert by itself. Refuses nothing: an alert that CloudWatch Logs would not take is no alert at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from alerts.alert import Alert
from alerts.catalogue import catalogue
from alerts.document import Path_
from alerts.event_names import unknown_names
from alerts.filter_patterns import FilterPatterns
from alerts.pattern import Pattern, doubts, same_meaning
from alerts.pattern.index import EVENT_NAME, EVENT_SOURCE, required_texts
from alerts.pattern.tree import JsonPattern
from alerts.proof import prove

_CONTROL = re.compile(r"(CIS (1\.2|1\.4|1\.5|2\.0|3\.0|4\.0|5\.0|6\.0|7\.0): \d\.\d{1,2}|Security Hub: \w+\.\d{1,2})")


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about an alert, and the part of it that it is about; a hint need not be followed."""

    path: Path_
    message: str
    hint: bool = False


def lint(alert: Alert, today: date) -> tuple[Finding, ...]:
    """What is to be said of an alert on this day, the worst first."""
    filters = FilterPatterns.of(alert)
    looked_for = "pattern" if alert.pattern is not None else "condition"
    found = [
        *_patterns(filters, looked_for),
        *_examples(alert, filters),
        *_twins(alert, filters, looked_for),
        *_ignores(alert, today),
        *(Finding(path, said, hint=True) for path, said in unknown_names(alert)),
        *_texts(alert),
    ]
    return tuple(sorted(found, key=lambda finding: finding.hint))


def _patterns(filters: FilterPatterns, looked_for: str) -> Iterator[Finding]:
    for pattern in filters.patterns:
        for doubt in doubts(pattern):
            yield Finding((looked_for,), doubt)
        for selector, what in ((EVENT_NAME, "event names"), (EVENT_SOURCE, "event sources")):
            if (
                isinstance(pattern.tree, JsonPattern)
                and required_texts(pattern.tree.condition, selector) == frozenset()
            ):
                yield Finding((looked_for,), f"can never match: it asks for two {what} at once; join them with ||")


def _examples(alert: Alert, filters: FilterPatterns) -> Iterator[Finding]:
    for example in prove(alert, filters):
        if example.failed:
            said = "; ".join(" ".join(str(clause).split()) for clause in example.explanation.clauses)
            verdict = "matches, but must not" if example.explanation.matched else "must match, but does not"
            yield Finding(("examples", example.kind, example.index), f"this event {verdict}: {said}")
    for kind, events in (("match", alert.examples.match), ("no_match", alert.examples.no_match)):
        if not events:
            message = f"examples.{kind} is empty; add an event that {_MUST[kind]}, as proof"
            yield Finding(("examples",), message, hint=True)


_MUST = {"match": "must match", "no_match": "must not match"}


def _twins(alert: Alert, filters: FilterPatterns, looked_for: str) -> Iterator[Finding]:
    if alert.id in catalogue():
        yield Finding(
            ("id",), f"replaces the catalogue's alert '{alert.id}'; rename it if that is not meant", hint=True
        )
        return
    for twin in _same(filters.patterns, catalogue()):
        message = f"means the same as the catalogue's alert '{twin}'; enable and adjust that one, or keep one of them"
        yield Finding((looked_for,), message, hint=True)


def _same(patterns: tuple[Pattern, ...], shipped: Mapping[str, Alert]) -> Iterator[str]:
    for name, alert in shipped.items():
        others = FilterPatterns.of(alert).patterns
        if len(others) == len(patterns) and all(map(same_meaning, patterns, others)):
            yield name


def _ignores(alert: Alert, today: date) -> Iterator[Finding]:
    for index, ignore in enumerate(alert.ignore):
        if ignore.expired(today):
            message = f"ended after {ignore.until}, and its events count again; remove it, or give it a later day"
            yield Finding(("ignore", index), message, hint=True)


def _texts(alert: Alert) -> Iterator[Finding]:
    for index, control in enumerate(alert.controls):
        if not _CONTROL.fullmatch(control):
            message = f"'{control}' counts for no standard; write it as 'CIS 3.0: 4.3' or 'Security Hub: CloudWatch.1'"
            yield Finding(("controls", index), message, hint=True)
    if not alert.why and not alert.respond:
        message = "who is called reads neither why it matters nor what to do first; add why and respond"
        yield Finding((), message, hint=True)
