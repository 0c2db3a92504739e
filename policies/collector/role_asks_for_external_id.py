"""A role that a whole account may assume asks for an external id: any customer of a vendor could use it otherwise.

https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

from __future__ import annotations

import re

from policies.rule import every, rule
from policies.terraform import Resource, Statement

_ACCOUNT = re.compile(r"\*|\d{12}|arn:aws[a-z-]*:iam::\d{12}:root")


@rule(
    "TRAILBELL_ROLE_ASKS_FOR_EXTERNAL_ID",
    "A role that a whole account can assume asks for an external id",
    every("aws_iam_role"),
    remedy="Let the trust policy ask for sts:ExternalId with StringEquals, or name one role as principal.",
    argument="assume_role_policy",
)
def role_asks_for_external_id(role: Resource) -> str | None:
    for statement in role.statements("assume_role_policy"):
        accounts = [name for kind, name in statement.principals if kind == "AWS" and _ACCOUNT.fullmatch(name)]
        if statement.effect == "Allow" and accounts and not _asks(statement):
            return f"{', '.join(accounts)} may assume it without an external id"
    return None


def _asks(statement: Statement) -> bool:
    return any(operator == "StringEquals" and key == "sts:externalid" for operator, key, _ in statement.conditions)
