"""Several generators at work at the same time, each in a thread, with what they give in the order of the generators.

A few are under way beyond the one whose turn it is, and wait once they are far ahead; whoever stops listening stops
them all after their next item.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Full, Queue
from threading import Event
from typing import Generic, TypeVar

Item = TypeVar("Item")

MOST_AHEAD = 20_000
"""Items of a generator that nobody has taken yet: a year of log files would not fit into memory."""

_LOOK_AGAIN = 0.5
"""Seconds after which a generator that waits looks whether anybody still listens."""


class _Line(Generic[Item]):
    """What one generator gave and nobody has taken yet."""

    def __init__(self, stopped: Event) -> None:
        self._items: Queue[Item | BaseException | None] = Queue(MOST_AHEAD)
        self._stopped = stopped

    def fill(self, items: Iterator[Item]) -> None:
        """Until the end, a failure, or until nobody listens any more."""
        try:
            for item in items:
                self._put(item)
                if self._stopped.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 -- raised again where it is taken
            self._put(error)
        else:
            self._put(None)

    def _put(self, item: Item | BaseException | None) -> None:
        while not self._stopped.is_set():
            try:
                self._items.put(item, timeout=_LOOK_AGAIN)
            except Full:
                continue
            return

    def taken(self) -> Iterator[Item]:
        while (item := self._items.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item


def in_order(generators: Iterable[Iterator[Item]], at_once: int) -> Iterator[Item]:
    """What the generators give, one after the other, as if each were run alone. Their items are never None."""
    stopped, lines = Event(), deque[_Line[Item]]()
    with ThreadPoolExecutor(at_once) as pool:
        try:
            for generator in generators:
                lines.append(_Line(stopped))
                pool.submit(lines[-1].fill, generator)
                if len(lines) >= at_once:
                    yield from lines.popleft().taken()
            while lines:
                yield from lines.popleft().taken()
        finally:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
