"""Read an IAM role back: who may assume it, what it may do. What the calls need stands with whoever reads a role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.policy_document import PolicyDocument
from validators.reading import attempt
from validators.session import Session

ROLE_PERMISSIONS = ("iam:GetRole", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies")


def read(session: Session, name: str) -> dict[str, Any] | None:
    """The facts of the role of that name, or None where there is none."""
    answer = session.find("iam", "get_role", ("NoSuchEntity",), RoleName=name)
    if answer is None:
        return None
    role = answer["Role"]
    return {
        "trust_policy": PolicyDocument.of(role["AssumeRolePolicyDocument"]),
        "inline_policies": attempt(lambda: tuple(_inline(session, name))),
        "attached_policies": attempt(lambda: tuple(sorted(_attached(session, name)))),
        "permissions_boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
    }


def attached(session: Session, role: str) -> Iterator[tuple[str, PolicyDocument]]:
    """The documents of the policies that are attached to a role, by ARN, as they are now.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
    """
    for arn in sorted(_attached(session, role)):
        version = session.call("iam", "get_policy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
        answer = session.call("iam", "get_policy_version", PolicyArn=arn, VersionId=version)
        yield arn, PolicyDocument.of(answer["PolicyVersion"]["Document"])


def _inline(session: Session, role: str) -> Iterator[tuple[str, PolicyDocument]]:
    for name in sorted(session.pages("iam", "list_role_policies", "PolicyNames", RoleName=role)):
        answer = session.call("iam", "get_role_policy", RoleName=role, PolicyName=name)
        yield name, PolicyDocument.of(answer["PolicyDocument"])


def _attached(session: Session, role: str) -> Iterator[str]:
    for policy in session.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role):
        yield policy["PolicyArn"]
