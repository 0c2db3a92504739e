"""Read the bucket back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from pipeline.bucket import PUBLIC_ACCESS_BLOCK, Bucket
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from validators.reading import Unread, attempt
from validators.session import Session

PERMISSIONS = (
    "s3:ListBucket",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetLifecycleConfiguration",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketNotification",
)


def read(session: Session, desired: Pipeline) -> Iterator[Bucket]:
    """The bucket of that name, if it is there and this account's own."""
    if desired.bucket is None or not is_there(session, name := desired.bucket.name):
        return
    key_arn = desired.bucket.kms_key_arn
    prefix = desired.trail.key_prefix
    asked = (_policy, public_access_block, _versioning, _encryption, _ownership, object_lock)
    session.ahead(*(partial(one, session, name) for one in asked))
    session.ahead(lambda: [*notifications(session, name)], lambda: [*_rules(session, name, prefix)])
    yield Bucket(
        account=session.account,
        name=name,
        policy=attempt(lambda: _policy(session, name)),
        public_access_block=attempt(lambda: public_access_block(session, name)),
        versioning=attempt(lambda: _versioning(session, name)),
        sse_algorithm=attempt(lambda: _encryption(session, name).get("SSEAlgorithm", "")),
        kms_key_arn=attempt(lambda: session.alias_of(key_arn, _encryption(session, name).get("KMSMasterKeyID"))),
        object_ownership=attempt(lambda: _ownership(session, name)),
        object_lock=attempt(lambda: object_lock(session, name)),
        notifications=attempt(lambda: tuple(sorted(notifications(session, name)))),
        **_expirations(session, name, prefix),
    )


def is_there(session: Session, name: str) -> bool:
    """Whether there is such a bucket in the account; raises CallFailed where it is another account's."""
    owner = {"ExpectedBucketOwner": session.account.id}
    return session.find("s3", "head_bucket", ("404", "NoSuchBucket"), Bucket=name, **owner) is not None


def _get(session: Session, name: str, operation: str, *missing: str) -> dict[str, Any]:
    return session.find("s3", operation, missing, Bucket=name) or {}


def _policy(session: Session, name: str) -> PolicyDocument | None:
    text = _get(session, name, "get_bucket_policy", "NoSuchBucketPolicy").get("Policy")
    return PolicyDocument.parse(text) if text else None


def public_access_block(session: Session, name: str) -> tuple[str, ...]:
    """The settings of the bucket's own block that are on."""
    answer = _get(session, name, "get_public_access_block", "NoSuchPublicAccessBlockConfiguration")
    settings = answer.get("PublicAccessBlockConfiguration", {})
    return tuple(setting for setting in PUBLIC_ACCESS_BLOCK if settings.get(setting))


def _versioning(session: Session, name: str) -> bool:
    return bool(_get(session, name, "get_bucket_versioning").get("Status") == "Enabled")


def _encryption(session: Session, name: str) -> dict[str, str]:
    answer = _get(session, name, "get_bucket_encryption", "ServerSideEncryptionConfigurationNotFoundError")
    rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules", ())
    return next((rule.get("ApplyServerSideEncryptionByDefault", {}) for rule in rules), {})


def _ownership(session: Session, name: str) -> str:
    answer = _get(session, name, "get_bucket_ownership_controls", "OwnershipControlsNotFoundError")
    rules = answer.get("OwnershipControls", {}).get("Rules", ())
    return next((rule["ObjectOwnership"] for rule in rules), "")


def object_lock(session: Session, name: str) -> str | None:
    """Mode and time of the default retention, or just that locking is on."""
    answer = _get(session, name, "get_object_lock_configuration", "ObjectLockConfigurationNotFoundError")
    configuration = answer.get("ObjectLockConfiguration", {})
    if configuration.get("ObjectLockEnabled") != "Enabled":
        return None
    retention = configuration.get("Rule", {}).get("DefaultRetention", {})
    time = f"{retention['Days']} days" if "Days" in retention else f"{retention.get('Years')} years"
    return f"{retention['Mode']} {time}" if retention else "enabled"


def notifications(session: Session, name: str) -> Iterator[str]:
    """Who is told of log files: ARNs of topics, queues and functions, and EventBridge."""
    answer = _get(session, name, "get_bucket_notification_configuration")
    for kind in ("Topic", "Queue", "LambdaFunction"):
        for one in answer.get(f"{kind}Configurations", ()):
            yield one[f"{kind}Arn"]
    if "EventBridgeConfiguration" in answer:
        yield "EventBridge"


def _expirations(session: Session, name: str, prefix: str) -> dict[str, Any]:
    """The soonest deletion by any rule that is on and touches log files: one that somebody added counts as well."""
    rules = attempt(lambda: [*_rules(session, name, prefix)])
    if isinstance(rules, Unread):
        return dict.fromkeys(("expiration_days", "noncurrent_expiration_days", "expiration_dates"), rules)
    current = [rule.get("Expiration", {}) for rule in rules]
    noncurrent = [rule.get("NoncurrentVersionExpiration", {}) for rule in rules]
    return {
        "expiration_days": min((one["Days"] for one in current if "Days" in one), default=None),
        "noncurrent_expiration_days": min(
            (one["NoncurrentDays"] for one in noncurrent if "NoncurrentDays" in one), default=None
        ),
        "expiration_dates": tuple(sorted(f"{one['Date']:%Y-%m-%d}" for one in current if "Date" in one)),
    }


def _rules(session: Session, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
    """The lifecycle rules that are on and whose prefix is, or is under, or is above, that of the log files."""
    log_files = f"{prefix}/AWSLogs/" if prefix else "AWSLogs/"
    answer = _get(session, bucket, "get_bucket_lifecycle_configuration", "NoSuchLifecycleConfiguration")
    for rule in answer.get("Rules", ()):
        filter_ = rule.get("Filter", {})
        of_rule = rule.get("Prefix") or filter_.get("Prefix") or filter_.get("And", {}).get("Prefix") or ""
        if rule.get("Status") == "Enabled" and (log_files.startswith(of_rule) or of_rule.startswith(log_files)):
            yield rule
