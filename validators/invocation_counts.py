"""What Lambda counted of a function since a moment: how often it ran, how often it failed, what was given up.

Published minutes later, by function and minute. An event that is dropped has gone to the dead-letter queue.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from validators.delivery_counts import summed
from validators.metric import Metric
from validators.session import Session

_NAMES = {"run": "Invocations", "failed": "Errors", "dropped": "AsyncEventsDropped"}


@dataclass(frozen=True, slots=True)
class Runs:
    """Of one function since a moment: invocations, those of them that failed, and events that were given up."""

    run: int = 0
    failed: int = 0
    dropped: int = 0

    @property
    def succeeded(self) -> int:
        """Invocations that did not fail."""
        return self.run - self.failed


def runs(session: Session, functions: Iterable[str], since: datetime) -> Mapping[str, Runs]:
    """The counts of each function by its name, from the minute of this moment on; raises CallFailed."""
    asked = {
        (function, name): Metric("AWS/Lambda", metric, "FunctionName", function)
        for function in functions
        for name, metric in _NAMES.items()
    }
    found = summed(session, asked, since) if asked else {}
    return {
        function: Runs(**{name: found[function, name] for name in _NAMES})
        for function in dict.fromkeys(function for function, _ in asked)
    }
