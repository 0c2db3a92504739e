"""Log files must not be deleted sooner than promised. TRAILBELL_BUCKET_RETENTION_DAYS says what is; else a year.

A year is what CIS, PCI DSS and checkov's own rule for log groups ask for.
"""

from __future__ import annotations

import os

from policies.bucket import trail_buckets
from policies.rule import rule
from policies.terraform import Resource

PROMISE = "TRAILBELL_BUCKET_RETENTION_DAYS"
YEAR = "365"
EXPIRATIONS = (("expiration", "days"), ("noncurrent_version_expiration", "noncurrent_days"))


@rule(
    "TRAILBELL_BUCKET_KEEPS_FILES",
    "A trail's bucket keeps log files as long as promised",
    trail_buckets,
    remedy="Let the lifecycle rules expire objects later.",
    argument="rule.expiration.days",
)
def bucket_keeps_files(bucket: Resource) -> str | None:
    promised = float(os.environ.get(PROMISE) or YEAR)
    days = [
        expiration.number(argument)
        for lifecycle in bucket.beside("aws_s3_bucket_lifecycle_configuration")
        for one in lifecycle.blocks("rule")
        for block, argument in EXPIRATIONS
        for expiration in one.blocks(block)
    ]
    soonest = min((day for day in days if day), default=promised)
    return f"log files are deleted after {soonest:g} days, promised are {promised:g}" if soonest < promised else None
