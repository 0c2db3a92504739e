"""The role by which an account is checked, and GitHub's identity provider where the account has none yet."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from imports.aws.iam_openid_connect_provider import IamOpenidConnectProvider
from pipeline import auditor


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
