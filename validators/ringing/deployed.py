"""What was read of an account, looked up by what a link needs; what could not be read is told as such."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from alerts.alert import Severity
from pipeline.key import Key
from pipeline.log_group import DeliveryRole
from pipeline.permission import Request, Verdict, may, relevant
from pipeline.pipeline import KINDS, Part, Pipeline
from pipeline.policy_document import PolicyDocument
from validators.reading import Observation, Reading, Unread
from validators.ringing.link import Flaw, Step, broken, unknown

SIMULATION = "simulation"
EVIDENCE = frozenset({"regions", SIMULATION, "history", "deliveries"})
"""Health that tells how it went or would go; where it could not be observed, the links are judged without it."""

Some = TypeVar("Some", bound=Part)


@dataclass(slots=True)
class Deployed:
    """One account: `desired` is what was designed for it, with fingerprints, `reading` what was read of it."""

    desired: Pipeline
    reading: Reading
    _parts: dict[type[Any], dict[str, Part]] = field(default_factory=dict)
    _relevant: dict[tuple[int, str | None, str], PolicyDocument] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in self.reading.parts:
            self._parts.setdefault(type(part), {})[part.name] = part

    def all(self, kind: type[Some]) -> Iterable[Some]:
        """Every part of this kind."""
        return cast("Iterable[Some]", self._parts.get(kind, {}).values())

    def part(self, kind: type[Some], name: str) -> Some | None:
        """The part of this kind and name, if it was read."""
        return cast("Some | None", self._parts.get(kind, {}).get(name))

    def unread(self, kind: type[Part], step: Step, noun: str) -> Flaw | None:
        """That no part of this kind could be read."""
        failed = self.reading.failed.get(KINDS[kind])
        return unknown(step, f"{noun} could not be read ({failed})") if failed else None

    def observed(self, noun: str, name: str, step: Callable[[str], Step | None]) -> Iterator[Flaw]:
        """Signs of ill health that keep a link from carrying anything, and health that nobody could look at.

        `noun` is the kind of part as observations name it; `step` gives the link that a field is about, or None where
        it is about another one.
        """
        for seen in self.reading.observations:
            at = step(seen.field) if seen.part == noun and _is_about(seen.resource, name) else None
            if at is not None and _breaks(seen):
                told = f"{_clause(seen.message)} ({seen.field}: {seen.observed})"
                yield broken(at, told, partly=seen.resource != name)
        for unseen in self.reading.unobserved:
            at = step(unseen.field) if unseen.part == noun and unseen.resource in ("*", name) else None
            if at is not None and unseen.field not in EVIDENCE:
                yield unknown(at, f"the {noun}'s {unseen.field} could not be read ({unseen.unread})")

    def simulated(self) -> bool:
        """Whether IAM itself was asked what the delivery role may do; what it refused is an observation."""
        kind = KINDS[DeliveryRole]
        unseen = (one for one in self.reading.unobserved if one.part == kind and one.field == SIMULATION)
        return not any(unseen)

    def refused(self, step: Step, whose: str, document: PolicyDocument, requests: Iterable[Request]) -> Flaw | None:
        """The first request that a policy does not allow; `whose` begins the sentence, such as `the topic's policy`."""
        if isinstance(document, Unread):
            return unknown(step, f"{whose} could not be read ({document})")
        for request in requests:
            answer = may(self._about(document, request), request)
            if answer.verdict is not Verdict.allowed:
                who = request.service or "the role"
                make = broken if answer.verdict is Verdict.denied else unknown
                return make(step, f"{whose} {answer.reason}: {request.action} by {who}")
        return None

    def _about(self, document: PolicyDocument, request: Request) -> PolicyDocument:
        """The statements that can matter: the same policy is asked once per alarm, for the same action."""
        key = (id(document), request.service, request.action)
        if key not in self._relevant:
            self._relevant[key] = relevant(document, request)
        return self._relevant[key]

    def locked(self, step: Step, thing: str, key_arn: str | None, requests: Iterable[Request]) -> Flaw | None:
        """Why what a key encrypts cannot be used: the key is gone, off, or its policy does not let the service in."""
        if isinstance(key_arn, Unread):
            return unknown(step, f"the key of {thing} could not be read ({key_arn})")
        if key_arn is None:
            return None
        wanted = self.desired.key
        if "alias/aws/" in key_arn:
            return broken(
                step, f"{thing} is encrypted with AWS's own key {_alias(key_arn)}, which CloudWatch cannot use"
            )
        if wanted is None or key_arn != wanted.arn:
            return unknown(step, f"{thing} is encrypted with {key_arn}, which was not declared and so not read")
        return self._usable(step, wanted, requests)

    def _usable(self, step: Step, wanted: Key, requests: Iterable[Request]) -> Flaw | None:
        found = self.part(Key, wanted.name)
        if found is None:
            return self.unread(Key, step, f"the key {wanted.name}") or broken(
                step, f"the key {wanted.name} is not there, or is to be deleted"
            )
        for flaw in self.observed(KINDS[Key], wanted.name, lambda _field: step):
            return flaw
        if not found.enabled:
            return broken(step, f"the key {wanted.name} is disabled")
        return self.refused(step, f"the policy of the key {wanted.name}", found.policy, requests)


def _alias(key_arn: str) -> str:
    return f"alias/{key_arn.partition('alias/')[2]}"


def _is_about(resource: str, name: str) -> bool:
    """Health of a trail in another region is of `NAME in REGION`."""
    return resource == name or resource.startswith(f"{name} in ")


def _breaks(seen: Observation) -> bool:
    """An alarm that has long been in ALARM rings for no further event, however severe that is."""
    return seen.severity is Severity.critical or (seen.field == "state" and seen.observed.startswith("ALARM"))


def _clause(sentence: str) -> str:
    """A sentence as the end of another one."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")
