"""CloudTrail's role writes to one log group. Whatever else it may do, an attacker who gets hold of CloudTrail may do.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
"""

from __future__ import annotations

from policies.rule import rule
from policies.terraform import Resource, Statement, Terraform, is_reference

NEEDED = ("logs:CreateLogStream", "logs:PutLogEvents")


def _delivery_roles(terraform: Terraform) -> list[Resource]:
    return terraform.named_by_trails("cloud_watch_logs_role_arn", "aws_iam_role")


@rule(
    "TRAILBELL_DELIVERY_ROLE_ONLY_DELIVERS",
    "CloudTrail's role can write to its log group, and do nothing else",
    _delivery_roles,
    remedy="Let cloudtrail.amazonaws.com alone assume it; allow the two actions on the log group's streams only.",
    argument="assume_role_policy",
)
def delivery_role_only_delivers(role: Resource) -> str | None:
    trust = role.statements("assume_role_policy")
    if any(one.effect == "Allow" and set(one.principals) != {("Service", "cloudtrail.amazonaws.com")} for one in trust):
        return "others than CloudTrail may assume the role"
    if role.many("managed_policy_arns") or role.beside("aws_iam_role_policy_attachment", "role"):
        return "a managed policy is attached to the role"
    inline = role.beside("aws_iam_role_policy", "role")
    statements = [one for policy in inline for one in policy.statements("policy") if one.effect == "Allow"]
    if missing := [action for action in NEEDED if not any(one.allows(action) for one in statements)]:
        return f"the role may not {' and '.join(missing)}"
    groups = role.terraform.every("aws_cloudwatch_log_group")
    return next((complaint for one in statements if (complaint := _excess(one, groups))), None)


def _excess(statement: Statement, groups: list[Resource]) -> str | None:
    if more := [action for action in statement.actions if action not in NEEDED]:
        return f"the role may also {', '.join(more)}"
    for resource in statement.resources:
        known = any(f":log-group:{group.own_name}:" in resource or group.is_meant_by(resource) for group in groups)
        if not known and not is_reference(resource):
            return f"the role may write to {resource}"
    return None
