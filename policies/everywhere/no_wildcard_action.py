"""A wildcard allows whatever AWS adds tomorrow: every action is named.

A statement that denies may have one. https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
"""

from __future__ import annotations

from policies.rule import rule
from policies.terraform import Resource, Terraform

DOCUMENTS = {
    "aws_iam_policy": "policy",
    "aws_iam_role": "assume_role_policy",
    "aws_iam_role_policy": "policy",
    "aws_kms_key": "policy",
    "aws_kms_key_policy": "policy",
    "aws_s3_bucket_policy": "policy",
    "aws_sns_topic": "policy",
    "aws_sns_topic_policy": "policy",
    "aws_sqs_queue": "policy",
    "aws_sqs_queue_policy": "policy",
}


def _with_policy(terraform: Terraform) -> list[Resource]:
    return [one for one in terraform.every(*DOCUMENTS) if one.many(DOCUMENTS[one.type])]


@rule(
    "TRAILBELL_NO_WILDCARD_ACTION",
    "No policy allows actions by wildcard",
    _with_policy,
    remedy="Name every action.",
    argument="policy",
)
def no_wildcard_action(resource: Resource) -> str | None:
    for statement in resource.statements(DOCUMENTS[resource.type]):
        if statement.effect == "Allow" and statement.everything_but:
            return "the policy allows everything but some actions (NotAction)"
        if statement.effect == "Allow" and (wild := [one for one in statement.actions if "*" in one or "?" in one]):
            return f"the policy allows {', '.join(wild)}"
    return None
