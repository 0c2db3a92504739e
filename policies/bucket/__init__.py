"""Rules on the bucket that a trail delivers to."""

from __future__ import annotations

from policies.terraform import Resource, Terraform


def trail_buckets(terraform: Terraform) -> list[Resource]:
    """The buckets that trails deliver to; those that stand elsewhere are their owner's to judge."""
    return terraform.named_by_trails("s3_bucket_name", "aws_s3_bucket")
