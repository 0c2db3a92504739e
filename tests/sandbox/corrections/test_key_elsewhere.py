import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.local import Aws

OWNER, OTHER = "111122223333", "444455556666"


def policy(account: str) -> str:
    look = {"Effect": "Allow", "Action": "kms:DescribeKey", "Resource": "*"}
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{**look, "Principal": {"AWS": f"arn:aws:iam::{account}:root"}}]}
    )


def key(aws: Aws, account: str) -> tuple[str, str]:
    """The ARNs of a key that this account may look at, and of its alias."""
    kms = aws.client("kms", account=OWNER)
    made = kms.create_key(Policy=policy(account))["KeyMetadata"]
    kms.create_alias(AliasName="alias/shared", TargetKeyId=made["KeyId"])
    return made["Arn"], f"arn:aws:kms:us-east-1:{OWNER}:alias/shared"


def test_plain_moto_finds_no_key_of_another_account(plain: Aws) -> None:
    _, alias = key(plain, OTHER)
    with pytest.raises(ClientError, match="NotFoundException"):
        plain.client("kms", account=OTHER).describe_key(KeyId=alias)


def test_a_key_is_found_from_another_account_by_either_arn(corrected: Aws) -> None:
    arn, alias = key(corrected, OTHER)
    kms = corrected.client("kms", account=OTHER)
    assert [kms.describe_key(KeyId=name)["KeyMetadata"]["Arn"] for name in (arn, alias)] == [arn, arn]


def test_a_key_that_does_not_let_the_account_is_not_found(corrected: Aws) -> None:
    _, alias = key(corrected, "777788889999")
    with pytest.raises(ClientError, match="NotFoundException"):
        corrected.client("kms", account=OTHER).describe_key(KeyId=alias)


def test_a_key_of_the_account_itself_is_found_as_before(corrected: Aws) -> None:
    arn, alias = key(corrected, OWNER)
    assert corrected.client("kms", account=OWNER).describe_key(KeyId=alias)["KeyMetadata"]["Arn"] == arn
