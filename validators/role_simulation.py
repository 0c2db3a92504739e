"""Whether the delivery role can do its work, asked of IAM itself instead of read out of policies.

A Deny in a policy that nobody declared, a permissions boundary and an organization's service control policies all count
in the answer. An organization's policies that ask for more of the request than is told here can be judged wrongly:
where only they refuse, the finding says so, and the trail's own delivery errors decide.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alerts.alert import Severity
from pipeline.account import Account
from pipeline.log_group import DeliveryRole, LogGroup, delivery_policy
from pipeline.pipeline import Pipeline
from pipeline.requirement import Permits
from validators import granting
from validators.reading import Observation
from validators.session import Session

PERMISSIONS = ("iam:GetRole", "iam:SimulatePrincipalPolicy")

_HERE = (
    Severity.critical, "The role may not write to the log group, by IAM's own simulation: no alert can ring."
)  # fmt: skip
_ELSEWHERE = (
    Severity.high,
    "The organization's policies, as far as IAM can simulate them, keep CloudTrail from writing to the log group.",
)
_SILENT = "not allowed by the role's policies"
_DENIED = "take away what denies it: a policy of the role, its boundary, or a policy of the organization"
_DELIVERS = ("logs:CreateLogStream", "logs:PutLogEvents")


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """What IAM would refuse the delivery role of its work; a role that is not there is told as missing elsewhere."""
    account, role, group = desired.account, desired.delivery_role, desired.log_group
    if role is None or group is None or (arn := _arn(session, role.name)) is None:
        return
    stream = f"{group.arn}:log-stream:{account.id}_CloudTrail_{account.region}"
    results = session.pages(
        "iam", "simulate_principal_policy", "EvaluationResults", ("NoSuchEntity",), PolicySourceArn=arn,
        ActionNames=[*_DELIVERS], ResourceArns=[stream], ContextEntries=[*_context(account, arn)],
    )  # fmt: skip
    if refused := [result for result in results if result["EvalDecision"] != "allowed"]:
        only_there = all(_by_organization(result) for result in refused)
        severity, message = _ELSEWHERE if only_there else _HERE
        yield Observation(
            part="delivery-role", resource=role.name, field="simulation", expected="allowed",
            observed=", ".join(f"{result['EvalActionName']}: {_why(result)}" for result in refused),
            severity=severity, message=message,
            repair=_repair(desired, role, group) if all(map(_not_allowed, refused)) else _DENIED,
        )  # fmt: skip


def _repair(desired: Pipeline, role: DeliveryRole, group: LogGroup) -> str:
    """What lets the role do it, where nothing denies it."""
    if not desired.exists(role):
        return f"cdktf deploy {desired.account.name}"
    needed = delivery_policy(desired.account, group.arn)
    if isinstance(role.inline_policies, Permits):  # of an organization's trail more: the command puts one policy
        needed = role.inline_policies.document
    return granting.permissions(role.name.rpartition("/")[2])(needed.json())


def _arn(session: Session, name: str) -> str | None:
    """As IAM writes it: a role that was there before may have a path, which its name does not tell."""
    answer = session.find("iam", "get_role", ("NoSuchEntity",), RoleName=name)
    return str(answer["Role"]["Arn"]) if answer else None


def _context(account: Account, role_arn: str) -> Iterator[dict[str, Any]]:
    """What policies of organizations mostly ask for: without it, "not in this region" would be taken for true."""
    known = {
        "aws:RequestedRegion": account.region,
        "aws:PrincipalAccount": account.id,
        "aws:PrincipalArn": role_arn,
    }
    for key, value in known.items():
        yield {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
    yield {"ContextKeyName": "aws:SecureTransport", "ContextKeyValues": ["true"], "ContextKeyType": "boolean"}


def _by_organization(result: dict[str, Any]) -> bool:
    return result.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations") is False


def _not_allowed(result: dict[str, Any]) -> bool:
    """Whether the role's own policies just do not speak of it."""
    return _why(result) == _SILENT


def _why(result: dict[str, Any]) -> str:
    decision = "denied" if result["EvalDecision"] == "explicitDeny" else "not allowed"
    if _by_organization(result):
        return f"{decision} by the organization's policies"
    if result.get("PermissionsBoundaryDecisionDetail", {}).get("AllowedByPermissionsBoundary") is False:
        return f"{decision} by the permissions boundary"
    return _SILENT if decision == "not allowed" else "denied by the role's policies"
