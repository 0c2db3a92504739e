"""What a repair would do about the findings of one account: by Terraform, by AWS's API, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cli.repairing.terraform import Change
from pipeline.construct import constructs
from pipeline.pipeline import Pipeline, identity
from validators.finding import Finding, Status
from validators.repair import Repair, repairs
from validators.reports.report import Entry
from validators.reports.table import ID_LENGTH


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that stays, and why."""

    entry: Entry
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """`changes` are Terraform's, `calls` the API's; `left` is what neither can put right, or what was not named."""

    changes: tuple[Change, ...] = ()
    calls: tuple[Repair, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.changes or self.calls)


def construct_of(desired: Pipeline, finding: Finding) -> str | None:
    """The construct that a finding is about; None where Terraform has none for it."""
    if finding.status not in (Status.missing, Status.changed):
        return None
    for construct, part in constructs(desired):
        kind, name = identity(part)
        if kind == finding.part and (name == finding.resource or _subscribes(kind, name, finding.resource)):
            return construct
    return None


def _subscribes(kind: str, designed: str, found: str) -> bool:
    """A finding shows the endpoint's fingerprint in place of its reference; a topic has one declared subscription."""
    return kind == "subscription" and designed.partition(" -> ")[0] == found.partition(" -> ")[0]


def first_calls(desired: Pipeline, entries: Iterable[Entry]) -> Iterator[Repair]:
    """What must happen before Terraform plans."""
    for entry in entries:
        yield from (one for one in repairs(desired, entry.finding) if one.first)


def propose(desired: Pipeline, entries: Sequence[Entry], changes: Sequence[Change], *, named: bool) -> Proposal:
    """Terraform's changes, and what is left for the API. `named` says that the findings were chosen one by one."""
    planned = {change.construct for change in changes}
    calls: dict[tuple[str, str], Repair] = {}
    left: list[Left] = []
    for entry in entries:
        if construct_of(desired, entry.finding) in planned:
            continue
        able = [one for one in repairs(desired, entry.finding) if not one.first]
        if not able:
            left.append(Left(entry, entry.finding.repair))
        elif any(one.removes for one in able) and not named:
            left.append(Left(entry, f"removed only when it is named: --finding {entry.fingerprint[:ID_LENGTH]}"))
        else:
            calls |= {(one.call, "" if one.call == "sns:Subscribe" else entry.fingerprint): one for one in able}
    return Proposal(tuple(changes), tuple(calls.values()), tuple(left))
