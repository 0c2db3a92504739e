"""What owners make by hand before Trailbell comes: the existing parts of a designed pipeline, each as AWS's guides say.

Nothing of it has Trailbell's own policies: those of AWS's guides must do.
"""

from __future__ import annotations

import contextlib
import json
from typing import Any

from pipeline.account import Account
from pipeline.bucket import PUBLIC_ACCESS_BLOCK
from pipeline.pipeline import Pipeline
from tests.validators.deployment import Client


def build(pipeline: Pipeline, client: Client) -> None:
    """Every existing part of the pipeline, in the order in which they need each other."""
    if pipeline.key and pipeline.exists(pipeline.key):
        build_key(pipeline, client)
    if pipeline.log_group and pipeline.exists(pipeline.log_group):
        client("logs").create_log_group(logGroupName=pipeline.log_group.name)
    if pipeline.delivery_role and pipeline.exists(pipeline.delivery_role):
        build_role(pipeline, client)
    if pipeline.bucket and pipeline.exists(pipeline.bucket):
        build_bucket(pipeline, client, pipeline.bucket.name)
    if pipeline.exists(pipeline.trail):
        build_trail(pipeline, client)


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


def build_key(pipeline: Pipeline, client: Client) -> None:
    """A key that AWS's services may use: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"""
    assert pipeline.key
    made = client("kms").create_key(Policy=key_policy(pipeline.account))["KeyMetadata"]
    client("kms").create_alias(AliasName=pipeline.key.alias, TargetKeyId=made["KeyId"])


def key_policy(account: Account) -> str:
    services = ["cloudwatch.amazonaws.com", "sns.amazonaws.com", "cloudtrail.amazonaws.com",
                f"logs.{account.region}.amazonaws.com"]  # fmt: skip
    return document(
        {"Effect": "Allow", "Principal": {"AWS": account.root_arn}, "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"Service": services}, "Resource": "*",
         "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]},
    )  # fmt: skip


def build_role(pipeline: Pipeline, client: Client) -> None:
    """As the console does it: with an attached policy of its own.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    assert pipeline.delivery_role
    path, _, name = pipeline.delivery_role.name.rpartition("/")
    trust = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "sts:AssumeRole"}
    iam = client("iam")
    iam.create_role(RoleName=name, Path=f"/{path}/" if path else "/", AssumeRolePolicyDocument=document(trust))
    account = pipeline.account
    stream = f"{pipeline.log_group.arn}:log-stream:{account.id}_CloudTrail_{account.region}*"
    writes = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": [stream]}
    made = iam.create_policy(PolicyName=f"{name}-writes", PolicyDocument=document(writes))
    iam.attach_role_policy(RoleName=name, PolicyArn=made["Policy"]["Arn"])


def build_bucket(pipeline: Pipeline, client: Client, name: str) -> None:
    """A bucket with the policy of CloudTrail's guide, which need not name the trail.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    account, s3 = pipeline.account, client("s3")
    # us-east-1 is no location constraint.
    where = {"CreateBucketConfiguration": {"LocationConstraint": account.region}}
    s3.create_bucket(Bucket=name, **(where if account.region != "us-east-1" else {}))
    folder = pipeline.trail.key_prefix if pipeline.bucket else ""
    arn, under = f"arn:{account.partition}:s3:::{name}", f"{folder}/" if folder else ""
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    owned = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
    policy = document(
        {"Effect": "Allow", "Principal": cloudtrail, "Action": "s3:GetBucketAcl", "Resource": arn},
        {"Effect": "Allow", "Principal": cloudtrail, "Action": "s3:PutObject", "Condition": owned,
         "Resource": f"{arn}/{under}AWSLogs/{account.id}/*"},
    )  # fmt: skip
    s3.put_bucket_policy(Bucket=name, Policy=policy)
    block = dict.fromkeys(PUBLIC_ACCESS_BLOCK, True)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)


def build_trail(pipeline: Pipeline, client: Client, **different: Any) -> None:
    """A trail of all regions that sends to the log group; its bucket and role are its own where nobody named them."""
    part = pipeline.trail
    bucket = pipeline.bucket.name if pipeline.bucket else f"trails-own-{part.account.id}"
    if not pipeline.bucket:
        with contextlib.suppress(client("s3").exceptions.BucketAlreadyOwnedByYou):
            build_bucket(pipeline, client, bucket)
    role = pipeline.delivery_role.arn if pipeline.delivery_role else part.account.role_arn("TrailsOwn")
    sends = pipeline.log_group and pipeline.exists(pipeline.log_group)
    settings = {
        "Name": part.name,
        "S3BucketName": bucket,
        "S3KeyPrefix": part.key_prefix if pipeline.bucket else "",
        "IsMultiRegionTrail": True,
        "EnableLogFileValidation": True,
        "CloudWatchLogsLogGroupArn": f"{part.log_group_arn}:*" if sends else None,
        "CloudWatchLogsRoleArn": role if sends else None,
        **different,
    }
    given = {name: value for name, value in settings.items() if value not in (None, "")}
    client("cloudtrail").create_trail(**given)
    client("cloudtrail").start_logging(Name=part.arn)
