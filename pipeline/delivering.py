"""The trails that deliver to one bucket and one topic: those known by ARN, or all of a name in an organization.

What bucket, topic and key must let in, and in which folders log files lie, follows from these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.account import Account

ROOT = "AWSLogs/"
"""Where CloudTrail makes a folder for each account, and one for an organization's trail.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""


@dataclass(frozen=True, slots=True)
class Delivering:
    """Trails by their ARNs, the accounts that declare them, and the folders with a slash at the end.

    With `organization` it is every trail of the organization whose ARN is like `arns`.
    """

    arns: tuple[str, ...]
    folders: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    organization: str | None = None

    @property
    def owners(self) -> tuple[str, ...]:
        """The accounts that the trails belong to; a delegated administrator's is the management account's."""
        return tuple(dict.fromkeys(arn.split(":")[4] for arn in self.arns))

    def condition(self, **equal: str) -> dict[str, Any]:
        """What holds for CloudTrail on behalf of these trails, and of no other; `equal` are further keys.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
        https://docs.aws.amazon.com/controltower/latest/userguide/logging-s3-audit-bucket.html (aws:SourceOrgID)
        """
        sources = self.arns[0] if len(self.arns) == 1 else [*self.arns]
        if self.organization is None:
            return {"StringEquals": {"aws:SourceArn": sources, **equal}}
        of_organization = {"aws:SourceOrgID": self.organization, **equal}
        return {"StringEquals": of_organization, "ArnLike": {"aws:SourceArn": sources}}


def in_account(account: Account, trail_arn: str, folder: str = "") -> Delivering:
    """The one trail of an account, which has put its log files below a `folder` of the bucket."""
    root = f"{folder}/{ROOT}" if folder else ROOT
    return Delivering((trail_arn,), (f"{root}{account.trail_owner}/",), (account.id,))
