"""Design what records and keeps events: key, trail, bucket, log group and delivery role."""

from __future__ import annotations

from pipeline.bucket import Bucket, bucket_policy
from pipeline.configuration import Configuration
from pipeline.delivering import in_account
from pipeline.key import Key, key_policy
from pipeline.log_group import DeliveryRole, LogGroup, delivery_policy, trust_policy
from pipeline.names import Names
from pipeline.routing import topic_arn
from pipeline.trail import Trail


def key(configuration: Configuration, names: Names) -> Key | None:
    """The customer managed key, where one is wanted."""
    if configuration.trail.encryption != "kms":
        return None
    policy = key_policy(
        names.account,
        names.trail_arn,
        names.log_group_arn if names.watched else None,
        names.alarm_arns,
        names.topic_arns,
        trail_notifies=configuration.trail.notify is not None,
    )
    return Key(account=names.account, alias=names.key, policy=policy)


def trail(configuration: Configuration, names: Names, key_arn: str | None) -> Trail:
    """The trail; `key_arn` is the ARN of the key's alias, here and below."""
    settings = configuration.trail
    return Trail(
        account=names.account,
        name=names.trail,
        multi_region=settings.multi_region,
        log_file_validation=settings.log_file_validation,
        bucket=names.bucket,
        key_prefix=names.key_prefix,
        log_group_arn=names.log_group_arn if names.watched else None,
        delivery_role_arn=names.account.role_arn(names.delivery_role) if names.watched else None,
        kms_key_arn=key_arn,
        topic_arn=_notified(configuration, names),
        insight_selectors=tuple(sorted({*settings.insights})),
    )


def _notified(configuration: Configuration, names: Names) -> str | None:
    """The topic that is told of every delivered log file."""
    if (name := configuration.trail.notify) is None:
        return None
    return topic_arn(names, name, configuration.destinations[name])


def bucket(configuration: Configuration, names: Names, key_arn: str | None) -> Bucket:
    """The bucket of the trail's log files."""
    trails = in_account(names.account, names.trail_arn, names.key_prefix)
    return Bucket(
        account=names.account,
        name=names.bucket,
        policy=bucket_policy(names.account, names.bucket, trails),
        sse_algorithm="aws:kms" if key_arn else "AES256",
        kms_key_arn=key_arn,
        expiration_days=configuration.trail.retention_days.bucket,
        noncurrent_expiration_days=configuration.trail.retention_days.bucket,
    )


def log_group(configuration: Configuration, names: Names, key_arn: str | None) -> LogGroup | None:
    """The log group that the trail delivers to, where alerts count its events."""
    if not names.watched:
        return None
    return LogGroup(
        account=names.account,
        name=names.log_group,
        retention_days=configuration.trail.retention_days.logs,
        kms_key_arn=key_arn,
    )


def delivery_role(names: Names) -> DeliveryRole | None:
    """The role by which CloudTrail delivers there."""
    if not names.watched:
        return None
    policy = delivery_policy(names.account, names.log_group_arn)
    return DeliveryRole(
        account=names.account,
        name=names.delivery_role,
        trust_policy=trust_policy(),
        inline_policies=(("deliver", policy),),
    )
