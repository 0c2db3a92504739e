"""AWS refuses names that are too long or hold other characters, some of them only when half of it is deployed.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html and the API reference of each service.
"""

from __future__ import annotations

import re

from policies.rule import every, rule
from policies.terraform import Resource, is_reference

LIMITS = {
    "aws_cloudtrail": ("name", r"[A-Za-z0-9]([._-]?[A-Za-z0-9])+", 128),
    "aws_cloudwatch_log_group": ("name", r"[\w./#-]+", 512),
    "aws_cloudwatch_log_metric_filter": ("name", r"[^:*]+", 512),
    "aws_cloudwatch_metric_alarm": ("alarm_name", r".+", 255),
    "aws_iam_role": ("name", r"[\w+=,.@-]+", 64),
    "aws_kms_alias": ("name", r"alias/(?!aws/)[\w/-]+", 256),
    "aws_s3_bucket": ("bucket", r"(?!xn--|sthree-)[a-z0-9](?!.*(\.\.|-s3alias$))[a-z0-9.-]+[a-z0-9]", 63),
    "aws_sns_topic": ("name", r"[\w-]+(\.fifo)?", 256),
    "aws_sqs_queue": ("name", r"[\w-]+(\.fifo)?", 80),
}
"""Type to the argument, the characters and the greatest length of its name."""


@rule(
    "TRAILBELL_NAMES_WITHIN_LIMITS",
    "Names are such as AWS takes",
    every(*LIMITS),
    remedy="Choose a shorter or a plainer name.",
    argument="name",
)
def names_within_limits(resource: Resource) -> str | None:
    argument, characters, longest = LIMITS[resource.type]
    name = resource.text(argument)
    if not name or is_reference(name) or "${" in name:
        return None  # AWS or Terraform makes one up
    if len(name) > longest:
        return f"the name {name} has {len(name)} characters, {longest} are allowed"
    return None if re.fullmatch(characters, name, re.ASCII) else f"the name {name} holds what AWS does not allow there"
