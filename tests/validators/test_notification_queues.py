"""Dead-letter queues read back."""

from collections.abc import Callable

import pytest

from pipeline.fact import facts
from pipeline.notification import DeadLetterQueue
from tests.validators.deployment import (
    deploy_dead_letter_queue,
    deploy_key,
)
from tests.validators.designed import differing
from tests.validators.sandboxed import SandboxedAccount
from validators import notification

Tampering = Callable[[SandboxedAccount], object]
POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "%s", "Resource": "*"}]}'
)


@pytest.fixture
def queues(account: SandboxedAccount) -> SandboxedAccount:
    """The account with key and dead-letter queues."""
    assert account.pipeline.key is not None
    key_arn = deploy_key(account.pipeline.key, account.client)
    for part in account.pipeline.dead_letter_queues:
        deploy_dead_letter_queue(part, account.client, key_arn)
    return account


def queue_url(account: SandboxedAccount) -> str:
    name = account.pipeline.dead_letter_queues[0].name
    return str(account.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


def read_queue(account: SandboxedAccount) -> DeadLetterQueue:
    return next(iter(notification.read_dead_letter_queues(account.session(), account.pipeline)))


def set_queue(name: str, value: str) -> Tampering:
    """Changes one attribute. moto drops the policy when another attribute is set, AWS does not: so both are set."""

    def change(account: SandboxedAccount) -> None:
        policy = account.pipeline.dead_letter_queues[0].policy
        assert policy is not None
        account.client("sqs").set_queue_attributes(
            QueueUrl=queue_url(account), Attributes={"Policy": policy.json(), name: value}
        )

    return change


QUEUE_TAMPERINGS: dict[str, Tampering] = {
    "policy": set_queue("Policy", POLICY % "sqs:SendMessage"),
    "kms_key_arn": set_queue("KmsMasterKeyId", "alias/aws/sqs"),
    "message_retention": set_queue("MessageRetentionPeriod", "60"),
    "visibility_timeout": set_queue("VisibilityTimeout", "43200"),
}


def test_deployed_queues_equal_the_designed_ones(queues: SandboxedAccount) -> None:
    read = tuple(notification.read_dead_letter_queues(queues.session(), queues.pipeline))
    assert read == queues.pipeline.dead_letter_queues


@pytest.mark.parametrize("fact", QUEUE_TAMPERINGS)
def test_tampering_with_a_queue_is_seen_in_its_field(queues: SandboxedAccount, fact: str) -> None:
    QUEUE_TAMPERINGS[fact](queues)
    assert differing(queues.pipeline.dead_letter_queues[0], read_queue(queues)) == {fact}


def test_every_fact_of_a_queue_is_tampered_with() -> None:
    assert set(QUEUE_TAMPERINGS) == {name for name, _ in facts(DeadLetterQueue)}


def test_queue_whose_policy_was_removed_has_none(queues: SandboxedAccount) -> None:
    set_queue("Policy", "")(queues)
    assert read_queue(queues).policy is None


def test_queue_that_is_gone_is_not_read(queues: SandboxedAccount) -> None:
    queues.client("sqs").delete_queue(QueueUrl=queue_url(queues))
    read = tuple(notification.read_dead_letter_queues(queues.session(), queues.pipeline))
    assert read == queues.pipeline.dead_letter_queues[1:]
