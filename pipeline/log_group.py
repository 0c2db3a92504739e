"""The log group that CloudTrail delivers events to, and the role by which it does so."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.account import Account
from pipeline.fact import fact
from pipeline.policy_document import PolicyDocument, allow, service

RETENTION_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""What CloudWatch Logs takes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroup:
    """A log group of the STANDARD class (the other one has no metric filters). `retention_days` None is for ever.

    `transformer` names the processors of its transformer, in their order, as one item.
    """

    account: Account
    name: str
    retention_days: int | None = fact("medium", "Events are kept for another time than promised.")
    kms_key_arn: str | None = fact("medium", "Events are not encrypted with the declared key.", default=None)
    log_group_class: str = fact("critical", "A log group of this class has no metric filters.", default="STANDARD")
    transformer: tuple[str, ...] = fact(
        "medium",
        "Events are changed on arrival: searches find other fields, and so do filters that look at what came of them.",
        default=(),
        removal="aws logs delete-transformer --log-group-identifier {resource}",
    )

    @property
    def arn(self) -> str:
        """The ARN of the log group, without the `:*` that some calls add."""
        return self.account.arn("logs", f"log-group:{self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRole:
    """The role CloudTrail assumes to write to the log group; inline policies by name, attached ones by ARN."""

    account: Account
    name: str
    trust_policy: PolicyDocument = fact("critical", "CloudTrail cannot assume the role, or others can.")
    inline_policies: tuple[tuple[str, PolicyDocument], ...] = fact(
        "critical",
        "CloudTrail may not write to the log group, or the role may do more than that.",
        removal="aws iam delete-role-policy --role-name {resource} --policy-name {added}",
    )
    attached_policies: tuple[str, ...] = fact(
        "high",
        "The role may do more than write to the log group, or may be denied it.",
        default=(),
        removal="aws iam detach-role-policy --role-name {resource} --policy-arn {added}",
    )
    permissions_boundary: str | None = fact(
        "high", "A boundary may keep CloudTrail from writing to the log group.", default=None
    )

    @property
    def arn(self) -> str:
        """The ARN of the role."""
        return self.account.role_arn(self.name)


def trust_policy() -> PolicyDocument:
    """CloudTrail alone. CloudTrail's guide gives no source condition for this role, so none is added."""
    statement = {
        "Sid": "CloudTrailAssumes",
        "Effect": "Allow",
        "Principal": service("cloudtrail.amazonaws.com"),
        "Action": "sts:AssumeRole",
    }
    return PolicyDocument((statement,))


def delivery_policy(account: Account, log_group_arn: str, organization: str | None = None) -> PolicyDocument:
    """Create CloudTrail's own log streams and write to them, nothing else; also those of an organization's accounts.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    own = f"{log_group_arn}:log-stream:{account.id}_CloudTrail_{account.region}*"
    streams = [own, f"{log_group_arn}:log-stream:{organization}_*"] if organization else own
    return PolicyDocument((allow("Deliver", ["logs:CreateLogStream", "logs:PutLogEvents"], streams),))
