"""The KMS key that encrypts everything of one pipeline: log files, log group, topics and dead letters.

One key, since whoever may read the alarms may read the trail they come from. AWS's own `alias/aws/sns` cannot be used:
its policy does not let CloudWatch publish, and alarms then vanish without an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.account import Account
from pipeline.delivering import Delivering, in_account
from pipeline.fact import fact
from pipeline.policy_document import PolicyDocument, Statement, allow, service

ADMINISTRATION = [
    "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey",
    "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus",
    "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy",
    "kms:RevokeGrant", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
]  # fmt: skip
"""What the account's own policies may grant; named one by one instead of kms:*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A customer managed key, known by its alias (`alias/...`); its id is AWS's own.

    One that was there before may be known by that id instead, as `key/...`.
    """

    account: Account
    alias: str
    policy: PolicyDocument = fact("critical", "A service in the chain may no longer use the key: it goes silent.")
    enabled: bool = fact("critical", "Nothing that the key encrypts can be written or read.", default=True)
    rotation: bool = fact("low", "The key material is no longer renewed every year.", default=True)

    @property
    def name(self) -> str:
        """The alias."""
        return self.alias

    @property
    def id(self) -> str:
        """What KMS takes for the key: the alias, or the key's own id."""
        return self.alias.removeprefix("key/")

    @property
    def arn(self) -> str:
        """The ARN of the alias; parts refer to the key by it."""
        return self.account.arn("kms", self.alias)


def in_policies(account: Account, alias: str) -> tuple[str, dict[str, Any]]:
    """What a policy names a key by: a resource and a condition. Only its own ARN names a key by itself.

    https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
    """
    if alias.startswith("key/"):
        return account.arn("kms", alias), {}
    return account.arn("kms", "key/*"), {"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}}


def key_policy(
    account: Account,
    trail_arn: str,
    log_group_arn: str | None,
    alarm_arns: str | None,
    topic_arns: str,
    *,
    trail_notifies: bool,
) -> PolicyDocument:
    """Who may use the key: the account's administrators, CloudTrail, CloudWatch Logs, CloudWatch and SNS.

    Without a log group or alarms their services may not.
    `trail_notifies` says that the trail publishes to a topic, too, which is encrypted with this key.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    """
    return PolicyDocument(
        (
            allow("Administration", ADMINISTRATION, "*", Principal={"AWS": account.root_arn}),
            allow("ReadLogFiles", "kms:Decrypt", "*", Principal={"AWS": account.root_arn}),
            *_cloudtrail(account, trail_arn),
            *([trails_publish({"StringEquals": {"aws:SourceArn": trail_arn}})] if trail_notifies else []),
            *([_logs(account, log_group_arn)] if log_group_arn else []),
            *([alarms_publish(account, alarm_arns)] if alarm_arns else []),
            _publish("SnsSendsDeadLetters", "sns.amazonaws.com", account, topic_arns),
        )
    )


def _cloudtrail(account: Account, trail_arn: str) -> tuple[Statement, Statement]:
    return trails_encrypt(account, in_account(account, trail_arn))


def trails_encrypt(account: Account, trails: Delivering) -> tuple[Statement, Statement]:
    """CloudTrail may encrypt log files with a key of this account, on behalf of these trails."""
    principal = service("cloudtrail.amazonaws.com")
    encrypt = ["kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:Decrypt"]
    contexts = [f"arn:{account.partition}:cloudtrail:*:{owner}:trail/*" for owner in trails.owners]
    condition, context = trails.condition(), "kms:EncryptionContext:aws:cloudtrail:arn"
    encrypting = {**condition, "StringLike": {context: contexts[0] if len(contexts) == 1 else contexts}}
    return (
        allow("CloudTrailEncrypts", encrypt, "*", Principal=principal, Condition=encrypting),
        allow("CloudTrailDescribes", "kms:DescribeKey", "*", Principal=principal, Condition=condition),
    )


def trails_publish(condition: Statement) -> Statement:
    """CloudTrail may publish to an encrypted topic, on behalf of the trails that the condition holds for.

    Beside CloudTrailEncrypts: SNS sets another encryption context than log files have.
    """
    principal = service("cloudtrail.amazonaws.com")
    return allow(
        "CloudTrailPublishes", ["kms:GenerateDataKey", "kms:Decrypt"], "*", Principal=principal, Condition=condition
    )


def senders_find(account: Account, trails: Delivering) -> tuple[Statement, ...]:
    """The accounts of these trails may look up the key by its alias: Terraform and the check need its ARN.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
    """
    senders = [f"arn:{account.partition}:iam::{owner}:root" for owner in trails.accounts if owner != account.id]
    if trails.organization is not None:
        condition = {"StringEquals": {"aws:PrincipalOrgID": trails.organization}}
        return (allow("SendersFindKey", "kms:DescribeKey", "*", Principal={"AWS": "*"}, Condition=condition),)
    return (allow("SendersFindKey", "kms:DescribeKey", "*", Principal={"AWS": senders}),) if senders else ()


def _logs(account: Account, log_group_arn: str) -> Statement:
    actions = [
        "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey",
    ]  # fmt: skip
    return allow(
        "LogGroupEncrypts",
        actions,
        "*",
        Principal=service(f"logs.{account.region}.{account.dns_suffix}"),
        Condition={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": log_group_arn}},
    )


def alarms_publish(account: Account, alarm_arns: str) -> Statement:
    """These alarms may publish to an encrypted topic."""
    return _publish("CloudWatchPublishes", "cloudwatch.amazonaws.com", account, alarm_arns)


def _publish(sid: str, principal: str, account: Account, source_arns: str) -> Statement:
    condition = {"StringEquals": {"aws:SourceAccount": account.id}, "ArnLike": {"aws:SourceArn": source_arns}}
    actions = ["kms:GenerateDataKey", "kms:Decrypt"]
    return allow(sid, actions, "*", Principal=service(principal), Condition=condition)
