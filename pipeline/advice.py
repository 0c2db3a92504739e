"""What the author of a configuration should know, though nothing is refused: synth says it on stderr.

Ignores that have expired and no longer apply, ignores that change a text that a standard prescribes, and alerts of
one's own that are probably not what they seem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from alerts.document import Document, Path_
from alerts.errors import Mistake
from alerts.ignore import Ignore
from pipeline.choice import Alerts
from pipeline.configuration import Configuration
from pipeline.selection import Choice, today_utc

_PRESCRIBED = "Security Hub: "


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
    said += _narrowed_standards(configuration, day)
    return tuple(dict.fromkeys(Mistake(document.place(path), text) for path, text in said))


def expired_ignores(configuration: Configuration, today: date) -> tuple[ExpiredIgnore, ...]:
    """Every ignore of the file that no longer applies, in the order of the file."""
    sections: list[tuple[Path_, Alerts]] = [(("alerts",), configuration.alerts)]
    for index, entry in enumerate(configuration.accounts):
        if entry.alerts is not None:
            sections.append((("accounts", index, "alerts"), entry.alerts))
    return tuple(found for base, alerts in sections for found in _expired(base, alerts, today))


def _expired(base: Path_, alerts: Alerts, today: date) -> Iterator[ExpiredIgnore]:
    places: list[tuple[Path_, Iterable[Ignore]]] = [((*base, "ignore"), alerts.ignore)]
    places += [((*base, "adjust", name, "ignore"), said.ignore or ()) for name, said in alerts.adjust.items()]
    places += [((*base, "own", at, "ignore"), alert.ignore) for at, alert in enumerate(alerts.own)]
    for path, ignores in places:
        for at, ignored in enumerate(ignores):
            if ignored.until is not None and ignored.expired(today):
                yield ExpiredIgnore((*path, at), ignored.reason, ignored.until)


def _narrowed_standards(configuration: Configuration, today: date) -> Iterator[tuple[Path_, str]]:
    for index, entry in enumerate(configuration.accounts):
        choice = Choice.of(configuration.alerts, entry.alerts, index, today)
        narrowed: dict[Path_, list[str]] = {}
        for alert in choice.chosen()[0]:
            if alert.ignore and any(control.startswith(_PRESCRIBED) for control in alert.controls):
                adjustment = choice.alerts.adjust.get(alert.id)
                adjusted = adjustment is not None and adjustment.ignore
                place = choice.place("adjust", alert.id) if adjusted else choice.place("ignore")
                narrowed.setdefault(place, []).append(alert.id)
        for place, names in narrowed.items():
            changed = f"what is ignored changes texts that Security Hub prescribes ({', '.join(names)})"
            remedy = "with quiet: true under alerts.adjust an alert keeps its text, and a twin of it pages"
            yield place, f"account {entry.name}: {changed}; {remedy}"
