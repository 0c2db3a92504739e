"""An IAM role with its policies, whoever assumes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cdktf import ITerraformDependable
from constructs import Construct

from imports.aws.iam_role import IamRole
from imports.aws.iam_role_policy import IamRolePolicy
from imports.aws.iam_role_policy_attachment import IamRolePolicyAttachment
from modules.literal import literal
from pipeline.policy_document import PolicyDocument


class RolePart(Protocol):
    """What every part that is a role has: inline policies by name, attached ones by ARN."""

    @property
    def name(self) -> str: ...
    @property
    def trust_policy(self) -> PolicyDocument: ...
    @property
    def inline_policies(self) -> tuple[tuple[str, PolicyDocument], ...]: ...
    @property
    def attached_policies(self) -> tuple[str, ...]: ...
    @property
    def permissions_boundary(self) -> str | None: ...


class Role(Construct):
    """A role; `depends_on` is what it trusts.

    >>> Role(stack, "delivery-role", pipeline.delivery_role)
    """

    def __init__(
        self, scope: Construct, id: str, part: RolePart, *, depends_on: Sequence[ITerraformDependable] = ()
    ) -> None:
        super().__init__(scope, id)
        role = IamRole(
            self,
            "Resource",
            name=part.name,
            assume_role_policy=literal(part.trust_policy.json()),
            permissions_boundary=part.permissions_boundary,
            depends_on=[*depends_on] or None,
        )
        inline = [
            IamRolePolicy(self, f"policy-{name}", name=name, role=role.id, policy=literal(policy.json()))
            for name, policy in part.inline_policies
        ]
        attached = [
            IamRolePolicyAttachment(self, f"attached-{index}", role=role.name, policy_arn=arn)
            for index, arn in enumerate(part.attached_policies)
        ]
        self.ready: Sequence[ITerraformDependable] = (role, *inline, *attached)
