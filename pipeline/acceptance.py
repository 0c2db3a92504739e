"""Findings that somebody has looked at and accepted, with the reason, and if need be only for a time.

What could not be read can never be accepted: nobody knows what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from alerts.document import Path_
from pipeline.pipeline import KINDS
from pipeline.section import Form, Section

LONGEST = 2048
"""Characters of a resource's name; a subscription's is an ARN and an address."""

LONGEST_REASON = 1000
"""Characters of a reason."""


def _not_everything(pattern: str) -> str:
    if not pattern.strip("* "):
        raise ValueError(f"'{pattern}' is every resource; leave the key out, and name a part or a field")
    return pattern


def _readable(status: object) -> object:
    if status == "unchecked":
        raise ValueError("what could not be read cannot be accepted; see to why it could not")
    return status


def _reason(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; say why it needs nobody's attention")
    return text


def _kind(part: str) -> str:
    kinds = sorted(KINDS.values())
    if part not in kinds:
        raise ValueError(f"no finding is about a part '{part}'; the parts are {', '.join(kinds)}")
    return part


_PART = Form(r"^[a-z]+(-[a-z]+)*$", "should be a kind of resource as the check names it, such as metric-filter")


class Acceptance(Section):
    """A finding of the check that is known and accepted: it is still told, but counts for nothing."""

    account: str | None = Field(None, min_length=1, description="Only in this account, by name or id.")
    status: Annotated[Literal["missing", "changed", "unmanaged", "unhealthy"] | None, BeforeValidator(_readable)] = (
        Field(None, description="Only findings of this kind.")
    )
    part: Annotated[str, _PART, AfterValidator(_kind)] | None = Field(
        None, max_length=60, description="The kind of resource, such as alarm."
    )
    resource: Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(_not_everything)] | None = Field(
        None, description="The name of the resource, as the check tells it; * stands for anything."
    )
    field: str | None = Field(None, min_length=1, max_length=200, description="The field, as the check tells it.")
    reason: Annotated[str, Field(max_length=LONGEST_REASON), AfterValidator(_reason)] = Field(
        description="Why this needs nobody's attention."
    )
    until: date | None = Field(
        None,
        description="The last day it applies, as 2026-12-31. Later the findings count again, and the check says so.",
    )

    @model_validator(mode="after")
    def _narrow_enough(self) -> Self:
        if self.part is None and self.resource is None and self.field is None:
            raise ValueError("would accept whatever happens; name at least one of part, resource and field")
        return self

    def expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < today

    def concerns(self, name: str, account_id: str) -> bool:
        """Whether it is about this account, too."""
        return self.account in (None, name, account_id)

    def fits(self, status: str, part: str, resource: str, field: str) -> bool:
        """Whether a finding with these properties is meant."""
        exact = ((self.status, status), (self.part, part), (self.field, field))
        same = all(wanted is None or wanted == found for wanted, found in exact)
        return same and (self.resource is None or matches(self.resource, resource))


def matches(pattern: str, text: str) -> bool:
    """Whether the text is as the pattern says, in which * stands for anything; takes as long as both are long."""
    first, *others = pattern.split("*")
    if not others:
        return pattern == text
    *middle, last = others
    if not text.startswith(first):
        return False
    at = len(first)
    for piece in middle:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(text) - len(last) >= at and text.endswith(last)


def expired(rules: Iterable[Acceptance], today: date) -> Iterator[tuple[Path_, str]]:
    """Every rule whose last day has passed: where it stands, and what that means."""
    for index, rule in enumerate(rules):
        if rule.expired(today):
            told = f"this ignore ({rule.reason}) ended on {rule.until}, so its findings count again"
            yield ("ignore", index), f"{told}; remove it, or set a later day"
