"""The filter patterns of an alert, parsed, and the verdict on an event that follows from all of them."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.alert import Alert
from alerts.pattern import Explanation, Pattern, parse
from alerts.pattern.events import Event


@dataclass(frozen=True, slots=True)
class FilterPatterns:
    """What the filters of one alert look for. They feed one metric: an event counts if one of them matches it."""

    texts: tuple[str, ...]
    patterns: tuple[Pattern, ...]

    @classmethod
    def of(cls, alert: Alert) -> FilterPatterns:
        """The filter patterns of an alert, which has been checked."""
        texts = alert.patterns
        return cls(texts, tuple(map(parse, texts)))

    def matches(self, event: Event) -> bool:
        """Whether the alert counts this event."""
        return any(pattern.matches_event(event) for pattern in self.patterns)

    def explain(self, event: Event) -> Explanation:
        """The verdict on an event: why the first filter that matches does, or why none does."""
        explanations = [pattern.explain(event) for pattern in self.patterns]
        matched = [explanation for explanation in explanations if explanation.matched]
        if matched:
            return matched[0]
        return Explanation(False, tuple(clause for explanation in explanations for clause in explanation.clauses))
