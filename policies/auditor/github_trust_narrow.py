"""GitHub's identity provider speaks for every repository there is: a role that trusts it must say which one it means.

https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
"""

from __future__ import annotations

import re

from policies.rule import every, rule
from policies.terraform import Resource, Statement

HOST = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
_ONE_REPOSITORY = re.compile(r"repo:[^*?:/]+/[^*?:/]+:.+")


def _is_github(statement: Statement) -> bool:
    return statement.effect == "Allow" and any(
        kind == "Federated" and (HOST in name or "aws_iam_openid_connect_provider." in name)
        for kind, name in statement.principals
    )


@rule(
    "TRAILBELL_GITHUB_TRUST_NARROW",
    "A role that trusts GitHub names one repository and the audience",
    every("aws_iam_role"),
    remedy=f"Add conditions: {HOST}:aud is {AUDIENCE}, and {HOST}:sub is like repo:OWNER/NAME:...",
    argument="assume_role_policy",
)
def github_trust_narrow(role: Resource) -> str | None:
    for statement in filter(_is_github, role.statements("assume_role_policy")):
        subjects = statement.required(f"{HOST}:sub")
        if not subjects:
            return "the workflows of every repository may assume the role"
        if wide := [subject for subject in subjects if not _ONE_REPOSITORY.fullmatch(subject)]:
            return f"the role trusts more than one repository: {', '.join(wide)}"
        if statement.required(f"{HOST}:aud") != (AUDIENCE,):
            return "the role does not ask who the token is for"
    return None
