"""What a judgement finds: a rule that does not hold, where in the Terraform, and what of the configuration it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from pipeline.account import Account
from pipeline.origin import Origin


class ExitStatus(IntEnum):
    """What `trailbell policies` ends with."""

    holds = 0
    fails = 1
    could_not_tell = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of ours, or one of checkov's own. `remedy` may be empty."""

    id: str
    title: str
    remedy: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that does not hold for a resource. `file` is the Terraform or the plan, `argument` the likely culprit."""

    rule: Rule
    file: str
    address: str
    message: str
    argument: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A failure, and where it comes from. `in_plan` says that only a plan shows it."""

    failure: Failure
    account: Account
    origin: Origin
    in_plan: bool

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes two findings the same one, in this run and in later ones: account, region, rule and address."""
        return self.account.id, self.account.region, self.failure.rule.id, self.failure.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Everything found. `held` counts rules that held for a resource; `untold` are sentences on what was not judged."""

    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    held: int
    skipped: tuple[str, ...]
    untold: tuple[str, ...]

    @property
    def exit_status(self) -> ExitStatus:
        """2 where anything was not judged, since the answer is not whole; else 1 where anything fails."""
        if self.untold:
            return ExitStatus.could_not_tell
        return ExitStatus.fails if self.findings else ExitStatus.holds


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In the order of the configuration's lines; ours before checkov's."""
    return tuple(
        sorted(
            findings,
            key=lambda one: (
                one.origin.place.line, one.origin.place.column, not one.failure.rule.ours, one.failure.rule.id,
                one.account.name, one.failure.address,
            ),
        )
    )  # fmt: skip
