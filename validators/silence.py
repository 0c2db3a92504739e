"""Endpoints that do not answer: given up once, they are left alone for a while, or a thousand accounts would wait.

An endpoint is silent only when nobody was answered by it while a call tried in vain: what one account cannot reach,
such as a bucket's own host, says nothing about the others.
"""

from __future__ import annotations

import time

LEFT_ALONE_SECONDS = 60.0

Endpoint = tuple[str, str]
"""Service and region."""


class Silence:
    """Which endpoints of a run are silent. Used by many threads: each step reads or sets one entry of a dictionary."""

    def __init__(self) -> None:
        self._answered: dict[Endpoint, float] = {}
        self._silent: dict[Endpoint, float] = {}

    def heard(self, endpoint: Endpoint) -> None:
        """It has answered."""
        self._answered[endpoint] = time.monotonic()

    def gave_up(self, endpoint: Endpoint, began: float) -> None:
        """A call that began at this time (`time.monotonic`) has had no answer, in all of its tries."""
        if self._answered.get(endpoint, 0.0) < began:
            self._silent[endpoint] = time.monotonic()

    def holds(self, endpoint: Endpoint) -> bool:
        """Whether it is not to be asked now."""
        since = self._silent.get(endpoint)
        if since is None or self._answered.get(endpoint, 0.0) > since:
            return False
        return time.monotonic() - since < LEFT_ALONE_SECONDS
