import dataclasses

import pytest

from modules.bucket import Bucket
from pipeline import bucket
from pipeline.account import Account
from pipeline.delivering import in_account
from tests.modules.synthesis import Terraform, alone, the

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
TRAIL = ACCOUNT.arn("cloudtrail", "trail/trailbell")

PART = bucket.Bucket(
    account=ACCOUNT,
    name="logs",
    policy=bucket.bucket_policy(ACCOUNT, "logs", in_account(ACCOUNT, TRAIL)),
    kms_key_arn=ACCOUNT.arn("kms", "alias/trailbell"),
    expiration_days=400,
    noncurrent_expiration_days=400,
)


def written(part: bucket.Bucket = PART, key: str | None = None) -> Terraform:
    return alone(lambda stack: Bucket(stack, "bucket", part, key=key))


@pytest.fixture(scope="module")
def whole() -> Terraform:
    return written()


def of(whole: Terraform, kind: str) -> Terraform:
    resource = the(whole, "resource", f"aws_s3_bucket{kind}")
    return {name: value for name, value in resource.items() if name not in ("bucket", "depends_on")}


def test_a_bucket_stands_alone_with_all_that_s3_keeps_beside_it(whole: Terraform) -> None:
    assert the(whole, "resource", "aws_s3_bucket") == {"bucket": "logs"}
    assert set(whole["resource"]) == {
        "aws_s3_bucket",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
    }


def test_everything_beside_a_bucket_belongs_to_it(whole: Terraform) -> None:
    (name,) = whole["resource"]["aws_s3_bucket"]
    beside = {kind: the(whole, "resource", kind)["bucket"] for kind in whole["resource"] if kind != "aws_s3_bucket"}
    assert set(beside.values()) == {f"${{aws_s3_bucket.{name}.id}}"}


def test_old_log_files_expire_with_all_their_versions(whole: Terraform) -> None:
    assert of(whole, "_lifecycle_configuration")["rule"] == [
        {
            "id": "expire",
            "status": "Enabled",
            "filter": [{"prefix": ""}],
            "expiration": [{"days": 400}],
            "noncurrent_version_expiration": [{"noncurrent_days": 400}],
            "abort_incomplete_multipart_upload": [{"days_after_initiation": 7}],
        }
    ]


def test_old_versions_may_be_kept_for_another_time_or_for_ever() -> None:
    def rule(days: int | None) -> Terraform:
        whole = written(dataclasses.replace(PART, noncurrent_expiration_days=days))
        (found,) = of(whole, "_lifecycle_configuration")["rule"]
        return dict(found)

    assert rule(30)["noncurrent_version_expiration"] == [{"noncurrent_days": 30}]
    assert "noncurrent_version_expiration" not in rule(None)


def test_without_a_term_nothing_expires() -> None:
    part = dataclasses.replace(PART, expiration_days=None)
    assert "aws_s3_bucket_lifecycle_configuration" not in written(part)["resource"]


def test_nothing_of_a_bucket_is_public(whole: Terraform) -> None:
    assert of(whole, "_public_access_block") == {
        "block_public_acls": True,
        "block_public_policy": True,
        "ignore_public_acls": True,
        "restrict_public_buckets": True,
    }


def test_each_public_access_setting_is_written_by_itself() -> None:
    part = dataclasses.replace(PART, public_access_block=("IgnorePublicAcls",))
    assert of(written(part), "_public_access_block") == {
        "block_public_acls": False,
        "block_public_policy": False,
        "ignore_public_acls": True,
        "restrict_public_buckets": False,
    }


def test_a_bucket_keeps_versions_and_has_one_owner(whole: Terraform) -> None:
    assert of(whole, "_versioning") == {"versioning_configuration": {"status": "Enabled"}}
    assert of(whole, "_ownership_controls") == {"rule": {"object_ownership": "BucketOwnerEnforced"}}


def test_versions_can_be_suspended() -> None:
    part = dataclasses.replace(PART, versioning=False)
    assert of(written(part), "_versioning") == {"versioning_configuration": {"status": "Suspended"}}


def test_a_bucket_alone_finds_its_key_by_the_alias(whole: Terraform) -> None:
    assert the(whole, "data", "aws_kms_alias") == {"name": "alias/trailbell"}
    (name,) = whole["data"]["aws_kms_alias"]
    assert of(whole, "_server_side_encryption_configuration")["rule"] == [
        {
            "apply_server_side_encryption_by_default": {
                "sse_algorithm": "aws:kms",
                "kms_master_key_id": f"${{data.aws_kms_alias.{name}.target_key_arn}}",
            },
            "bucket_key_enabled": True,
        }
    ]


def test_a_bucket_takes_the_key_that_it_is_given() -> None:
    whole = written(key="arn:key")
    assert "data" not in whole
    (rule,) = of(whole, "_server_side_encryption_configuration")["rule"]
    assert rule["apply_server_side_encryption_by_default"]["kms_master_key_id"] == "arn:key"


def test_a_bucket_without_key_is_encrypted_by_s3_even_beside_a_key() -> None:
    part = dataclasses.replace(PART, sse_algorithm="AES256", kms_key_arn=None)
    assert of(written(part, key="arn:key"), "_server_side_encryption_configuration")["rule"] == [
        {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}
    ]


def test_the_policy_is_written_after_public_access_is_blocked(whole: Terraform) -> None:
    assert PART.policy is not None
    policy = the(whole, "resource", "aws_s3_bucket_policy")
    (block,) = whole["resource"]["aws_s3_bucket_public_access_block"]
    assert policy["policy"] == PART.policy.json()
    assert policy["depends_on"] == [f"aws_s3_bucket_public_access_block.{block}"]


def test_a_bucket_can_do_without_a_policy() -> None:
    assert "aws_s3_bucket_policy" not in written(dataclasses.replace(PART, policy=None))["resource"]
