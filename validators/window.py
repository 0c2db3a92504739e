"""Work on many things at once, but only on so many: what is not begun yet is not even made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_window(
    workers: ThreadPoolExecutor, size: int, items: Iterable[Item], work: Callable[[Item], Result]
) -> Iterator[Result]:
    """The result for each item, as soon as it is known; of the items at most `size` are taken and not finished."""
    running: set[Future[Result]] = set()
    for item in items:
        running.add(workers.submit(work, item))
        if len(running) >= size:
            yield from _finished(running)
    while running:
        yield from _finished(running)


def _finished(running: set[Future[Result]]) -> Iterator[Result]:
    """Wait for the next ones, and take them out."""
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    running -= done
    for future in done:
        yield future.result()
