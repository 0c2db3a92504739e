"""Repair one account: check, propose, ask, do, check again. What was done is told even where it fails half-way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cli.repairing.proposal import Proposal, construct_of, first_calls, propose
from cli.repairing.terraform import Plan, TerraformFailedError, Workspace
from pipeline.pipeline import Pipeline
from validators.finding import Status
from validators.reading import CallFailed
from validators.repair import Repair, keeps_a_key, perform
from validators.reports.report import Entry, Locate, Report, compose
from validators.reports.table import ID_LENGTH
from validators.run import check
from validators.session import Clients, Session

Workspaces = Callable[[Pipeline], Workspace]
Ask = Callable[[Pipeline, Proposal], bool]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings are meant: prefixes of fingerprints, or titles; all of them where there is none."""

    findings: tuple[str, ...] = ()

    def picks(self, entry: Entry) -> bool:
        """Whether this finding was meant."""
        return not self.findings or bool(self.names_of(entry))

    def names_of(self, entry: Entry) -> set[str]:
        """Those of the names that were given which mean this finding.

        Less of an id than is shown means none: an empty variable of a script would name, and remove, all.
        """
        return {name for name in self.findings if entry.title == name or _begins(entry.fingerprint, name)}


@dataclass(slots=True)
class Outcome:
    """What became of one account.

    `proposed` is what was or would be done, in the order of doing it; `done` tells in words what was. `after` is the
    last check, the first one where nothing was done. `declined` says that the user did not want it. `recognised` are
    the names of findings that were given and are found here.
    """

    desired: Pipeline
    after: Report
    proposed: list[Proposal] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    failure: str = ""
    declined: bool = False
    recognised: set[str] = field(default_factory=set)

    @property
    def unread(self) -> bool:
        """Whether the answer is not whole."""
        return any(entry.finding.status is Status.unchecked for entry in self.after.entries)


@dataclass(frozen=True, slots=True)
class Repairer:
    """Repairs one account after the other. `ask` is None where nothing is to be done, only told."""

    variables: Mapping[str, str]
    locate: Locate
    workspace: Workspaces
    ask: Ask | None
    tell: Tell

    def repair(self, desired: Pipeline, choice: Choice) -> Outcome:
        """Everything that was meant and can be put right; raises nothing that AWS or Terraform may cause."""
        outcome = Outcome(desired, self._check(desired))
        outcome.recognised = {name for entry in outcome.after.entries for name in choice.names_of(entry)}
        try:
            if self._keep_what_is_needed_first(outcome, choice):
                self._repair(outcome, choice)
        except (TerraformFailedError, CallFailed) as failure:
            outcome.failure = str(failure)
        if outcome.done or (outcome.failure and outcome.proposed):
            outcome.after = self._check(desired)
        return outcome

    def _check(self, desired: Pipeline) -> Report:
        self.tell(f"checking {desired.account.name}")
        return compose(check((desired,), self.variables), datetime.now(UTC), self.locate)

    def _keep_what_is_needed_first(self, outcome: Outcome, choice: Choice) -> bool:
        """Do what must happen before Terraform plans; whether Terraform may plan now."""
        entries = _meant(outcome.after, choice)
        calls = tuple(first_calls(outcome.desired, entries)) if self._key_waits(outcome.desired, entries) else ()
        if not calls:
            return True
        proposal = Proposal(calls=calls)
        outcome.proposed.append(proposal)
        if not self._agreed(outcome, proposal):
            return False
        self._call(outcome, calls)
        outcome.after = self._check(outcome.desired)
        return not outcome.failure

    def _key_waits(self, desired: Pipeline, entries: tuple[Entry, ...]) -> bool:
        if not any(entry.finding.part == "key" for entry in entries):
            return False
        session = Session(desired.account, Clients())
        session.enter()
        return keeps_a_key(desired, session)

    def _repair(self, outcome: Outcome, choice: Choice) -> None:
        entries = _meant(outcome.after, choice)
        found = {construct for entry in entries if (construct := construct_of(outcome.desired, entry.finding))}
        with self._planned(outcome.desired, found) as (workspace, plan):
            changes = plan.changes
            proposal = propose(outcome.desired, entries, changes, named=bool(choice.findings))
            outcome.proposed.append(proposal)
            if proposal.empty or not self._agreed(outcome, proposal):
                return
            if workspace is not None and changes:
                self.tell(f"applying {len(changes)} changes to {outcome.desired.account.name}")
                workspace.apply(plan)
                outcome.done += map(str, changes)
        self._call(outcome, proposal.calls)

    @contextmanager
    def _planned(self, desired: Pipeline, found: set[str]) -> Iterator[tuple[Workspace | None, Plan]]:
        if not found:
            yield None, Plan()
            return
        self.tell(f"planning {desired.account.name}")
        workspace = self.workspace(desired)
        with workspace.plan(found) as plan:
            yield workspace, plan

    def _agreed(self, outcome: Outcome, proposal: Proposal) -> bool:
        if self.ask is None:
            return False
        outcome.declined = not self.ask(outcome.desired, proposal)
        return not outcome.declined

    def _call(self, outcome: Outcome, calls: tuple[Repair, ...]) -> None:
        """Do what can be done: no call needs the one before it."""
        clients = Clients()
        failed = []
        for one in calls:
            self.tell(f"{one.call} in {outcome.desired.account.name}")
            about = f"{one.finding.part} {one.finding.resource}"
            try:
                perform(one, outcome.desired, clients, self.variables)
            except CallFailed as failure:
                failed.append(f"{failure} ({about})")
            else:
                outcome.done.append(f"{one.call}: {one.what} ({about})")
        outcome.failure = "\n".join(failed)


def _begins(fingerprint: str, name: str) -> bool:
    return len(name) >= ID_LENGTH and fingerprint.startswith(name)


def _meant(report: Report, choice: Choice) -> tuple[Entry, ...]:
    return tuple(e for e in report.entries if e.finding.status is not Status.unchecked and choice.picks(e))
