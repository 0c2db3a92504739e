"""S3 Block Public Access keeps a later policy or access list from opening the log files to the world.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

from policies.bucket import trail_buckets
from policies.rule import rule
from policies.terraform import Resource

SETTINGS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


@rule(
    "TRAILBELL_BUCKET_PRIVATE",
    "A trail's bucket blocks public access, all of it",
    trail_buckets,
    remedy="Add aws_s3_bucket_public_access_block for this bucket with all four settings true.",
)
def bucket_private(bucket: Resource) -> str | None:
    blocks = bucket.beside("aws_s3_bucket_public_access_block")
    off = [setting for setting in SETTINGS if not any(block.yes(setting) for block in blocks)]
    return f"not set: {', '.join(off)}" if off else None
