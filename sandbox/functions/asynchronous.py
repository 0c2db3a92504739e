"""Invokes a function as Lambda does for whoever does not wait: from a queue, twice more after an error, then given up.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
Lambda waits one and two minutes between the attempts; here half a second stands for a minute. A function whose reserved
concurrency is 0 is given up at once, as on AWS; no other number is waited for. What succeeds goes to no destination.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import Any

from sandbox.functions import dead_letters, metrics
from sandbox.functions.code import RefusedError
from sandbox.functions.invocation import invoke, is_there
from sandbox.functions.process import Outcome

WAITS = (0.5, 1.0)
"""Seconds before the second and the third attempt."""

_AT_A_TIME = threading.BoundedSemaphore(4)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A function of moto's, and an event in JSON that it is to be invoked with."""

    function: Any
    event: str
    request_id: str

    @property
    def settings(self) -> dict[str, Any]:
        """https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html; the last one put."""
        given = self.function.event_invoke_config
        return dict(given[-1].config) if given else {}


def submit(invocation: Invocation) -> None:
    """Invoke it outside the call that asked for it."""
    metrics.count(invocation.function, "AsyncEventsReceived")
    threading.Thread(target=_see_through, args=(invocation,), name="function", daemon=True).start()


def _see_through(invocation: Invocation) -> None:
    if invocation.function.reserved_concurrency == 0:
        _give_up(invocation, dead_letters.NO_CONCURRENCY, 0)
        return
    retries = int(invocation.settings.get("MaximumRetryAttempts", len(WAITS)))
    outcome = _attempt(invocation)
    for wait in WAITS[:retries]:
        if outcome is None or not outcome.failed:
            return
        time.sleep(wait)
        outcome = _attempt(invocation)
    if outcome is not None and outcome.failed:
        _give_up(invocation, outcome, retries + 1)


def _give_up(invocation: Invocation, outcome: Outcome, attempts: int) -> None:
    if not is_there(invocation.function):
        return
    metrics.count(invocation.function, "AsyncEventsDropped")  # whoever has seen the letter finds it counted
    dead_letters.leave(invocation, outcome, attempts)


def _attempt(invocation: Invocation) -> Outcome | None:
    """None where the function is gone, or is not run any more."""
    if not is_there(invocation.function):
        return None
    try:
        with _AT_A_TIME:
            return invoke(invocation.function, invocation.event, invocation.request_id)
    except RefusedError as error:
        log.warning("%s", error)
        return None
