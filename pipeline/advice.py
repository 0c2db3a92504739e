"""What the author of a configuration should know, though nothing is refused: synth says it on stderr.

Ignores that have expired and no longer apply, ignores that change a text that a standard prescribes or leave nothing of
an alert, names of events that are probably misspelt, who waits for a lack of data that alarms never have, and who is
never called.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from alerts.contradiction import contradiction
from alerts.document import Document, Path_
from alerts.errors import Mistake
from alerts.event_names import unknown_in, unknown_names
from alerts.ignore import Ignore
from pipeline.acceptance import expired
from pipeline.choice import Alerts
from pipeline.configuration import Configuration
from pipeline.routing import destinations_of
from pipeline.selection import Choice, alike, today_utc

_PRESCRIBED = "Security Hub: "
_LACKING = "missing"


@dataclass(frozen=True, slots=True)
class ExpiredIgnore:
    """An ignore whose last day has passed: where it stands in the file, why it was there, and until when."""

    path: Path_
    reason: str
    until: date

    def __str__(self) -> str:
        remedy = "remove it, or set a later day"
        return f"this ignore ({self.reason}) ended on {self.until}, so its events count again; {remedy}"


def advice(configuration: Configuration, document: Document, today: date | None = None) -> tuple[Mistake, ...]:
    """Sentences with their place in the file, none of which keeps anything from being deployed.

    The configuration is one that `design` accepts.
    """
    day = today or today_utc()
    said: list[tuple[Path_, str]] = [(found.path, str(found)) for found in expired_ignores(configuration, day)]
    said += expired(configuration.ignore, day)
    said += _unknown_names(configuration)
    rung: set[str] = set()
    for index, *others in alike(configuration.accounts):
        entry = configuration.accounts[index]
        who = f"account {entry.name}" + (f" and {len(others)} like it" if others else "")
        choice = Choice.of(configuration.alerts, entry.alerts, index, day)
        said += [(path, f"{who}: {text}") for path, text in (*_narrowed(choice), *_never_told(configuration, choice))]
        rung |= {name for alert in choice.chosen()[0] for name in destinations_of(configuration, alert)}
    said += _unused(configuration, rung)
    return tuple(dict.fromkeys(Mistake(document.place(path), text) for path, text in said))


def expired_ignores(configuration: Configuration, today: date) -> tuple[ExpiredIgnore, ...]:
    """Every ignore of the file that no longer applies."""
    return tuple(
        ExpiredIgnore(path, ignored.reason, ignored.until)
        for base, alerts in _sections(configuration)
        for path, ignored in _ignores(base, alerts)
        if ignored.until is not None and ignored.expired(today)
    )


def _sections(configuration: Configuration) -> Iterator[tuple[Path_, Alerts]]:
    yield ("alerts",), configuration.alerts
    for index, entry in enumerate(configuration.accounts):
        if entry.alerts is not None:
            yield ("accounts", index, "alerts"), entry.alerts


def _ignores(base: Path_, alerts: Alerts) -> Iterator[tuple[Path_, Ignore]]:
    places: list[tuple[Path_, Iterable[Ignore]]] = [((*base, "ignore"), alerts.ignore)]
    places += [((*base, "adjust", name, "ignore"), said.ignore or ()) for name, said in alerts.adjust.items()]
    places += [((*base, "own", at, "ignore"), alert.ignore) for at, alert in enumerate(alerts.own)]
    for path, ignores in places:
        yield from (((*path, at), ignored) for at, ignored in enumerate(ignores))


def _unknown_names(configuration: Configuration) -> Iterator[tuple[Path_, str]]:
    """Events and services that are probably misspelt, in what the user wrote."""
    for base, alerts in _sections(configuration):
        for path, ignored in _ignores(base, alerts):
            yield from (((*path, *inner), said) for inner, said in unknown_in(ignored))
        for at, alert in enumerate(alerts.own):
            without = alert.model_copy(update={"ignore": ()})
            yield from (((*base, "own", at, *inner), said) for inner, said in unknown_names(without))


def _narrowed(choice: Choice) -> Iterator[tuple[Path_, str]]:
    """What ignores do to alerts that they were perhaps not meant for."""
    prescribed: dict[Path_, list[str]] = {}
    for alert in choice.chosen()[0]:
        if not alert.ignore or alert.expression is None:
            continue
        adjustment = choice.alerts.adjust.get(alert.id)
        place = choice.place("adjust", alert.id) if adjustment and adjustment.ignore else choice.place("ignore")
        if contradiction(alert.expression):
            yield place, f"all that {alert.id} looks for is ignored, so it can never ring; disable it instead"
        if any(control.startswith(_PRESCRIBED) for control in alert.controls):
            prescribed.setdefault(place, []).append(alert.id)
    for place, names in prescribed.items():
        changed = f"what is ignored changes texts that Security Hub prescribes ({', '.join(names)})"
        yield place, f"{changed}; with quiet: true under alerts.adjust an alert keeps its text, and a twin of it pages"


def _never_told(configuration: Configuration, choice: Choice) -> Iterator[tuple[Path_, str]]:
    """Who is to be told of a lack of data by alarms that are never in that state.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    """
    setting, alerts = "notify_insufficient_data", choice.chosen()[0]
    for alert in alerts:
        if alert.notify_insufficient_data and alert.missing_data != _LACKING:
            text = f"{alert.id} never lacks data with missing_data: {alert.missing_data}, so nobody is told"
            yield choice.setting_place(alert.id, setting), f"{text}; set missing_data: {_LACKING}, or remove {setting}"
    for name, to in configuration.destinations.items():
        here = [alert for alert in alerts if name in destinations_of(configuration, alert)]
        if to.notify_insufficient_data and here and all(alert.missing_data != _LACKING for alert in here):
            text = f"no alert that rings at {name} ever lacks data, so it is not told"
            yield ("destinations", name, setting), f"{text}; set missing_data: {_LACKING} of those that should tell"


def _unused(configuration: Configuration, rung: Collection[str]) -> Iterator[tuple[Path_, str]]:
    """Destinations that are named and never told of anything; nothing of them is deployed."""
    for name in sorted(configuration.destinations.keys() - rung - {configuration.trail.notify}):
        text = f"destinations.{name}: nothing rings here: name it in routes or of an alert, or remove it"
        yield ("destinations", name), text
