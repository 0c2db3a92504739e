import dataclasses

from modules.key import Key
from pipeline import key
from pipeline.account import Account
from pipeline.policy_document import PolicyDocument, allow
from tests.modules.synthesis import alone, the

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
POLICY = PolicyDocument((allow("Read", "kms:Decrypt", "*", Principal={"AWS": ACCOUNT.root_arn}),))
PART = key.Key(account=ACCOUNT, alias="alias/trailbell", policy=POLICY)


def test_a_key_stands_alone_with_its_alias() -> None:
    written = alone(lambda stack: Key(stack, "key", PART))
    assert the(written, "resource", "aws_kms_key") == {
        "description": "Encrypts the alerting pipeline trailbell",
        "policy": POLICY.json(),
        "is_enabled": True,
        "enable_key_rotation": True,
        "deletion_window_in_days": 30,
    }
    (name,) = written["resource"]["aws_kms_key"]
    assert the(written, "resource", "aws_kms_alias") == {
        "name": "alias/trailbell",
        "target_key_id": f"${{aws_kms_key.{name}.key_id}}",
    }


def test_a_policy_with_variables_reaches_aws_as_it_is_written() -> None:
    policy = PolicyDocument((allow("Own", "kms:Decrypt", "*", Condition={"StringEquals": {"a": "${aws:username}"}}),))
    part = dataclasses.replace(PART, policy=policy)
    written = the(alone(lambda stack: Key(stack, "key", part)), "resource", "aws_kms_key")["policy"]
    assert written == policy.json().replace("${", "$${")
    assert "${aws:username}" in policy.json()
