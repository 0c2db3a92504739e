"""CloudTrail writes for every account: without aws:SourceArn somebody else's trail could deliver into this bucket.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from __future__ import annotations

from policies.bucket import trail_buckets
from policies.rule import rule
from policies.terraform import Resource, Statement


@rule(
    "TRAILBELL_BUCKET_TAKES_ONLY_ITS_TRAIL",
    "A trail's bucket lets CloudTrail write for this trail only",
    trail_buckets,
    remedy="Give every statement for cloudtrail.amazonaws.com the condition aws:SourceArn with the trail's ARN.",
    argument="policy",
)
def bucket_takes_only_its_trail(bucket: Resource) -> str | None:
    statements = [one for one in bucket.policy() if one.effect == "Allow"]
    if any(one.is_open for one in statements):
        return "the bucket's policy allows everybody"
    delivering = [one for one in statements if one.is_for("cloudtrail.amazonaws.com")]
    if not all(_only_for(bucket.terraform.every("aws_cloudtrail"), one) for one in delivering):
        return "CloudTrail may deliver here for trails that are not declared"
    if any(one.allows("s3:PutObject") for one in delivering):
        return None
    return "the bucket's policy does not let CloudTrail write"


def _only_for(trails: list[Resource], statement: Statement) -> bool:
    sources = statement.required("aws:SourceArn")
    return bool(sources) and all(any(trail.is_meant_by(source) for trail in trails) for source in sources)
