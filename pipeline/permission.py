"""Whether a policy document lets somebody do something: yes, no, or it cannot be told.

Evaluates one document, for one request, as IAM does: a Deny that matches decides, then an Allow that matches; without
one, nobody may. What it does not understand never counts for the caller: an Allow of unknown meaning is no permission,
and a Deny of unknown meaning is not passed over. It looks at no other policy, so no boundary and no organization's.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pipeline.policy_condition import Context, Known, both, either, holds, like, opposite, texts
from pipeline.policy_document import PolicyDocument, Statement

NOT_OF_A_SERVICE: Mapping[str, None] = dict.fromkeys(
    ("aws:principalorgid", "aws:principalorgpaths", "aws:sourcevpc", "aws:sourcevpce")
)
"""Keys that a request of an AWS service on its own behalf does not carry; a condition that asks for the opposite of
one of them holds: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""


class Verdict(StrEnum):
    """The answer to a request."""

    allowed = "allowed"
    denied = "denied"
    unknown = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who wants to do what. `action` is `service:Action`, `resource` an ARN, or None where policies name none (a
    role's trust). `service` is the host name of an AWS service, or None for whoever holds an identity policy."""

    action: str
    resource: str | None
    service: str | None = None
    context: Context = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, and the reason as the end of a sentence: `its policy ...`. `refused` where a Deny decides, or may."""

    verdict: Verdict
    reason: str
    refused: bool = False


def by_service(service: str, action: str, resource: str | None, source_arn: str, **more: str) -> Request:
    """What an AWS service asks for on behalf of a resource, such as an alarm or a trail, whose ARN is `source_arn`.

    `more` are the condition keys of this one action, such as `s3:x-amz-acl`.
    """
    account_id = source_arn.split(":")[4]
    context: dict[str, str | None] = {
        **NOT_OF_A_SERVICE,
        "aws:sourcearn": source_arn,
        "aws:sourceaccount": account_id,
        "aws:sourceowner": account_id,
        "aws:principalisawsservice": "true",
        "aws:principalservicename": service,
        "aws:securetransport": "true",
        **more,
    }
    return Request(action=action, resource=resource, service=service, context=context)


def may(document: PolicyDocument, request: Request) -> Answer:
    """Whether this document by itself allows the request."""
    found = [(_matches(statement, request), statement) for statement in document.statements]
    denying = [(known, one) for known, one in found if one.get("Effect") != "Allow"]
    allowing = [(known, one) for known, one in found if one.get("Effect") == "Allow"]
    if refused := [one for known, one in denying if known and one.get("Effect") == "Deny"]:
        return Answer(Verdict.denied, f"denies it{_named(refused[0])}", refused=True)
    if all(known is False for known, _ in allowing):
        return Answer(Verdict.denied, "does not allow it")
    if doubtful := [one for known, one in denying if known is not False]:
        may_deny = f"may deny it{_named(doubtful[0])}, by a condition that cannot be judged"
        return Answer(Verdict.unknown, may_deny, refused=True)
    if any(known for known, _ in allowing):
        return Answer(Verdict.allowed, "allows it")
    doubtful = [one for known, one in allowing if known is None]
    return Answer(Verdict.unknown, f"may allow it{_named(doubtful[0])}, by a condition that cannot be judged")


def relevant(document: PolicyDocument, request: Request) -> PolicyDocument:
    """The statements that can decide a request of this principal for this action, on whatever resource and terms."""
    kept = (one for one in document.statements if both((_principal(one, request), _action(one, request))) is not False)
    return PolicyDocument(tuple(kept))


def _named(statement: Statement) -> str:
    sid = statement.get("Sid")
    return f" (statement {sid})" if isinstance(sid, str) and sid else ""


def _matches(statement: Statement, request: Request) -> Known:
    """Whether the statement speaks of this request."""
    return both(
        (
            _principal(statement, request),
            _action(statement, request),
            _resource(statement, request),
            holds(statement["Condition"], request.context) if "Condition" in statement else True,
        )
    )


def _either_way(statement: Statement, element: str, fits: Callable[[str], Known]) -> Known:
    """Whether an element fits, or its `Not` twin does not; a statement with neither fits nothing."""
    if element in statement:
        return either(map(fits, texts(statement[element])))
    if f"Not{element}" in statement:
        return opposite(either(map(fits, texts(statement[f"Not{element}"]))))
    return False


def _action(statement: Statement, request: Request) -> Known:
    return _either_way(statement, "Action", lambda value: like(value.lower(), request.action.lower()))


def _resource(statement: Statement, request: Request) -> Known:
    wanted = request.resource
    if wanted is None:
        return True
    return _either_way(statement, "Resource", lambda value: None if "${" in value else like(value, wanted))


def _principal(statement: Statement, request: Request) -> Known:
    if request.service is None:
        return True
    if "Principal" in statement:
        return _names(statement["Principal"], request.service)
    if "NotPrincipal" in statement:
        return opposite(_names(statement["NotPrincipal"], request.service))
    return False


def _names(principal: Any, service: str) -> bool:
    """Whether a principal is this service; `*` is everybody, services too."""
    kinds = principal if isinstance(principal, Mapping) else {"AWS": principal}
    return "*" in texts(kinds.get("AWS", ())) or bool({"*", service} & {*texts(kinds.get("Service", ()))})
