"""Faults of the bucket: rows 83 to 89 of docs/faults.yaml."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.bucket import PUBLIC_ACCESS_BLOCK
from tests.validators.designed import needed
from tests.validators.faults.told import brief, findings, told
from tests.validators.recorded import Recorded
from tests.validators.sandboxed import SandboxedAccount
from validators.local_endpoint import reach_by_address

PUBLIC = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}'
RULE: dict[str, Any] = {
    "ID": "expire",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "Expiration": {"Days": 800},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 800},
}


def s3(account: SandboxedAccount, operation: str, **parameters: Any) -> None:
    getattr(account.client("s3"), operation)(Bucket=needed(account.pipeline.bucket).name, **parameters)


def add_rule(account: SandboxedAccount, **rule: Any) -> None:
    added = {"ID": "added", "Status": "Enabled", "Filter": {"Prefix": "AWSLogs/"}, **rule}
    s3(account, "put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": [RULE, added]})


@pytest.mark.fault(83)
def test_removed_policy(deployed: SandboxedAccount) -> None:
    s3(deployed, "delete_bucket_policy")
    assert ("changed", "bucket", "policy") in told(deployed)


@pytest.mark.fault(83)
def test_policy_of_somebody_else(deployed: SandboxedAccount) -> None:
    s3(deployed, "put_bucket_policy", Policy=PUBLIC)
    assert ("changed", "bucket", "policy") in told(deployed)


@pytest.mark.fault(84)
def test_deleted_bucket(deployed: SandboxedAccount) -> None:
    s3(deployed, "delete_bucket")
    assert told(deployed) == {("missing", "bucket", "")}


@pytest.mark.fault(85)
def test_nothing_blocks_public_access(deployed: SandboxedAccount) -> None:
    s3(deployed, "delete_public_access_block")
    assert told(deployed) == {
        ("changed", "bucket", "public_access_block"),
        ("unhealthy", "bucket", "public_access"),
    }


@pytest.mark.fault(85)
def test_only_the_account_blocks_public_access(deployed: SandboxedAccount) -> None:
    s3(deployed, "delete_public_access_block")
    s3control = deployed.client("s3control")
    reach_by_address(s3control)
    s3control.put_public_access_block(
        AccountId=deployed.pipeline.account.id,
        PublicAccessBlockConfiguration=dict.fromkeys(PUBLIC_ACCESS_BLOCK, True),
    )
    assert told(deployed) == {("changed", "bucket", "public_access_block")}


@pytest.mark.fault(86)
def test_suspended_versioning(deployed: SandboxedAccount) -> None:
    s3(deployed, "put_bucket_versioning", VersioningConfiguration={"Status": "Suspended"})
    assert told(deployed) == {("changed", "bucket", "versioning")}


@pytest.mark.fault(87)
def test_rule_that_deletes_early(deployed: SandboxedAccount) -> None:
    add_rule(deployed, Expiration={"Days": 1})
    found = findings(deployed)
    assert brief(found) == {("changed", "bucket", "expiration_days")}
    (finding,) = found
    assert (finding.expected, finding.observed) == (800, 1)


@pytest.mark.fault(87)
def test_rule_that_deletes_old_versions_early(deployed: SandboxedAccount) -> None:
    add_rule(deployed, NoncurrentVersionExpiration={"NoncurrentDays": 1})
    assert told(deployed) == {("changed", "bucket", "noncurrent_expiration_days")}


@pytest.mark.fault(87)
def test_rule_that_deletes_on_a_day(deployed: SandboxedAccount) -> None:
    add_rule(deployed, Expiration={"Date": datetime(2027, 1, 1, tzinfo=UTC)})
    found = findings(deployed)
    assert brief(found) == {("changed", "bucket", "expiration_dates")}
    (finding,) = found
    assert finding.observed == ("2027-01-01",)


@pytest.mark.fault(88)
def test_object_lock_encryption_and_ownership(deployed: SandboxedAccount) -> None:
    retention = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}
    s3(
        deployed,
        "put_object_lock_configuration",
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": retention},
    )
    default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3(deployed, "put_bucket_encryption", ServerSideEncryptionConfiguration={"Rules": [default]})
    s3(
        deployed,
        "put_bucket_ownership_controls",
        OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
    )
    assert told(deployed) == {
        ("changed", "bucket", "object_lock"),
        ("changed", "bucket", "sse_algorithm"),
        ("changed", "bucket", "kms_key_arn"),
        ("changed", "bucket", "object_ownership"),
    }


@pytest.mark.fault(89)
def test_rogue_notification(deployed: SandboxedAccount) -> None:
    sqs = deployed.client("sqs")
    url = sqs.create_queue(QueueName="somebodys")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    queue = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}
    s3(deployed, "put_bucket_notification_configuration", NotificationConfiguration={"QueueConfigurations": [queue]})
    found = findings(deployed)
    assert brief(found) == {("unmanaged", "bucket", "notifications")}
    (finding,) = found
    assert finding.observed == (arn,)


def test_denied_look_at_the_accounts_block_is_unchecked_for_that_only(
    deployed: SandboxedAccount, recorded: Recorded
) -> None:
    s3(deployed, "delete_public_access_block")
    recorded.refuse("s3control", "GetPublicAccessBlock", "AccessDenied")
    assert told(deployed) == {
        ("unchecked", "bucket", "public access"),
        ("changed", "bucket", "public_access_block"),
    }
