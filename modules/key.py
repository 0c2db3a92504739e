"""The KMS key of a pipeline."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformProvider
from constructs import Construct

from imports.aws.data_aws_kms_alias import DataAwsKmsAlias
from imports.aws.data_aws_kms_key import DataAwsKmsKey
from imports.aws.kms_alias import KmsAlias
from imports.aws.kms_key import KmsKey
from modules.literal import literal
from pipeline import key

DELETION_WINDOW_DAYS = 30


class Key(Construct):
    """A customer managed key and its alias.

    >>> Key(stack, "key", pipeline.key)

    `arn` is the key's ARN as a Terraform token, for the constructs that encrypt with it.
    """

    def __init__(self, scope: Construct, id: str, part: key.Key) -> None:
        super().__init__(scope, id)
        resource = KmsKey(
            self,
            "Resource",
            description=f"Encrypts the alerting pipeline {part.alias.removeprefix('alias/')}",
            policy=literal(part.policy.json()),
            is_enabled=part.enabled,
            enable_key_rotation=part.rotation,
            deletion_window_in_days=DELETION_WINDOW_DAYS,
        )
        alias = KmsAlias(self, "alias", name=part.alias, target_key_id=resource.key_id)
        self.arn: str = resource.arn
        self.ready: Sequence[ITerraformDependable] = (resource, alias)


def key_arn(scope: Construct, alias_arn: str | None, given: str | None) -> str | None:
    """The ARN of the key behind an alias: the given token, or looked up in the account; None without an alias.

    The ARN of a key itself is taken as it is.
    """
    if alias_arn is None or given is not None:
        return given if alias_arn else None
    if ":alias/" not in alias_arn:
        return alias_arn
    arn: str = DataAwsKmsAlias(scope, "key", name=f"alias/{alias_arn.partition(':alias/')[2]}").target_key_arn
    return arn


def key_arn_elsewhere(scope: Construct, alias_arn: str, provider: TerraformProvider | None) -> str:
    """The ARN of the key behind an alias of another account, which must allow this one to look.

    KMS answers for keys of its own Region only, so `provider` is one of that Region where it is not the account's.
    """
    arn: str = DataAwsKmsKey(scope, "key", key_id=alias_arn, provider=provider).arn
    return arn
