"""A fact: a field of a part that is filled in by design, written by a construct and read back by a reader.

The comparison and the reports are generic over facts; what a difference means for alerting stands here, with the field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from alerts.alert import Severity

_KEY = "fact"


@dataclass(frozen=True, slots=True)
class Fact:
    """What it means when this field differs from the desired value: one sentence, and how bad it is.

    `removal` is how to take away what somebody added to the field, where no deployment takes it away; it may name
    `{resource}` and `{added}`. `unplanned` says that Terraform does not notice a difference, so that no deployment puts
    it right.
    """

    severity: Severity
    meaning: str
    removal: str = ""
    unplanned: bool = False


def fact(
    severity: str, meaning: str, default: Any = dataclasses.MISSING, *, removal: str = "", unplanned: bool = False
) -> Any:
    """A dataclass field that the validator compares; `meaning` is one sentence on what a difference does."""
    metadata = {_KEY: Fact(Severity(severity), meaning, removal, unplanned)}
    return dataclasses.field(metadata=metadata, default=default)


def facts(part: Any) -> Iterator[tuple[str, Fact]]:
    """The facts of a part, or of its class, in the order they are written."""
    for field in dataclasses.fields(part):
        if (found := field.metadata.get(_KEY)) is not None:
            yield field.name, found
