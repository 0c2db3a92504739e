"""The alerts that the verbs speak of: the catalogue's, and the user's own where there is a configuration."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from alerts.alert import Alert
from alerts.catalogue import catalogue
from alerts.document import Path_
from pipeline.configuration import Configuration, load

CATALOGUE = "catalogue"
DEFAULT = Path("trailbell.yaml")


@dataclass(frozen=True, slots=True)
class Known:
    """An alert, and where it comes from: `catalogue`, or file, line and column."""

    alert: Alert
    place: str

    @property
    def is_own(self) -> bool:
        """Whether it is the user's own."""
        return self.place != CATALOGUE


@dataclass(frozen=True, slots=True)
class Alerts:
    """Every alert by its id, in alphabetical order, and what the names of its filters begin with."""

    by_id: Mapping[str, Known]
    prefix: str

    def find(self, name: str) -> Known:
        """The alert of this id; a mistyped id is answered with the nearest one."""
        if name in self.by_id:
            return self.by_id[name]
        close = difflib.get_close_matches(name, self.by_id, 1)
        hint = f"did you mean '{close[0]}'?" if close else "trailbell alerts list shows them"
        raise click.BadParameter(f"no alert is called '{name}'; {hint}", param_hint="ID")


def known_alerts(config: Path) -> Alerts:
    """The catalogue's alerts and the user's own, which take the place of the catalogue's of the same id.

    Without a configuration at its usual place these are the catalogue's alone.
    """
    known = {name: Known(alert, CATALOGUE) for name, alert in catalogue().items()}
    if config == DEFAULT and not config.exists():
        return Alerts(known, Configuration.model_fields["name"].default)
    configuration, document = load(config)
    for path, alert in own_alerts(configuration):
        known[alert.id] = Known(alert, str(document.place(path)))
    return Alerts(dict(sorted(known.items())), configuration.name)


def own_alerts(configuration: Configuration) -> Iterator[tuple[Path_, Alert]]:
    """The user's own alerts and where they stand in the file: those of all accounts, then those of each account."""
    for index, alert in enumerate(configuration.alerts.own):
        yield ("alerts", "own", index), alert
    for number, entry in enumerate(configuration.accounts):
        for index, alert in enumerate(entry.alerts.own if entry.alerts else ()):
            yield ("accounts", number, "alerts", "own", index), alert
