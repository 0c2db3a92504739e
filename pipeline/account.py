"""An AWS account and its home region: partition, ARNs and the hosts' suffix follow from them."""

from __future__ import annotations

from dataclasses import dataclass, field

_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"))
"""Region prefix to partition: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account in one home region, and the roles by which it is deployed and checked.

    `id` is twelve digits; `deploy_role` and `check_role` are role names in that account, or None to use the
    credentials of the caller; `external_id` goes with both. `hub_role` is the ARN of a role that is assumed first.
    `management_account` is the id of the account that manages the organization, where this one is its delegated
    administrator for CloudTrail.
    """

    name: str
    id: str
    region: str
    deploy_role: str | None = None
    check_role: str | None = None
    external_id: str | None = None
    hub_role: str | None = None
    hub_external_id: str | None = None
    management_account: str | None = None
    tags: tuple[tuple[str, str], ...] = field(default=())

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`."""
        return next((name for prefix, name in _PARTITIONS if self.region.startswith(prefix)), "aws")

    @property
    def dns_suffix(self) -> str:
        """What the hosts of this partition end in."""
        return "amazonaws.com.cn" if self.partition == "aws-cn" else "amazonaws.com"

    @property
    def root_arn(self) -> str:
        """The account as a principal: whoever the account's own IAM policies allow."""
        return self.global_arn("iam", "root")

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource in the home region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.id}:{resource}"

    def global_arn(self, service: str, resource: str) -> str:
        """The ARN of a resource without a region, such as a role."""
        return f"arn:{self.partition}:{service}::{self.id}:{resource}"

    @property
    def trail_owner(self) -> str:
        """The account that the trail belongs to: a delegated administrator's is the management account's.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
        """
        return self.management_account or self.id

    def trail_arn(self, trail: str) -> str:
        """The ARN of a trail of the home region."""
        return f"arn:{self.partition}:cloudtrail:{self.region}:{self.trail_owner}:trail/{trail}"

    def role_arn(self, role: str) -> str:
        """The ARN of a role of this account, by name or by path and name."""
        return self.global_arn("iam", f"role/{role}")
