"""What an alert does not ring for: events that somebody has looked at and decided about, with the reason.

An ignore never swallows more than it names: events without the field that it is about still count.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from alerts.condition import Condition


class Ignore(Condition):
    """Events that do not count: the keys of a condition, and why. Unlike a condition's `none`, it can expire."""

    reason: str = Field(min_length=1, description="Why these events need nobody's attention.")
    until: date | None = Field(
        None, description="The last day it applies, as 2026-12-31. Later the events count again, and synth says so."
    )

    def expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < today
