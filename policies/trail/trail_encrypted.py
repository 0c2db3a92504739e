"""Log files tell who may do what in an account; a customer managed key decides who reads them.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
"""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_TRAIL_ENCRYPTED",
    "A trail encrypts its log files with a KMS key",
    every("aws_cloudtrail"),
    remedy="Set kms_key_id to a key that lets CloudTrail encrypt.",
    argument="kms_key_id",
)
def trail_encrypted(trail: Resource) -> str | None:
    return None if trail.text("kms_key_id") else "log files are not encrypted with a key of your own"
