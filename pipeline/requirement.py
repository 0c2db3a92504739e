"""What is asked of something that exists already, where it need not be just so: a value that equals whatever will do.

A designed part that is created holds the very value of a fact; one that exists and is only checked may hold a
requirement in its place, so that one comparison serves both. A requirement always stands on the desired side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.permission import NOT_OF_A_SERVICE, Answer, Request, Verdict, may
from pipeline.policy_condition import texts
from pipeline.policy_document import PolicyDocument, Statement
from pipeline.trail import EventSelector


class _Anything:
    """Equal to everything. False, since it promises nothing."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(_Anything)

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "any"


ANY: Any = _Anything()
"""Whatever is there will do."""


@dataclass(frozen=True, slots=True, eq=False)
class Permits:
    """Equal to a policy document, or to named ones together, that lets services do what `document` lets them do.

    `star` is what an asterisk of `document` stands for in the question that is asked, such as a folder of the bucket;
    `context` is what a request carries besides what the conditions of `document` name, by condition key.
    """

    document: PolicyDocument
    star: str = ""
    context: tuple[tuple[str, str], ...] = ()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Permits):
            return self.document == other.document
        return not any(True for _ in self.lacking(other))

    def __hash__(self) -> int:
        return hash(Permits)

    def __str__(self) -> str:
        return str(self.document)

    def lacking(self, observed: object) -> Iterator[tuple[Statement, Answer]]:
        """Every statement of `document` that the observed policies do not grant whole, and the first reason."""
        for statement, refused in self.refused(observed):
            yield statement, min((answer for _, answer in refused), key=lambda one: one.verdict is not Verdict.denied)

    def refused(self, observed: object) -> Iterator[tuple[Statement, list[tuple[Request, Answer]]]]:
        """Every statement of `document` with what the observed policies do not grant of it."""
        granted = PolicyDocument(tuple(statement for one in _documents(observed) for statement in one.statements))
        for statement in self.document.statements:
            answers = ((request, may(granted, request)) for request in self._requests(statement))
            if refused := [(asked, answer) for asked, answer in answers if answer.verdict is not Verdict.allowed]:
                yield statement, refused

    def _requests(self, statement: Statement) -> Iterator[Request]:
        """What this statement is there for. Those for people ask nothing: their own policies may grant it."""
        services = _services(statement)
        if statement.get("Effect") != "Allow" or not services:
            return
        resources = texts(statement.get("Resource", ())) or (None,)
        conditions = [(key.lower(), texts(values)) for keys in statement.get("Condition", {}).values()
                      for key, values in keys.items()]  # fmt: skip
        # Lists of resources and of values are gone through side by side, those of accounts being in one order: what
        # one trail needs in the folder of another is no question, and all of all would be too many.
        for turn in range(max(len(resources), *(len(values) for _, values in conditions), 1)):
            resource = resources[turn % len(resources)]
            wanted = None if resource is None else self._concrete(resource)
            context: dict[str, str | None] = {**NOT_OF_A_SERVICE, "aws:securetransport": "true"}
            context |= {key: self._concrete(values[turn % len(values)]) for key, values in conditions if values}
            context |= dict(self.context)
            for service in services:
                for action in texts(statement["Action"]):
                    yield Request(action=action, resource=wanted, service=service, context=context)

    def _concrete(self, text: str) -> str:
        return text.replace("*", self.star)


def _services(statement: Statement) -> tuple[str | None, ...]:
    """The services that a statement is for; None stands for whoever holds the policy, as a role does."""
    if "Principal" not in statement:
        return (None,)
    principal = statement["Principal"]
    return texts(principal.get("Service", ())) if isinstance(principal, Mapping) else ()


def _documents(observed: object) -> Iterator[PolicyDocument]:
    """The documents of a bucket, key or role, whose policies have names."""
    match observed:
        case PolicyDocument():
            yield observed
        case tuple():
            yield from (document for _, document in observed if isinstance(document, PolicyDocument))


@dataclass(frozen=True, slots=True, eq=False)
class ManagementEvents:
    """Equal to event selectors one of which records every management event; the others may record what they like."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ManagementEvents) or (isinstance(other, tuple) and EventSelector() in other)

    def __hash__(self) -> int:
        return hash(ManagementEvents)

    def __str__(self) -> str:
        return str(EventSelector())
