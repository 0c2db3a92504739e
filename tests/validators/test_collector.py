import json
from typing import Any

import pytest

from pipeline.collector import CollectorQueue, CollectorRole, CollectorSubscription, LogFileTopic
from pipeline.fact import facts
from pipeline.policy_document import PolicyDocument
from tests.validators.collecting import collector_of, with_collector
from tests.validators.deployment import deploy_collector, deploy_key
from tests.validators.designed import differing
from tests.validators.sandboxed import SandboxedAccount
from validators import collector
from validators.reading import CallFailed

EVERYTHING = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}], "Version": "2012-10-17"}'
BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
NOBODY = PolicyDocument().json()


@pytest.fixture
def collected(account: SandboxedAccount) -> SandboxedAccount:
    """An account with a collector and the key that encrypts it."""
    account.pipeline = with_collector(account.pipeline.account.id)
    assert account.pipeline.key is not None
    key_arn = deploy_key(account.pipeline.key, account.client)
    deploy_collector(collector_of(account.pipeline), account.client, key_arn)
    return account


def read(account: SandboxedAccount) -> dict[type, Any]:
    """The parts that are there, by their types."""
    readers = (collector.read_topic, collector.read_queue, collector.read_subscriptions, collector.read_role)
    session = account.session()
    return {type(part): part for reader in readers for part in reader(session, account.pipeline)}


def tamper_topic(account: SandboxedAccount, field: str) -> None:
    attribute, value = {
        "policy": ("Policy", NOBODY),
        "kms_key_arn": ("KmsMasterKeyId", "alias/aws/sns"),
        "display_name": ("DisplayName", "Somebody"),
        "signature_version": ("SignatureVersion", "1"),
        "delivery_policy": ("DeliveryPolicy", '{"http": {"disableSubscriptionOverrides": true}}'),
    }[field]
    topic = collector_of(account.pipeline).topic
    account.client("sns").set_topic_attributes(TopicArn=topic.arn, AttributeName=attribute, AttributeValue=value)


def tamper_queue(account: SandboxedAccount, field: str) -> None:
    part = collector_of(account.pipeline)
    same, less = part.queue.dead_letter_queue_arn, {"maxReceiveCount": 2}
    elsewhere = account.client("sqs").create_queue(QueueName="elsewhere")["QueueUrl"].rpartition("/")[2]
    attributes = {
        "policy": {"Policy": NOBODY},
        "kms_key_arn": {"KmsMasterKeyId": "alias/aws/sqs"},
        "message_retention": {"MessageRetentionPeriod": "60"},
        "visibility_timeout": {"VisibilityTimeout": "0"},
        "dead_letter_queue_arn": {
            "RedrivePolicy": json.dumps(
                {
                    "deadLetterTargetArn": part.queue.account.arn("sqs", elsewhere),
                    "maxReceiveCount": part.queue.max_receive_count,
                }
            )
        },
        "max_receive_count": {"RedrivePolicy": json.dumps({"deadLetterTargetArn": same, **less})},
    }[field]
    sqs = account.client("sqs")
    url = sqs.get_queue_url(QueueName=part.queue.name)["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)


def tamper_subscription(account: SandboxedAccount, field: str) -> None:
    sns, topic = account.client("sns"), collector_of(account.pipeline).topic
    (listed,) = sns.list_subscriptions_by_topic(TopicArn=topic.arn)["Subscriptions"]
    name, value = {
        "raw_message_delivery": ("RawMessageDelivery", "true"),
        "filter_policy": ("FilterPolicy", '{"store": ["none"]}'),
        "dead_letter_queue_arn": ("RedrivePolicy", "{}"),
    }[field]
    sns.set_subscription_attributes(SubscriptionArn=listed["SubscriptionArn"], AttributeName=name, AttributeValue=value)


def tamper_role(account: SandboxedAccount, field: str) -> None:
    iam, name = account.client("iam"), collector_of(account.pipeline).role.name
    match field:
        case "trust_policy":
            trust = {"Effect": "Allow", "Principal": {"AWS": "733251395267"}, "Action": "sts:AssumeRole"}
            document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
            iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
        case "inline_policies":
            iam.put_role_policy(RoleName=name, PolicyName="more", PolicyDocument=EVERYTHING)
        case "attached_policies":
            made = iam.create_policy(PolicyName="more", PolicyDocument=EVERYTHING)
            iam.attach_role_policy(RoleName=name, PolicyArn=made["Policy"]["Arn"])
        case "permissions_boundary":
            iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=BOUNDARY)


TAMPERING = {
    LogFileTopic: tamper_topic,
    CollectorQueue: tamper_queue,
    CollectorSubscription: tamper_subscription,
    CollectorRole: tamper_role,
}


def test_deployed_collector_equals_the_designed_one(collected: SandboxedAccount) -> None:
    assert [*read(collected).values()] == [*collector_of(collected.pipeline).parts()]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        pytest.param(kind, name, id=f"{kind.__name__}-{name}")
        for kind in TAMPERING
        for name, _ in facts(kind)
        if name != "filter_policy_scope"  # it counts with a filter policy only
    ],
)
def test_tampering_with_a_part_is_seen_in_its_field(collected: SandboxedAccount, kind: type, field: str) -> None:
    TAMPERING[kind](collected, field)
    wanted = next(part for part in collector_of(collected.pipeline).parts() if type(part) is kind)
    assert differing(wanted, read(collected)[kind]) == {field}


def test_where_no_collector_is_declared_none_is_looked_for(account: SandboxedAccount) -> None:
    assert read(account) == {}
    assert [*collector.health(account.session(), account.pipeline)] == []


def test_what_was_never_deployed_is_not_there(account: SandboxedAccount) -> None:
    account.pipeline = with_collector(account.pipeline.account.id)
    assert read(account) == {}


def test_a_subscription_of_somebody_else_is_shown_without_its_address(collected: SandboxedAccount) -> None:
    topic = collector_of(collected.pipeline).topic
    collected.client("sns").subscribe(TopicArn=topic.arn, Protocol="https", Endpoint="https://spy.example/key-17")
    session = collected.session()
    names = [part.name for part in collector.read_subscriptions(session, collected.pipeline)]
    assert len(names) == 2
    assert any("spy.example" in name for name in names)
    assert not any("key-17" in name for name in names)


def test_a_denied_look_at_a_subscription_leaves_its_facts_unread(collected: SandboxedAccount) -> None:
    collected.fail("sns", "GetSubscriptionAttributes")
    (observed,) = collector.read_subscriptions(collected.session(), collected.pipeline)
    assert str(observed.raw_message_delivery).startswith("sns:GetSubscriptionAttributes: access denied")


def test_a_denied_look_at_the_queue_says_which_action_is_missing(collected: SandboxedAccount) -> None:
    collected.fail("sqs", "GetQueueAttributes")
    with pytest.raises(CallFailed, match=r"^sqs:GetQueueAttributes: access denied"):
        [*collector.read_queue(collected.session(), collected.pipeline)]
