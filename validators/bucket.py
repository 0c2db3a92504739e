"""Read the bucket back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.bucket import PUBLIC_ACCESS_BLOCK, Bucket
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from validators.reading import attempt
from validators.session import Session

PERMISSIONS = (
    "s3:ListBucket",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetLifecycleConfiguration",
)


def read(session: Session, desired: Pipeline) -> Iterator[Bucket]:
    """The bucket of that name, if it is there and this account's own."""
    name = desired.bucket.name
    owner = {"ExpectedBucketOwner": session.account.id}
    if session.find("s3", "head_bucket", ("404", "NoSuchBucket"), Bucket=name, **owner) is None:
        return
    yield Bucket(
        account=session.account,
        name=name,
        policy=attempt(lambda: _policy(session, name)),
        public_access_block=attempt(lambda: _public_access_block(session, name)),
        versioning=attempt(lambda: _get(session, name, "get_bucket_versioning").get("Status") == "Enabled"),
        sse_algorithm=attempt(lambda: _encryption(session, name).get("SSEAlgorithm", "")),
        kms_key_arn=attempt(
            lambda: session.alias_of(desired.bucket.kms_key_arn, _encryption(session, name).get("KMSMasterKeyID"))
        ),
        object_ownership=attempt(lambda: _ownership(session, name)),
        expiration_days=attempt(lambda: _expiration(session, name)),
    )


def _get(session: Session, name: str, operation: str, *missing: str) -> dict[str, Any]:
    return session.find("s3", operation, missing, Bucket=name) or {}


def _policy(session: Session, name: str) -> PolicyDocument | None:
    text = _get(session, name, "get_bucket_policy", "NoSuchBucketPolicy").get("Policy")
    return PolicyDocument.parse(text) if text else None


def _public_access_block(session: Session, name: str) -> tuple[str, ...]:
    answer = _get(session, name, "get_public_access_block", "NoSuchPublicAccessBlockConfiguration")
    settings = answer.get("PublicAccessBlockConfiguration", {})
    return tuple(setting for setting in PUBLIC_ACCESS_BLOCK if settings.get(setting))


def _encryption(session: Session, name: str) -> dict[str, str]:
    answer = _get(session, name, "get_bucket_encryption", "ServerSideEncryptionConfigurationNotFoundError")
    rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules", ())
    return next((rule.get("ApplyServerSideEncryptionByDefault", {}) for rule in rules), {})


def _ownership(session: Session, name: str) -> str:
    answer = _get(session, name, "get_bucket_ownership_controls", "OwnershipControlsNotFoundError")
    rules = answer.get("OwnershipControls", {}).get("Rules", ())
    return next((rule["ObjectOwnership"] for rule in rules), "")


def _expiration(session: Session, name: str) -> int | None:
    """The soonest expiration of any rule that is on: a rule somebody added counts as well."""
    answer = _get(session, name, "get_bucket_lifecycle_configuration", "NoSuchLifecycleConfiguration")
    rules = [rule for rule in answer.get("Rules", ()) if rule.get("Status") == "Enabled"]
    return min((rule["Expiration"]["Days"] for rule in rules if "Days" in rule.get("Expiration", {})), default=None)
