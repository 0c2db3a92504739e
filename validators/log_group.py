"""Read the log group and the delivery role back."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.log_group import DeliveryRole, LogGroup
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from validators.reading import attempt
from validators.session import Session

PERMISSIONS = (
    "logs:DescribeLogGroups",
    "iam:GetRole",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
)


def read(session: Session, desired: Pipeline) -> Iterator[LogGroup]:
    """The log group of that name, if there is one."""
    wanted = desired.log_group
    for found in session.pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=wanted.name):
        if found["logGroupName"] == wanted.name:
            key_id = found.get("kmsKeyId")
            yield LogGroup(
                account=session.account,
                name=wanted.name,
                retention_days=found.get("retentionInDays"),
                kms_key_arn=attempt(lambda key_id=key_id: session.alias_of(wanted.kms_key_arn, key_id)),  # type: ignore[misc]
                log_group_class=found.get("logGroupClass", "STANDARD"),
            )


def read_role(session: Session, desired: Pipeline) -> Iterator[DeliveryRole]:
    """The delivery role of that name, if there is one."""
    name = desired.delivery_role.name
    answer = session.find("iam", "get_role", ("NoSuchEntity",), RoleName=name)
    if answer is None:
        return
    role = answer["Role"]
    yield DeliveryRole(
        account=session.account,
        name=name,
        trust_policy=PolicyDocument.of(role["AssumeRolePolicyDocument"]),
        inline_policies=attempt(lambda: tuple(_inline(session, name))),
        attached_policies=attempt(lambda: tuple(sorted(_attached(session, name)))),
        permissions_boundary=role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
    )


def _inline(session: Session, role: str) -> Iterator[tuple[str, PolicyDocument]]:
    for name in sorted(session.pages("iam", "list_role_policies", "PolicyNames", RoleName=role)):
        answer = session.call("iam", "get_role_policy", RoleName=role, PolicyName=name)
        yield name, PolicyDocument.of(answer["PolicyDocument"])


def _attached(session: Session, role: str) -> Iterator[str]:
    for policy in session.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role):
        yield policy["PolicyArn"]
