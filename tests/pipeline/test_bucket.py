import pytest

from pipeline.bucket import Bucket, bucket_policy
from pipeline.delivering import in_account
from tests.pipeline.partitions import ACCOUNTS


@pytest.mark.parametrize("partition", ACCOUNTS)
def test_one_trail_may_deliver_and_everybody_needs_tls(partition: str) -> None:
    account = ACCOUNTS[partition]
    trail = account.arn("cloudtrail", "trail/trailbell")
    check, write, insecure = bucket_policy(account, "logs", in_account(account, trail)).statements
    assert check == {
        "Sid": "CloudTrailAclCheck",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:GetBucketAcl",
        "Resource": f"arn:{partition}:s3:::logs",
        "Condition": {"StringEquals": {"aws:SourceArn": trail}},
    }
    assert write == {
        "Sid": "CloudTrailWrite",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:{partition}:s3:::logs/AWSLogs/111122223333/*",
        "Condition": {"StringEquals": {"aws:SourceArn": trail, "s3:x-amz-acl": "bucket-owner-full-control"}},
    }
    assert insecure == {
        "Sid": "DenyInsecureTransport",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:{partition}:s3:::logs", f"arn:{partition}:s3:::logs/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_a_bucket_is_private_versioned_and_encrypted_unless_said_otherwise() -> None:
    bucket = Bucket(account=ACCOUNTS["aws"], name="logs", policy=None, expiration_days=400)
    assert bucket.public_access_block == (
        "BlockPublicAcls",
        "BlockPublicPolicy",
        "IgnorePublicAcls",
        "RestrictPublicBuckets",
    )
    assert bucket.versioning
    assert bucket.sse_algorithm == "aws:kms"
    assert bucket.object_ownership == "BucketOwnerEnforced"


def test_the_arn_of_a_bucket_names_neither_region_nor_account() -> None:
    bucket = Bucket(account=ACCOUNTS["aws-cn"], name="logs", policy=None, expiration_days=None)
    assert bucket.arn == "arn:aws-cn:s3:::logs"
