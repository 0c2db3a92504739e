"""The log group of a pipeline, and the role by which CloudTrail writes to it."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from imports.aws.cloudwatch_log_group import CloudwatchLogGroup
from imports.aws.iam_role import IamRole
from imports.aws.iam_role_policy import IamRolePolicy
from imports.aws.iam_role_policy_attachment import IamRolePolicyAttachment
from modules.key import key_arn
from modules.literal import literal
from pipeline import log_group


class LogGroup(Construct):
    """A log group for CloudTrail's events.

    >>> LogGroup(stack, "log-group", pipeline.log_group)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: log_group.LogGroup,
        *,
        key: str | None = None,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        if part.transformer:
            raise ValueError(f"log group {part.name}: a transformer is read, not written")
        resource = CloudwatchLogGroup(
            self,
            "Resource",
            name=part.name,
            retention_in_days=part.retention_days or 0,
            kms_key_id=key_arn(self, part.kms_key_arn, key),
            # Left out where it is AWS's default, which not every AWS-like server reports back.
            log_group_class=None if part.log_group_class == "STANDARD" else part.log_group_class,
            depends_on=[*depends_on],
        )
        self.ready: Sequence[ITerraformDependable] = (resource,)


class DeliveryRole(Construct):
    """The role CloudTrail assumes to write to the log group.

    >>> DeliveryRole(stack, "delivery-role", pipeline.delivery_role)
    """

    def __init__(self, scope: Construct, id: str, part: log_group.DeliveryRole) -> None:
        super().__init__(scope, id)
        role = IamRole(
            self,
            "Resource",
            name=part.name,
            assume_role_policy=literal(part.trust_policy.json()),
            permissions_boundary=part.permissions_boundary,
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
