"""Faults of what a vendor collects log files by: rows 70 to 74, 78 and 79 of docs/faults.yaml."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.policy_document import PolicyDocument, allow
from tests.validators.collecting import collector_of, with_collector
from tests.validators.faults.told import findings, told
from tests.validators.sandboxed import SandboxedAccount


@pytest.fixture
def collected(account: SandboxedAccount) -> SandboxedAccount:
    """An account as designed, whose log files a vendor collects."""
    account.pipeline = with_collector(account.pipeline.account.id)
    account.deploy()
    return account


def queue_url(account: SandboxedAccount) -> str:
    name = collector_of(account.pipeline).queue.name
    return str(account.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


def set_queue(account: SandboxedAccount, **attributes: str) -> None:
    account.client("sqs").set_queue_attributes(QueueUrl=queue_url(account), Attributes=attributes)


def test_a_collector_as_designed_is_no_fault(collected: SandboxedAccount) -> None:
    assert findings(collected) == ()


@pytest.mark.fault(70)
def test_collector_that_does_not_read(collected: SandboxedAccount) -> None:
    name = collector_of(collected.pipeline).queue.name
    collected.client("cloudwatch").put_metric_data(
        Namespace="AWS/SQS",
        MetricData=[
            {
                "MetricName": "ApproximateAgeOfOldestMessage",
                "Dimensions": [{"Name": "QueueName", "Value": name}],
                "Timestamp": datetime.now(UTC) - timedelta(minutes=30),
                "Value": 7200,
            }
        ],
    )
    assert told(collected) == {("unhealthy", "collector-queue", "oldest_message")}


@pytest.mark.fault(71)
def test_changed_policy_of_the_queue(collected: SandboxedAccount) -> None:
    anybody = allow("Anybody", "sqs:SendMessage", "*", Principal="*")
    set_queue(collected, Policy=PolicyDocument((anybody,)).json())
    assert told(collected) == {("changed", "collector-queue", "policy")}


@pytest.mark.fault(71)
def test_removed_policy_of_the_queue(collected: SandboxedAccount) -> None:
    set_queue(collected, Policy="")
    assert told(collected) == {("changed", "collector-queue", "policy")}


@pytest.mark.fault(72)
def test_deleted_queue(collected: SandboxedAccount) -> None:
    collected.client("sqs").delete_queue(QueueUrl=queue_url(collected))
    assert told(collected) == {("missing", "collector-queue", "")}


@pytest.mark.fault(73)
def test_shorter_retention_and_visibility_of_the_queue(collected: SandboxedAccount) -> None:
    set_queue(collected, MessageRetentionPeriod="60", VisibilityTimeout="0")
    assert told(collected) == {
        ("changed", "collector-queue", "message_retention"),
        ("changed", "collector-queue", "visibility_timeout"),
    }


@pytest.mark.fault(74)
def test_queue_encrypted_with_a_key_that_sns_may_not_use(collected: SandboxedAccount) -> None:
    other = collected.client("kms").create_key()["KeyMetadata"]["Arn"]
    set_queue(collected, KmsMasterKeyId=other)
    assert told(collected) == {("changed", "collector-queue", "kms_key_arn")}


@pytest.mark.fault(74)
def test_key_of_the_queue_that_no_longer_lets_sns_in(collected: SandboxedAccount) -> None:
    key = collected.pipeline.key
    assert key is not None
    left = [one for one in key.policy.statements if one["Principal"] != {"Service": "sns.amazonaws.com"}]
    kms = collected.client("kms")
    key_id = kms.describe_key(KeyId=key.alias)["KeyMetadata"]["KeyId"]
    kms.put_key_policy(KeyId=key_id, PolicyName="default", Policy=PolicyDocument((*left,)).json())
    assert ("changed", "key", "policy") in told(collected)


@pytest.mark.fault(78)
def test_vendor_role_without_external_id(collected: SandboxedAccount) -> None:
    role = collector_of(collected.pipeline).role
    (statement,) = role.trust_policy.statements
    open_to_all = {name: value for name, value in statement.items() if name != "Condition"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [open_to_all]})
    collected.client("iam").update_assume_role_policy(RoleName=role.name, PolicyDocument=document)
    assert told(collected) == {("changed", "collector-role", "trust_policy")}


@pytest.mark.fault(79)
def test_vendor_role_with_an_attached_policy_more(collected: SandboxedAccount) -> None:
    name = collector_of(collected.pipeline).role.name
    document = PolicyDocument((allow("All", "*", "*"),)).json()
    made = collected.client("iam").create_policy(PolicyName="Everything", PolicyDocument=document)
    collected.client("iam").attach_role_policy(RoleName=name, PolicyArn=made["Policy"]["Arn"])
    assert told(collected) == {("unmanaged", "collector-role", "attached_policies")}


@pytest.mark.fault(79)
def test_vendor_role_with_an_inline_policy_more(collected: SandboxedAccount) -> None:
    name = collector_of(collected.pipeline).role.name
    document = PolicyDocument((allow("All", "*", "*"),)).json()
    collected.client("iam").put_role_policy(RoleName=name, PolicyName="more", PolicyDocument=document)
    assert told(collected) == {("unmanaged", "collector-role", "inline_policies")}


@pytest.mark.fault(66)
def test_rogue_subscription_of_the_log_file_topic(collected: SandboxedAccount) -> None:
    sqs = collected.client("sqs")
    sqs.create_queue(QueueName="spy")
    topic = collector_of(collected.pipeline).topic
    spy = topic.account.arn("sqs", "spy")
    collected.client("sns").subscribe(TopicArn=topic.arn, Protocol="sqs", Endpoint=spy)
    assert told(collected) == {("unmanaged", "collector-subscription", "")}
