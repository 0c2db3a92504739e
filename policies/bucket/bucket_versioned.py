"""With versions a log file that is overwritten or deleted is still there; without them it is gone."""

from __future__ import annotations

from policies.bucket import trail_buckets
from policies.rule import rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_BUCKET_VERSIONED",
    "A trail's bucket keeps versions",
    trail_buckets,
    remedy="Add aws_s3_bucket_versioning for this bucket with the status Enabled.",
    argument="versioning_configuration.status",
)
def bucket_versioned(bucket: Resource) -> str | None:
    beside = bucket.beside("aws_s3_bucket_versioning")
    states = [block.text("status") for one in beside for block in one.blocks("versioning_configuration")]
    inside = any(block.yes("enabled") for block in bucket.blocks("versioning"))
    return None if "Enabled" in states or inside else "the bucket keeps no versions"
