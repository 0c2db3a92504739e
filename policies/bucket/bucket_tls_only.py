"""A bucket's policy denies what comes without TLS, to everybody and for every action.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
"""

from __future__ import annotations

from policies.bucket import trail_buckets
from policies.rule import rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_BUCKET_TLS_ONLY",
    "A trail's bucket denies requests without TLS",
    trail_buckets,
    remedy="Deny s3:* to * on the bucket and its objects under the condition Bool aws:SecureTransport false.",
    argument="policy",
)
def bucket_tls_only(bucket: Resource) -> str | None:
    for statement in bucket.policy():
        denies_all = statement.effect == "Deny" and statement.is_for_everybody and "s3:*" in statement.actions
        whole = any(resource.endswith("/*") for resource in statement.resources)
        if denies_all and whole and statement.conditions == (("Bool", "aws:securetransport", ("false",)),):
            return None
    return "the bucket takes requests without TLS"
