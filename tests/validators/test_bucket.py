from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.bucket import Bucket
from pipeline.fact import facts
from tests.validators.deployment import deploy_bucket, deploy_key, put_encryption, put_expiration
from tests.validators.designed import WITHOUT_KEY, designed, differing, needed
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import bucket
from validators.reading import CallFailed, Unread

EXPIRATIONS = {"expiration_days", "noncurrent_expiration_days", "expiration_dates"}
POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}'
)


def wanted(account: SandboxedAccount) -> Bucket:
    return needed(account.pipeline.bucket)


@pytest.fixture
def deployed(account: SandboxedAccount) -> SandboxedAccount:
    """The account with key and bucket."""
    assert account.pipeline.key is not None
    deploy_bucket(wanted(account), account.client, deploy_key(account.pipeline.key, account.client))
    return account


def read(account: SandboxedAccount) -> Bucket:
    (observed,) = bucket.read(account.session(), account.pipeline)
    return observed


def s3(operation: str, **parameters: Any) -> Callable[[SandboxedAccount], object]:
    return lambda account: getattr(account.client("s3"), operation)(Bucket=wanted(account).name, **parameters)


def encrypt(**default: str) -> Callable[[SandboxedAccount], object]:
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    return s3("put_bucket_encryption", ServerSideEncryptionConfiguration=rules)


def another_key(account: SandboxedAccount) -> None:
    key_arn = account.client("kms").create_key()["KeyMetadata"]["Arn"]
    put_encryption(wanted(account), account.client, key_arn)


def a_rule(name: str, **different: Any) -> dict[str, Any]:
    days = {"Expiration": {"Days": 800}, "NoncurrentVersionExpiration": {"NoncurrentDays": 800}}
    return {"ID": name, "Status": "Enabled", "Filter": {"Prefix": ""}, **(different or days)}


def put_rules(account: SandboxedAccount, *rules: dict[str, Any]) -> None:
    s3("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": [*rules]})(account)


def notify(account: SandboxedAccount) -> None:
    """Somebody's queue is told of every log file."""
    url = account.client("sqs").create_queue(QueueName="somebody")["QueueUrl"]
    arn = account.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    queue = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}
    s3("put_bucket_notification_configuration", NotificationConfiguration={"QueueConfigurations": [queue]})(account)


TAMPERINGS: dict[str, Callable[[SandboxedAccount], object]] = {
    "policy": s3("put_bucket_policy", Policy=POLICY),
    "public_access_block": s3("put_public_access_block", PublicAccessBlockConfiguration={"BlockPublicAcls": True}),
    "versioning": s3("put_bucket_versioning", VersioningConfiguration={"Status": "Suspended"}),
    "sse_algorithm": encrypt(SSEAlgorithm="aws:kms:dsse", KMSMasterKeyID="alias/bell"),
    "kms_key_arn": another_key,
    "object_ownership": s3(
        "put_bucket_ownership_controls", OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    ),
    "expiration_days": lambda account: put_expiration(wanted(account), account.client, 1),
    "noncurrent_expiration_days": lambda account: put_expiration(
        wanted(account), account.client, 800, NoncurrentVersionExpiration={"NoncurrentDays": 1}
    ),
    "expiration_dates": lambda account: put_rules(
        account, a_rule("expire"), a_rule("date", Expiration={"Date": datetime(2027, 1, 1, tzinfo=UTC)})
    ),
    "object_lock": s3(
        "put_object_lock_configuration",
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 10}},
        },
    ),
    "notifications": notify,
}
REMOVALS: dict[str, tuple[str, object]] = {
    "policy": ("delete_bucket_policy", None),
    "public_access_block": ("delete_public_access_block", ()),
    "object_ownership": ("delete_bucket_ownership_controls", ""),
}


def test_deployed_bucket_equals_the_designed_one(deployed: SandboxedAccount) -> None:
    assert read(deployed) == wanted(deployed)


def test_deployed_bucket_without_a_key_equals_the_designed_one(account: SandboxedAccount) -> None:
    account.pipeline = designed(account.pipeline.account.id, trail=WITHOUT_KEY)
    deploy_bucket(wanted(account), account.client, None)
    assert read(account) == wanted(account)


@pytest.mark.parametrize("fact", TAMPERINGS)
def test_tampering_is_seen_in_its_field(deployed: SandboxedAccount, fact: str) -> None:
    TAMPERINGS[fact](deployed)
    assert differing(wanted(deployed), read(deployed)) == {fact}


def test_every_fact_is_tampered_with() -> None:
    assert set(TAMPERINGS) == {name for name, _ in facts(Bucket)}


@pytest.mark.parametrize("fact", REMOVALS)
def test_setting_that_was_removed_is_read_as_none(deployed: SandboxedAccount, fact: str) -> None:
    operation, expected = REMOVALS[fact]
    s3(operation)(deployed)
    observed = read(deployed)
    assert getattr(observed, fact) == expected
    assert differing(wanted(deployed), observed) == {fact}


