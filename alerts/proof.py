"""An alert's own examples, and whether they come out as declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from alerts.alert import Alert
from alerts.filter_patterns import FilterPatterns
from alerts.pattern import Explanation
from alerts.pattern.events import Event

Kind = Literal["match", "no_match"]


@dataclass(frozen=True, slots=True)
class Example:
    """One of an alert's examples, by the list it stands in and its index there, and the verdict on it."""

    kind: Kind
    index: int
    event: Event
    explanation: Explanation

    @property
    def label(self) -> str:
        """How people find it: `match 1` is the first event that must match."""
        return f"{self.kind} {self.index + 1}"

    @property
    def failed(self) -> bool:
        """Whether it did not come out as declared."""
        return self.explanation.matched is not (self.kind == "match")


def prove(alert: Alert, filters: FilterPatterns) -> Iterator[Example]:
    """Try an alert, which has these filter patterns, on its own examples."""
    for index, event in enumerate(alert.examples.match):
        yield Example("match", index, event, filters.explain(event))
    for index, event in enumerate(alert.examples.no_match):
        yield Example("no_match", index, event, filters.explain(event))
