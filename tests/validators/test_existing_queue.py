import pytest

from pipeline.notification import Subscription, receiving_policy
from pipeline.policy_document import PolicyDocument, allow, service
from tests.validators.bystanders import build_queue
from tests.validators.designed import designed
from tests.validators.pasted import paste
from tests.validators.sandboxed import SandboxedAccount
from validators import existing_queue
from validators.reading import Observation, Unobserved


@pytest.fixture
def delivering(account: SandboxedAccount) -> SandboxedAccount:
    """An account whose alarms go to a queue that is not ours."""
    account.pipeline = designed(
        account.pipeline.account.id, destinations={"siem": {"sqs": "siem"}}, routes={}, trail={}
    )
    return account


def subscription(account: SandboxedAccount) -> Subscription:
    (found,) = account.pipeline.subscriptions
    return found


def make(account: SandboxedAccount, policy: PolicyDocument, **attributes: str) -> None:
    account.client("sqs").create_queue(QueueName="siem", Attributes={"Policy": policy.json(), **attributes})


def seen(account: SandboxedAccount) -> list[Observation | Unobserved]:
    return [*existing_queue.health(account.session(), account.pipeline)]


def test_queue_that_lets_the_topic_deliver_is_healthy(delivering: SandboxedAccount) -> None:
    part = subscription(delivering)
    build_queue(str(part.endpoint), part.topic_arn, delivering.client)
    assert seen(delivering) == []


def test_account_without_such_a_queue_asks_nothing(account: SandboxedAccount) -> None:
    account.fail("sqs", "GetQueueUrl")
    assert seen(account) == []


def test_queue_that_is_not_there_is_told_with_the_destination(delivering: SandboxedAccount) -> None:
    (told,) = seen(delivering)
    assert isinstance(told, Observation)
    assert told.observed == "absent"
    assert "destinations.siem.sqs" in told.repair


def test_queue_of_another_account_that_is_not_to_be_seen_is_not_told_as_absent(account: SandboxedAccount) -> None:
    queue = "arn:aws:sqs:eu-west-1:999988887777:siem"
    account.pipeline = designed(account.pipeline.account.id, destinations={"siem": {"sqs": queue}}, routes={}, trail={})
    (told,) = seen(account)
    assert isinstance(told, Unobserved)
    assert told.unread.reason.startswith("there is no such queue, or its policy does not let this account look")


def test_queue_that_lets_in_the_topic_of_a_region_to_opt_in_to_is_healthy(account: SandboxedAccount) -> None:
    owner = account.pipeline.account.id
    queue = f"arn:aws:sqs:us-east-1:{owner}:siem"
    account.pipeline = designed(owner, "eu-south-1", destinations={"siem": {"sqs": queue}}, routes={}, trail={})
    sqs = account.aws.client("sqs", "us-east-1", owner)
    part = subscription(account)
    sqs.create_queue(QueueName="siem", Attributes={"Policy": receiving_policy(queue, part.topic_arn).json()})
    assert "sns.eu-south-1.amazonaws.com" in str(receiving_policy(queue, part.topic_arn))
    assert seen(account) == []


def test_policy_that_keeps_the_topic_out_lets_it_in_once_the_remedy_is_pasted(delivering: SandboxedAccount) -> None:
    part = subscription(delivering)
    make(delivering, receiving_policy(str(part.endpoint), "arn:aws:sns:eu-west-1:1:other"))
    (told,) = seen(delivering)
    assert isinstance(told, Observation)
    paste(told.repair, delivering.client)
    assert seen(delivering) == []


def test_condition_that_cannot_be_judged_is_not_a_pass(delivering: SandboxedAccount) -> None:
    odd = {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    make(
        delivering,
        PolicyDocument((allow("Odd", "sqs:SendMessage", "*", Principal=service("sns.amazonaws.com"), Condition=odd),)),
    )
    (told,) = seen(delivering)
    assert isinstance(told, Unobserved)


def test_aws_own_key_keeps_the_topic_out(delivering: SandboxedAccount) -> None:
    part = subscription(delivering)
    make(delivering, receiving_policy(str(part.endpoint), part.topic_arn), KmsMasterKeyId="alias/aws/sqs")
    (told,) = seen(delivering)
    assert isinstance(told, Observation)
    assert told.observed == "alias/aws/sqs"


def test_queue_that_may_not_be_looked_at_is_unobserved(delivering: SandboxedAccount) -> None:
    delivering.fail("sqs", "GetQueueUrl")
    (told,) = seen(delivering)
    assert isinstance(told, Unobserved)
    assert told.unread.call == "sqs:GetQueueUrl"
