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
        granted = PolicyDocument(tuple(statement for one in _documents(observed) for statement in one.statements))
        for statement in self.document.statements:
            answers = (may(granted, request) for request in self._requests(statement))
            refused = [answer for answer in answers if answer.verdict is not Verdict.allowed]
            if refused:
                yield statement, min(refused, key=lambda answer: answer.verdict is not Verdict.denied)

    def _requests(self, statement: Statement) -> Iterator[Request]:
        """What this statement is there for. Those for people ask nothing: their own policies may grant it."""
        services = _services(statement)
        if statement.get("Effect") != "Allow" or not services:
            return
        context: dict[str, str | None] = {**NOT_OF_A_SERVICE, "aws:securetransport": "true"}
        context |= dict(self._conditions(statement)) | dict(self.context)
        for resource in texts(statement.get("Resource", ())) or (None,):
            for service in services:
                for action in texts(statement["Action"]):
                    wanted = None if resource is None else self._concrete(resource)
                    yield Request(action=action, resource=wanted, service=service, context=context)

    def _conditions(self, statement: Statement) -> Iterator[tuple[str, str]]:
        for keys in statement.get("Condition", {}).values():
            for key, values in keys.items():
                yield key.lower(), self._concrete(texts(values)[0])

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
