"""The role that checks an account: it only reads, and trusts a hub role or the workflows of one GitHub repository.

What it may do is decided in least_privilege.py. Refuses to trust all repositories of an owner, and a hub without
external id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipeline.account import Account
from pipeline.fact import fact
from pipeline.policy_document import PolicyDocument, Statement
from pipeline.section import Form, Section

GITHUB_HOST = "token.actions.githubusercontent.com"
GITHUB_AUDIENCE = "sts.amazonaws.com"
"""https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws"""

INLINE_CHARACTERS = 10_240
"""All inline policies of a role together, blanks not counted.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""
MANAGED_CHARACTERS = 6_144
"""A managed policy, same page."""

HubRole = Annotated[
    str,
    Form(
        r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$",
        "should be the ARN of one role, such as arn:aws:iam::999988887777:role/hub",
    ),
]
Repository = Annotated[
    str,
    Form(
        r"^[A-Za-z0-9-]+(@[0-9]+)?/[A-Za-z0-9._-]+(@[0-9]+)?$",
        "should be one repository as OWNER/NAME, without a wildcard (OWNER@ID/NAME@ID where its subject claims are "
        "immutable)",
    ),
]
RefName = Annotated[str, Form(r"^[^\s*?:]+$", "should be one name, without a wildcard"), Field(max_length=255)]
RoleBaseName = Annotated[
    str, Form(r"^[A-Za-z0-9+=,.@_-]+$", "should be the name of a role, without a path"), Field(max_length=64)
]


class Github(Section):
    """A GitHub repository whose workflows may check, by OpenID Connect and without stored keys."""

    repository: Repository = Field(
        description="OWNER/NAME; OWNER@ID/NAME@ID where the repository's subject claims are immutable."
    )
    branch: RefName | None = Field(None, description="Only workflows on this branch.")
    environment: RefName | None = Field(None, description="Only jobs of this environment.")
    provider: Literal["existing", "created"] = Field(
        "existing",
        description="existing: the account has GitHub's identity provider already (there can be only one); created: "
        "deploy it with the role.",
    )

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if self.branch and self.environment:
            raise ValueError("branch and environment cannot both be given: GitHub names one of them; keep one")
        return self

    @property
    def subject(self) -> str:
        """The `sub` claim: https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims"""
        narrowed = f"ref:refs/heads/{self.branch}" if self.branch else "*"
        return f"repo:{self.repository}:{f'environment:{self.environment}' if self.environment else narrowed}"


class AuditorSettings(Section):
    """The role that checks, deployed into every account."""

    name: RoleBaseName | None = Field(None, description="Name of the role; NAME-auditor by default.")
    trusted_role: HubRole | None = Field(
        None, description="ARN of the role that may assume it, with the external_id of each account."
    )
    github: Github | None = Field(None, description="The GitHub repository whose workflows may assume it.")

    @model_validator(mode="after")
    def _trusted_by_somebody(self) -> Self:
        if self.trusted_role is None and self.github is None:
            raise ValueError("nobody could assume the role; give trusted_role, github, or both")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorRole:
    """The role by which the account is checked; inline policies by name, attached ones by ARN."""

    account: Account
    name: str
    trust_policy: PolicyDocument = fact("critical", "Others may read the account, or nobody may check it.")
    inline_policies: tuple[tuple[str, PolicyDocument], ...] = fact(
        "high",
        "The check may read less than it needs, or whoever assumes its role may do more than read.",
        removal="aws iam delete-role-policy --role-name {resource} --policy-name {added}",
    )
    attached_policies: tuple[str, ...] = fact(
        "critical",
        "Whoever assumes the role of the check may do more than read.",
        default=(),
        removal="aws iam detach-role-policy --role-name {resource} --policy-arn {added}",
    )
    permissions_boundary: str | None = fact("high", "A boundary may keep the check from reading.", default=None)

    @property
    def arn(self) -> str:
        """The ARN of the role."""
        return self.account.role_arn(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcProvider:
    """An identity provider of the account, known by its host."""

    account: Account
    name: str = GITHUB_HOST
    audiences: tuple[str, ...] = fact("high", "Workflows of GitHub may not be let in.", default=(GITHUB_AUDIENCE,))

    @property
    def arn(self) -> str:
        """The ARN of the provider."""
        return self.account.global_arn("iam", f"oidc-provider/{self.name}")


def trust_policy(settings: AuditorSettings, account: Account) -> PolicyDocument:
    """Who may assume the role: the hub's role with the account's external id, workflows of the repository."""
    statements: list[Statement] = []
    if settings.trusted_role:
        statements.append(_hub(settings.trusted_role, account.external_id or ""))
    if settings.github:
        statements.append(_workflows(settings.github, OidcProvider(account=account).arn))
    return PolicyDocument(tuple(statements))


def _hub(role_arn: str, external_id: str) -> Statement:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html"""
    return {
        "Sid": "HubChecks",
        "Effect": "Allow",
        "Principal": {"AWS": role_arn},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
    }


def _workflows(github: Github, provider_arn: str) -> Statement:
    """The subject is compared as a whole wherever it holds no wildcard."""
    claims = {f"{GITHUB_HOST}:aud": GITHUB_AUDIENCE}
    subject = {f"{GITHUB_HOST}:sub": github.subject}
    like = github.subject.endswith("*")
    condition = {"StringEquals": claims, "StringLike": subject} if like else {"StringEquals": {**claims, **subject}}
    return {
        "Sid": "WorkflowsCheck",
        "Effect": "Allow",
        "Principal": {"Federated": provider_arn},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