def test_rules_that_were_removed_delete_nothing(deployed: SandboxedAccount) -> None:
    s3("delete_bucket_lifecycle")(deployed)
    observed = read(deployed)
    assert (observed.expiration_days, observed.noncurrent_expiration_days, observed.expiration_dates) == (
        None,
        None,
        (),
    )


def test_encryption_that_was_removed_is_seen(deployed: SandboxedAccount) -> None:
    # On AWS a bucket without an encryption of its own answers AES256; moto answers that there is none.
    s3("delete_bucket_encryption")(deployed)
    assert differing(wanted(deployed), read(deployed)) == {"sse_algorithm", "kms_key_arn"}


def test_versioning_that_was_never_set_is_off(account: SandboxedAccount) -> None:
    location = {"LocationConstraint": account.pipeline.account.region}
    s3("create_bucket", CreateBucketConfiguration=location)(account)
    assert read(account).versioning is False


def test_rule_that_is_off_deletes_nothing(deployed: SandboxedAccount) -> None:
    put_expiration(wanted(deployed), deployed.client, 1, Status="Disabled")
    assert read(deployed).expiration_days is None


def test_soonest_of_two_expirations_counts(deployed: SandboxedAccount) -> None:
    rules = [
        {"ID": name, "Status": "Enabled", "Filter": {"Prefix": prefix}, "Expiration": {"Days": days}}
        for name, prefix, days in (("expire", "", 800), ("added", "AWSLogs/", 3))
    ]
    s3("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": rules})(deployed)
    assert read(deployed).expiration_days == 3


def test_rule_without_days_is_passed_over(deployed: SandboxedAccount) -> None:
    rule = {
        "ID": "abort",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }
    s3("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": [rule]})(deployed)
    assert read(deployed).expiration_days is None


@pytest.mark.parametrize(
    ("rule", "soonest"),
    [
        ({"Filter": {"Prefix": "tmp/"}}, 800),
        ({"Filter": {"Prefix": "AWSLogs/111122223333/CloudTrail/"}}, 3),
        ({"Filter": {"And": {"Prefix": "AWSLogs/", "ObjectSizeGreaterThan": 1}}}, 3),
        ({"Filter": {"And": {"Prefix": "tmp/", "ObjectSizeGreaterThan": 1}}}, 800),
    ],
)
def test_rule_counts_where_it_touches_log_files(deployed: SandboxedAccount, rule: dict[str, Any], soonest: int) -> None:
    put_rules(deployed, a_rule("expire"), a_rule("added", **rule, Expiration={"Days": 3}))
    assert read(deployed).expiration_days == soonest


def test_locking_without_a_default_retention_is_seen(stubs: StubbedClients) -> None:
    # moto wants a rule; on AWS locking can be on without one.
    answer = {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}
    stubs.answer("s3", "get_object_lock_configuration", answer, Bucket="bell")
    assert bucket.object_lock(stubbed_session(stubs), "bell") == "enabled"


def test_all_kinds_of_notifications_are_seen(stubs: StubbedClients) -> None:
    topic, function = "arn:aws:sns:eu-west-1:999988887777:t", "arn:aws:lambda:eu-west-1:999988887777:function:f"
    answer = {
        "TopicConfigurations": [{"TopicArn": topic, "Events": []}],
        "LambdaFunctionConfigurations": [{"LambdaFunctionArn": function, "Events": []}],
        "EventBridgeConfiguration": {},
    }
    stubs.answer("s3", "get_bucket_notification_configuration", answer, Bucket="bell")
    assert {*bucket.notifications(stubbed_session(stubs), "bell")} == {topic, function, "EventBridge"}


def test_without_a_bucket_there_is_none(account: SandboxedAccount) -> None:
    assert [*bucket.read(account.session(), account.pipeline)] == []


@pytest.mark.parametrize(
    ("operation", "action", "unread"),
    [
        ("GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration", {"object_lock"}),
        ("GetBucketNotificationConfiguration", "s3:GetBucketNotification", {"notifications"}),
        ("GetBucketPolicy", "s3:GetBucketPolicy", {"policy"}),
        ("GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock", {"public_access_block"}),
        ("GetBucketVersioning", "s3:GetBucketVersioning", {"versioning"}),
        ("GetBucketEncryption", "s3:GetEncryptionConfiguration", {"sse_algorithm", "kms_key_arn"}),
        ("GetBucketOwnershipControls", "s3:GetBucketOwnershipControls", {"object_ownership"}),
        ("GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration", EXPIRATIONS),
    ],
)
def test_denied_call_leaves_only_its_own_fields_unread(
    deployed: SandboxedAccount, operation: str, action: str, unread: set[str]
) -> None:
    deployed.fail("s3", operation)
    observed = read(deployed)
    assert differing(wanted(deployed), observed) == unread
    for name in unread:
        value = getattr(observed, name)
        assert isinstance(value, Unread)
        assert value.call == action


def test_bucket_of_another_account_is_unread_and_not_missing(account: SandboxedAccount) -> None:
    # HeadBucket has no body: S3 says 403 both when it is denied and when the owner is not the expected one.
    account.fail("s3", "HeadBucket")
    with pytest.raises(CallFailed, match=r"^s3:ListBucket: access denied"):
        read(account)
