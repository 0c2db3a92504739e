"""Join predicates: all of them, or any of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
Predicate = Callable[[T], bool]


def all_of(predicates: Sequence[Predicate[T]]) -> Predicate[T]:
    """Whether every predicate holds. Two, the common case, cost no loop."""
    match predicates:
        case [only]:
            return only
        case [first, second]:
            return lambda subject: first(subject) and second(subject)
        case _:

            def every(subject: T) -> bool:
                for predicate in predicates:  # noqa: SIM110 - a generator would double the time
                    if not predicate(subject):
                        return False
                return True

            return every


def any_of(predicates: Sequence[Predicate[T]]) -> Predicate[T]:
    """Whether some predicate holds. Two, the common case, cost no loop."""
    match predicates:
        case [only]:
            return only
        case [first, second]:
            return lambda subject: first(subject) or second(subject)
        case _:

            def some(subject: T) -> bool:
                for predicate in predicates:  # noqa: SIM110 - a generator would double the time
                    if predicate(subject):
                        return True
                return False

            return some
