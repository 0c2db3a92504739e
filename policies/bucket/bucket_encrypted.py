"""Log files are encrypted by default with a KMS key, so that to read them takes a permission of its own.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
"""

from __future__ import annotations

from policies.bucket import trail_buckets
from policies.rule import rule
from policies.terraform import Resource

KMS = ("aws:kms", "aws:kms:dsse")


@rule(
    "TRAILBELL_BUCKET_ENCRYPTED",
    "A trail's bucket encrypts with a KMS key",
    trail_buckets,
    remedy="Add aws_s3_bucket_server_side_encryption_configuration for this bucket with sse_algorithm aws:kms.",
    argument="rule.apply_server_side_encryption_by_default.sse_algorithm",
)
def bucket_encrypted(bucket: Resource) -> str | None:
    algorithms = [
        default.text("sse_algorithm")
        for configuration in bucket.beside("aws_s3_bucket_server_side_encryption_configuration")
        for one in configuration.blocks("rule")
        for default in one.blocks("apply_server_side_encryption_by_default")
    ]
    if any(algorithm in KMS for algorithm in algorithms):
        return None
    return f"the bucket encrypts with {algorithms[0]}" if algorithms else "the bucket has no encryption of its own"
