from typing import Any

import pytest

from alerts.alert import Severity
from pipeline.policy_document import PolicyDocument, allow, service
from tests.validators.designed import designed
from tests.validators.pasted import paste
from tests.validators.sandboxed import SandboxedAccount
from validators import existing_topic
from validators.reading import Observation, Unobserved

NAME = "somebodys-alarms"
EVERYBODY_OF_THE_ACCOUNT = PolicyDocument((allow("Own", "sns:Publish", "*", Principal={"AWS": "111122223333"}),))


@pytest.fixture
def ringing(account: SandboxedAccount) -> SandboxedAccount:
    """An account whose alarms ring at a topic that is not ours."""
    account.pipeline = designed(
        account.pipeline.account.id, destinations={"other": {"topic": NAME}}, routes={}, trail={"encryption": "kms"}
    )
    return account


def topic(account: SandboxedAccount) -> Any:
    (found,) = account.pipeline.existing_topics
    return found


def make(account: SandboxedAccount, policy: PolicyDocument | None = None, **attributes: str) -> None:
    """The topic with a listener; its policy lets alarms publish unless it is another one."""
    attributes["Policy"] = (policy or topic(account).policy).json()
    account.client("sns").create_topic(Name=NAME, Attributes=attributes)
    queue = account.pipeline.account.arn("sqs", "listener")
    account.client("sqs").create_queue(QueueName="listener")
    account.client("sns").subscribe(TopicArn=topic(account).arn, Protocol="sqs", Endpoint=queue)


def make_key(account: SandboxedAccount, policy: PolicyDocument) -> str:
    return str(account.client("kms").create_key(Policy=policy.json())["KeyMetadata"]["Arn"])


def seen(account: SandboxedAccount) -> dict[str, Observation | Unobserved]:
    return {one.field: one for one in existing_topic.health(account.session(), account.pipeline)}


def test_topic_that_lets_alarms_publish_and_has_a_listener_is_healthy(ringing: SandboxedAccount) -> None:
    make(ringing)
    assert seen(ringing) == {}


def test_account_that_rings_at_topics_of_its_own_only_asks_nothing(account: SandboxedAccount) -> None:
    account.fail("sns", "GetTopicAttributes")
    assert seen(account) == {}


def test_topic_that_is_not_there_is_told_once_with_the_destination(ringing: SandboxedAccount) -> None:
    found = seen(ringing)
    assert found.keys() == {"topic"}
    told = found["topic"]
    assert isinstance(told, Observation)
    assert (told.severity, told.observed) == (Severity.critical, "absent")
    assert "destinations.other.topic" in told.repair


def test_policy_that_keeps_alarms_out_lets_them_in_once_the_remedy_is_pasted(ringing: SandboxedAccount) -> None:
    make(ringing, EVERYBODY_OF_THE_ACCOUNT)
    told = seen(ringing)["policy"]
    assert isinstance(told, Observation)
    paste(told.repair, ringing.client)
    assert seen(ringing) == {}
    held = ringing.client("sns").get_topic_attributes(TopicArn=topic(ringing).arn)["Attributes"]["Policy"]
    assert EVERYBODY_OF_THE_ACCOUNT.missing_from(PolicyDocument.parse(held)) == PolicyDocument()


def test_policy_with_the_statement_added_is_healthy(ringing: SandboxedAccount) -> None:
    both = PolicyDocument((*EVERYBODY_OF_THE_ACCOUNT.statements, *topic(ringing).policy.statements))
    make(ringing, both)
    assert seen(ringing) == {}


@pytest.fixture
def telling(account: SandboxedAccount) -> SandboxedAccount:
    """An account without alerts, whose trail tells a topic that is not ours of log files."""
    account.pipeline = designed(
        account.pipeline.account.id,
        destinations={"other": {"topic": NAME}},
        routes={},
        trail={"encryption": "kms", "notify": "other"},
        alerts="none",
    )
    return account


