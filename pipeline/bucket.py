"""The bucket that keeps the trail's log files."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.account import Account
from pipeline.delivering import Delivering
from pipeline.fact import fact
from pipeline.policy_document import PolicyDocument, allow, service

PUBLIC_ACCESS_BLOCK = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
"""The four settings of S3 Block Public Access, all of them on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A private, versioned and encrypted bucket in the account's home region. `kms_key_arn` None means SSE-S3."""

    account: Account
    name: str
    policy: PolicyDocument | None = fact("critical", "CloudTrail may not deliver, or others may read or write.")
    public_access_block: tuple[str, ...] = fact(
        "critical", "Log files could be opened to the world.", default=PUBLIC_ACCESS_BLOCK
    )
    versioning: bool = fact("high", "An overwritten or deleted log file is lost.", default=True)
    sse_algorithm: str = fact("medium", "Log files are not encrypted as declared.", default="aws:kms")
    kms_key_arn: str | None = fact("medium", "Log files are not encrypted with the declared key.", default=None)
    object_ownership: str = fact(
        "medium", "Access lists count again: log files may belong to others.", default="BucketOwnerEnforced"
    )
    expiration_days: int | None = fact("high", "Log files are deleted sooner or later than promised.")
    noncurrent_expiration_days: int | None = fact(
        "high", "Overwritten and deleted log files are gone for good sooner or later than promised.", default=None
    )
    expiration_dates: tuple[str, ...] = fact(
        "high", "On this day every log file is deleted, however new it is.", default=()
    )
    object_lock: str | None = fact(
        "medium", "Log files are locked against deletion in another way than declared.", default=None
    )
    notifications: tuple[str, ...] = fact(
        "medium",
        "Somebody is told of every log file.",
        default=(),
        removal="take {added} out of the bucket's notifications: "
        "aws s3api put-bucket-notification-configuration --bucket {resource}",
    )

    @property
    def arn(self) -> str:
        """The ARN of the bucket; it names neither region nor account."""
        return f"arn:{self.account.partition}:s3:::{self.name}"


def bucket_policy(account: Account, bucket: str, trails: Delivering) -> PolicyDocument:
    """Lets these trails deliver, and everybody in by TLS only.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    arn = f"arn:{account.partition}:s3:::{bucket}"
    cloudtrail = service("cloudtrail.amazonaws.com")
    folders = [f"{arn}/{folder}*" for folder in trails.folders]
    insecure = {
        "Sid": "DenyInsecureTransport",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return PolicyDocument(
        (
            allow(
                "CloudTrailAclCheck",
                "s3:GetBucketAcl",
                arn,
                Principal=cloudtrail,
                Condition=trails.condition(),
            ),
            allow(
                "CloudTrailWrite",
                "s3:PutObject",
                folders[0] if len(folders) == 1 else folders,
                Principal=cloudtrail,
                Condition=trails.condition(**{"s3:x-amz-acl": "bucket-owner-full-control"}),
            ),
            insecure,
        )
    )
