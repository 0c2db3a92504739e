"""The bucket of a pipeline."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from imports.aws.s3_bucket import S3Bucket
from imports.aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
)
from imports.aws.s3_bucket_ownership_controls import S3BucketOwnershipControls, S3BucketOwnershipControlsRule
from imports.aws.s3_bucket_policy import S3BucketPolicy
from imports.aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from imports.aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from imports.aws.s3_bucket_versioning import S3BucketVersioningA, S3BucketVersioningVersioningConfiguration
from modules.key import key_arn
from modules.literal import literal
from pipeline import bucket

ABORT_UPLOAD_DAYS = 7


class Bucket(Construct):
    """A private bucket for log files, with everything S3 keeps beside it.

    >>> Bucket(stack, "bucket", pipeline.bucket)
    """

    def __init__(self, scope: Construct, id: str, part: bucket.Bucket, *, key: str | None = None) -> None:
        super().__init__(scope, id)
        self._bucket = S3Bucket(self, "Resource", bucket=part.name)
        block = self._block(part)
        versioning = self._versioning(part)
        self._encrypt(part, key_arn(self, part.kms_key_arn, key))
        self._expire(part, versioning)
        S3BucketOwnershipControls(
            self,
            "ownership",
            bucket=self._bucket.id,
            rule=S3BucketOwnershipControlsRule(object_ownership=part.object_ownership),
        )
        self.ready: Sequence[ITerraformDependable] = (self._bucket,)
        if part.policy is not None:
            # S3 refuses to change the policy and the public access block of one bucket at the same time.
            policy = S3BucketPolicy(
                self, "policy", bucket=self._bucket.id, policy=literal(part.policy.json()), depends_on=[block]
            )
            self.ready = (policy,)

    def _block(self, part: bucket.Bucket) -> S3BucketPublicAccessBlock:
        return S3BucketPublicAccessBlock(
            self,
            "public-access-block",
            bucket=self._bucket.id,
            block_public_acls="BlockPublicAcls" in part.public_access_block,
            block_public_policy="BlockPublicPolicy" in part.public_access_block,
            ignore_public_acls="IgnorePublicAcls" in part.public_access_block,
            restrict_public_buckets="RestrictPublicBuckets" in part.public_access_block,
        )

    def _versioning(self, part: bucket.Bucket) -> S3BucketVersioningA:
        status = "Enabled" if part.versioning else "Suspended"
        configuration = S3BucketVersioningVersioningConfiguration(status=status)
        return S3BucketVersioningA(self, "versioning", bucket=self._bucket.id, versioning_configuration=configuration)

    def _encrypt(self, part: bucket.Bucket, arn: str | None) -> None:
        default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
            sse_algorithm=part.sse_algorithm, kms_master_key_id=arn
        )
        rule = S3BucketServerSideEncryptionConfigurationRuleA(
            apply_server_side_encryption_by_default=default, bucket_key_enabled=True if arn else None
        )
        S3BucketServerSideEncryptionConfigurationA(self, "encryption", bucket=self._bucket.id, rule=[rule])

    def _expire(self, part: bucket.Bucket, versioning: S3BucketVersioningA) -> None:
        if part.expiration_days is None:
            return
        noncurrent = part.noncurrent_expiration_days
        rule = S3BucketLifecycleConfigurationRule(
            id="expire",
            status="Enabled",
            filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
            expiration=[S3BucketLifecycleConfigurationRuleExpiration(days=part.expiration_days)],
            noncurrent_version_expiration=[
                S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(noncurrent_days=noncurrent)
            ]
            if noncurrent is not None
            else None,
            abort_incomplete_multipart_upload=[
                S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
                    days_after_initiation=ABORT_UPLOAD_DAYS
                )
            ],
        )
        S3BucketLifecycleConfiguration(self, "lifecycle", bucket=self._bucket.id, rule=[rule], depends_on=[versioning])