def test_policy_that_keeps_the_trail_out_lets_it_in_once_the_remedy_is_pasted(telling: SandboxedAccount) -> None:
    make(telling, EVERYBODY_OF_THE_ACCOUNT)
    told = seen(telling)["policy"]
    assert isinstance(told, Observation)
    paste(told.repair, telling.client)
    assert seen(telling) == {}


def test_topic_and_key_that_let_the_trail_publish_are_healthy(telling: SandboxedAccount) -> None:
    make(telling, KmsMasterKeyId=make_key(telling, topic(telling).key_policy))
    assert seen(telling) == {}


def test_key_that_keeps_the_trail_out_is_told(telling: SandboxedAccount) -> None:
    make(telling, KmsMasterKeyId=make_key(telling, EVERYBODY_OF_THE_ACCOUNT))
    assert isinstance(seen(telling)["kms_key"], Observation)


def test_condition_that_cannot_be_judged_is_not_a_pass(ringing: SandboxedAccount) -> None:
    odd = {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    statement = allow("Odd", "sns:Publish", "*", Principal=service("cloudwatch.amazonaws.com"), Condition=odd)
    make(ringing, PolicyDocument((statement,)))
    assert isinstance(seen(ringing)["policy"], Unobserved)


def test_key_that_keeps_alarms_out_lets_them_in_once_the_remedy_is_pasted(ringing: SandboxedAccount) -> None:
    make(ringing, KmsMasterKeyId=make_key(ringing, EVERYBODY_OF_THE_ACCOUNT))
    told = seen(ringing)["kms_key"]
    assert isinstance(told, Observation)
    paste(told.repair, ringing.client)
    assert seen(ringing) == {}


def test_key_that_lets_alarms_in_is_healthy(ringing: SandboxedAccount) -> None:
    make(ringing, KmsMasterKeyId=make_key(ringing, topic(ringing).key_policy))
    assert seen(ringing) == {}


def test_key_that_is_disabled_is_told(ringing: SandboxedAccount) -> None:
    arn = make_key(ringing, topic(ringing).key_policy)
    ringing.client("kms").disable_key(KeyId=arn.rpartition("/")[2])  # moto answers 500 to the ARN
    make(ringing, KmsMasterKeyId=arn)
    told = seen(ringing)["kms_key"]
    assert isinstance(told, Observation)
    assert told.observed == "Disabled"
    paste(told.repair, ringing.client)
    assert seen(ringing) == {}


def test_aws_own_key_cannot_let_alarms_in(ringing: SandboxedAccount) -> None:
    make(ringing, KmsMasterKeyId="alias/aws/sns")
    told = seen(ringing)["kms_key"]
    assert isinstance(told, Observation)
    assert "a key of your own" in told.repair


def test_topic_that_nobody_listens_to_is_told(ringing: SandboxedAccount) -> None:
    attributes = {"Policy": topic(ringing).policy.json()}
    ringing.client("sns").create_topic(Name=NAME, Attributes=attributes)
    ringing.client("sns").subscribe(TopicArn=topic(ringing).arn, Protocol="email", Endpoint="someone@example.com")
    told = seen(ringing)["subscriptions"]
    assert isinstance(told, Observation)
    assert told.observed == "none"


@pytest.mark.parametrize(
    ("service_name", "operation", "field"),
    [
        ("sns", "GetTopicAttributes", "health"),
        ("sns", "ListSubscriptionsByTopic", "subscriptions"),
        ("kms", "GetKeyPolicy", "kms_key"),
    ],
)
def test_what_may_not_be_looked_at_is_unobserved_alone(
    ringing: SandboxedAccount, service_name: str, operation: str, field: str
) -> None:
    make(ringing, KmsMasterKeyId=make_key(ringing, topic(ringing).key_policy))
    ringing.fail(service_name, operation)
    (told,) = seen(ringing).values()
    assert isinstance(told, Unobserved)
    assert (told.field, told.unread.call) == (field, f"{service_name}:{operation}")
