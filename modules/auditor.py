"""The role by which an account is checked, and GitHub's identity provider where the account has none yet."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from imports.aws.iam_openid_connect_provider import IamOpenidConnectProvider
from imports.aws.iam_role import IamRole
from imports.aws.iam_role_policy import IamRolePolicy
from imports.aws.iam_role_policy_attachment import IamRolePolicyAttachment
from modules.literal import literal
from pipeline import auditor


class Auditor(Construct):
    """A role that only reads; `depends_on` is what it trusts.

    >>> Auditor(stack, "auditor", pipeline.auditor_role)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: auditor.AuditorRole,
        *,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        role = IamRole(
            self,
            "Resource",
            name=part.name,
            assume_role_policy=literal(part.trust_policy.json()),
            permissions_boundary=part.permissions_boundary,
            depends_on=[*depends_on],
        )
        for name, policy in part.inline_policies:
            IamRolePolicy(self, f"policy-{name}", name=name, role=role.id, policy=literal(policy.json()))
        for index, arn in enumerate(part.attached_policies):
            IamRolePolicyAttachment(self, f"attached-{index}", role=role.name, policy_arn=arn)


class OidcProvider(Construct):
    """An identity provider. Thumbprints are left to AWS, which knows GitHub's certificates by itself.

    >>> OidcProvider(stack, "oidc-provider", pipeline.oidc_provider)

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
    """

    def __init__(self, scope: Construct, id: str, part: auditor.OidcProvider) -> None:
        super().__init__(scope, id)
        provider = IamOpenidConnectProvider(
            self, "Resource", url=f"https://{part.name}", client_id_list=[*part.audiences]
        )
        self.ready: Sequence[ITerraformDependable] = (provider,)
