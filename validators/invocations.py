"""How forwarders ran in the last day, by Lambda's own count: failed, given up, lost.

SNS only knows that Lambda took a message; what became of it Lambda tells, and no log is read for it.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alerts.alert import Severity
from pipeline.pipeline import Pipeline
from validators.clock import DAY, time_of
from validators.metric import Metric, hourly
from validators.reading import Observation
from validators.session import Session

_RUNS = "Invocations"
_FAILED = "Errors"
_GIVEN_UP = "AsyncEventsDropped"
_LOST = "DeadLetterErrors"
_NAMES = (_RUNS, _FAILED, _GIVEN_UP, _LOST)

_READ_THEM = "read them in the dead-letter queue, and why in the forwarder's log"
_TOLD: dict[str, tuple[Severity, str, str]] = {
    _GIVEN_UP: (
        Severity.high,
        "The forwarder did not deliver these messages, after all tries: nobody was told.",
        _READ_THEM,
    ),
    _LOST: (
        Severity.critical,
        "Messages that the forwarder did not deliver could not be kept in the dead-letter queue either: they are lost.",
        "look at the dead-letter queue: whether it is there, and whether the forwarder's role may send to it",
    ),
}
_SOME_FAILED = (
    Severity.medium,
    "The forwarder failed at times: whoever was to be told was told late, or not at all.",
    "look into the forwarder's log, and into the dead-letter queue for what was given up",
)
"""Each try counts, also where a later one succeeded."""
_ALL_FAILED = (
    Severity.critical,
    "The forwarder delivered nothing at all: its webhook or server is gone, refuses it, or cannot be read.",
    "look into the forwarder's log; if there is another webhook now, store it where the forwarder reads it",
)


def health(session: Session, desired: Pipeline, now: datetime | None = None) -> Iterator[Observation]:
    """What forwarders did not deliver within the last 24 hours; one call for all of them, none without."""
    end = time_of(now)
    names = [part.name for part in desired.forwarders]
    metrics = {(name, counted): Metric("AWS/Lambda", counted, "FunctionName", name) for name in names
               for counted in _NAMES}  # fmt: skip
    values = hourly(session, metrics.values(), end - DAY, end)
    for name in names:
        counts = {counted: round(sum(values[metrics[name, counted]])) for counted in _NAMES}
        yield from (_undelivered(name, counted, counts) for counted in (_FAILED, _GIVEN_UP, _LOST) if counts[counted])


def _undelivered(name: str, counted: str, counts: dict[str, int]) -> Observation:
    failed = _ALL_FAILED if counts[_FAILED] >= counts[_RUNS] else _SOME_FAILED
    severity, message, repair = _TOLD.get(counted, failed)
    return Observation(
        part="forwarder", resource=name, field=counted, expected="0",
        observed=f"{counts[counted]} in 24 hours; runs: {counts[_RUNS]}",
        severity=severity, message=message, repair=repair,
    )  # fmt: skip
