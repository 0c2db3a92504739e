"""What reading an account gives: parts, observations, and what could not be read.

A call that was denied or failed never stops a run and never looks like a pass: it is an `Unread` value in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from alerts.alert import Severity
from pipeline.pipeline import Part

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands where a value could not be read. `call` is the IAM action, `reason` one sentence."""

    call: str
    reason: str

    def __str__(self) -> str:
        return f"{self.call}: {self.reason}"


class CallFailed(Exception):  # noqa: N818 -- reads as what happened
    """A call to AWS was denied, failed or was never answered."""

    def __init__(self, unread: Unread) -> None:
        self.unread = unread
        super().__init__(str(unread))


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A sign of ill health that no configuration holds, such as an error of the last delivery."""

    part: str
    resource: str
    field: str
    expected: str
    observed: str
    severity: Severity
    message: str
    repair: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unobserved:
    """Health that could not be observed: of one resource, or with `*` of all of that kind."""

    part: str
    resource: str = "*"
    field: str = "health"
    unread: Unread


@dataclass(slots=True)
class Reading:
    """What was read of an account; `failed` holds, by kind of part, why none of that kind could be read."""

    parts: list[Part] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    failed: dict[str, Unread] = field(default_factory=dict)
    unobserved: list[Unobserved] = field(default_factory=list)


def attempt(read: Callable[[], Value]) -> Value:
    """The value, or an Unread in its place: one denied call must not hide the other facts of a part.

    The comparison looks for Unread before it looks at the value, so the type stays that of the fact.
    """
    try:
        return read()
    except CallFailed as failure:
        return cast("Value", failure.unread)
