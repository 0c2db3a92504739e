"""Faults of queues: rows 69 to 74 of docs/faults.yaml."""

import pytest

from tests.validators.faults.told import brief, findings, told
from tests.validators.sandboxed import SandboxedAccount


def queue_url(account: SandboxedAccount, name: str = "") -> str:
    wanted = name or account.pipeline.dead_letter_queues[0].name
    return str(account.client("sqs").get_queue_url(QueueName=wanted)["QueueUrl"])


def set_attribute(account: SandboxedAccount, name: str, value: str) -> None:
    """One attribute. moto drops the policy when another attribute is set, AWS does not: so both are set."""
    policy = account.pipeline.dead_letter_queues[0].policy
    assert policy is not None
    account.client("sqs").set_queue_attributes(
        QueueUrl=queue_url(account), Attributes={"Policy": policy.json(), name: value}
    )


@pytest.mark.fault(69)
def test_dead_letter_queue_that_holds_messages(deployed: SandboxedAccount) -> None:
    for number in range(3):
        deployed.client("sqs").send_message(QueueUrl=queue_url(deployed), MessageBody=str(number))
    deployed.client("sqs").receive_message(QueueUrl=queue_url(deployed), MaxNumberOfMessages=1)
    found = findings(deployed)
    assert brief(found) == {("unhealthy", "dead-letter-queue", "messages")}
    (finding,) = found
    assert (finding.expected, finding.observed) == ("0", "3")


@pytest.mark.fault(71)
def test_changed_queue_policy(deployed: SandboxedAccount) -> None:
    everybody = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]}'
    set_attribute(deployed, "Policy", everybody)
    assert told(deployed) == {("changed", "dead-letter-queue", "policy")}


@pytest.mark.fault(71)
def test_removed_queue_policy(deployed: SandboxedAccount) -> None:
    set_attribute(deployed, "Policy", "")
    assert told(deployed) == {("changed", "dead-letter-queue", "policy")}


@pytest.mark.fault(72)
def test_deleted_queue(deployed: SandboxedAccount) -> None:
    deployed.client("sqs").delete_queue(QueueUrl=queue_url(deployed))
    assert told(deployed) == {("missing", "dead-letter-queue", "")}


@pytest.mark.fault(73)
def test_changed_retention(deployed: SandboxedAccount) -> None:
    set_attribute(deployed, "MessageRetentionPeriod", "60")
    assert told(deployed) == {("changed", "dead-letter-queue", "message_retention")}


@pytest.mark.fault(73)
def test_changed_visibility_timeout(deployed: SandboxedAccount) -> None:
    set_attribute(deployed, "VisibilityTimeout", "43200")
    assert told(deployed) == {("changed", "dead-letter-queue", "visibility_timeout")}


@pytest.mark.fault(74)
def test_key_that_refuses_sns(deployed: SandboxedAccount) -> None:
    set_attribute(deployed, "KmsMasterKeyId", "alias/aws/sqs")
    assert told(deployed) == {("changed", "dead-letter-queue", "kms_key_arn")}


def test_denied_look_at_a_queue_is_unchecked(deployed: SandboxedAccount) -> None:
    deployed.fail("sqs", "GetQueueAttributes")
    assert told(deployed) == {("unchecked", "dead-letter-queue", "")}
