"""The trails that deliver to one bucket and one topic: those known by ARN, or all of a name in an organization.

What bucket, topic and key must let in, and in which folders log files lie, follows from these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.trail import Trail


@dataclass(frozen=True, slots=True)
class Delivering:
    """Trails by their ARNs, `folders` of the bucket with a slash at the end.

    With `organization` it is every trail of the organization whose ARN is like `arns`.
    """

    arns: tuple[str, ...]
    folders: tuple[str, ...]
    organization: str | None = None

    @property
    def condition(self) -> dict[str, Any]:
        """The condition that holds for CloudTrail on behalf of these trails, and of no other.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
        https://docs.aws.amazon.com/controltower/latest/userguide/logging-s3-audit-bucket.html (aws:SourceOrgID)
        """
        sources = self.arns[0] if len(self.arns) == 1 else [*self.arns]
        if self.organization is None:
            return {"StringEquals": {"aws:SourceArn": sources}}
        return {"StringEquals": {"aws:SourceOrgID": self.organization}, "ArnLike": {"aws:SourceArn": sources}}


def alone(trail: Trail) -> Delivering:
    """This one trail, in the folder of its account."""
    return Delivering((trail.arn,), (f"{root(trail)}{trail.account.id}/",))


def root(trail: Trail) -> str:
    """Where CloudTrail makes the folders of accounts.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    return f"{trail.key_prefix}/AWSLogs/" if trail.key_prefix else "AWSLogs/"
