import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from alerts.alert import Severity
from pipeline.fact import facts
from pipeline.notification import Subscription, Topic
from tests.validators.deployment import (
    deploy_key,
    deploy_subscription,
    deploy_topic,
)
from tests.validators.designed import WITHOUT_KEY, designed, differing
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import notification
from validators.reading import Unread

Tampering = Callable[[SandboxedAccount], object]
POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "%s", "Resource": "*"}]}'
)


@pytest.fixture
def topics(account: SandboxedAccount) -> SandboxedAccount:
    """The account with key and topics."""
    assert account.pipeline.key is not None
    key_arn = deploy_key(account.pipeline.key, account.client)
    for part in account.pipeline.topics:
        deploy_topic(part, account.client, key_arn)
    return account


@pytest.fixture
def subscribed(account: SandboxedAccount) -> SandboxedAccount:
    """The account with one topic and its confirmed subscription; the other topic has none."""
    for part in account.pipeline.topics:
        deploy_topic(part, account.client, None)
    first = account.pipeline.subscriptions[0]
    account.confirm(first.topic_arn, deploy_subscription(first, account.client))
    return account


def topic_arn(account: SandboxedAccount) -> str:
    return account.pipeline.topics[0].arn


def subscription_arn(account: SandboxedAccount) -> str:
    listed = account.client("sns").list_subscriptions_by_topic(TopicArn=topic_arn(account))["Subscriptions"]
    return str(listed[0]["SubscriptionArn"])


def read_topic(account: SandboxedAccount) -> Topic:
    return next(iter(notification.read_topics(account.session(), account.pipeline)))


def read_subscriptions(account: SandboxedAccount) -> list[Subscription]:
    return [*notification.read_subscriptions(account.session(), account.resolved)]


def set_topic(name: str, value: str) -> Tampering:
    return lambda account: account.client("sns").set_topic_attributes(
        TopicArn=topic_arn(account), AttributeName=name, AttributeValue=value
    )


def set_subscription(name: str, value: Any) -> Tampering:
    return lambda account: account.client("sns").set_subscription_attributes(
        SubscriptionArn=subscription_arn(account),
        AttributeName=name,
        AttributeValue=value if isinstance(value, str) else json.dumps(value),
    )


TOPIC_TAMPERINGS: dict[str, Tampering] = {
    "display_name": set_topic("DisplayName", "Somebody"),
    "policy": set_topic("Policy", POLICY % "sns:Publish"),
    "kms_key_arn": set_topic("KmsMasterKeyId", "alias/aws/sns"),
    "signature_version": set_topic("SignatureVersion", "1"),
    "delivery_policy": set_topic(
        "DeliveryPolicy", json.dumps({"http": {"defaultHealthyRetryPolicy": {"numRetries": 0}}})
    ),
}
SUBSCRIPTION_TAMPERINGS: dict[str, Tampering] = {
    "raw_message_delivery": set_subscription("RawMessageDelivery", "true"),
    "filter_policy": set_subscription("FilterPolicy", {"severity": ["never"]}),
    "dead_letter_queue_arn": set_subscription(
        "RedrivePolicy", {"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:111122223333:elsewhere"}
    ),
    "delivery_policy": set_subscription("DeliveryPolicy", {"healthyRetryPolicy": {"numRetries": 0}}),
}


def test_deployed_topics_equal_the_designed_ones(topics: SandboxedAccount) -> None:
    assert tuple(notification.read_topics(topics.session(), topics.pipeline)) == topics.pipeline.topics


@pytest.mark.parametrize("fact", TOPIC_TAMPERINGS)
def test_tampering_with_a_topic_is_seen_in_its_field(topics: SandboxedAccount, fact: str) -> None:
    TOPIC_TAMPERINGS[fact](topics)
    assert differing(topics.pipeline.topics[0], read_topic(topics)) == {fact}


def test_every_fact_of_a_topic_is_tampered_with() -> None:
    assert set(TOPIC_TAMPERINGS) == {name for name, _ in facts(Topic)}


def test_key_on_a_topic_that_was_designed_without_one_is_seen(account: SandboxedAccount) -> None:
    # alias/aws/sns does not let CloudWatch publish: alarms vanish without an error.
    account.pipeline = designed(account.pipeline.account.id, trail=WITHOUT_KEY)
    deploy_topic(account.pipeline.topics[0], account.client, "alias/aws/sns")
    assert differing(account.pipeline.topics[0], read_topic(account)) == {"kms_key_arn"}


def test_topic_that_is_gone_is_not_read(topics: SandboxedAccount) -> None:
    topics.client("sns").delete_topic(TopicArn=topic_arn(topics))
    assert tuple(notification.read_topics(topics.session(), topics.pipeline)) == topics.pipeline.topics[1:]


def test_denied_look_at_the_key_leaves_only_the_key_unread(topics: SandboxedAccount) -> None:
    topics.fail("kms", "DescribeKey")
    observed = read_topic(topics)
    assert differing(topics.pipeline.topics[0], observed) == {"kms_key_arn"}
    assert isinstance(observed.kms_key_arn, Unread)


def test_signature_version_that_was_never_set_is_one(stubs: StubbedClients) -> None:
    # SNS leaves the attribute out of topics that never had another; moto always has one.
    for part in designed().topics:
        answer = {"Attributes": {"Policy": part.policy.json()}}
        stubs.answer("sns", "get_topic_attributes", answer, TopicArn=part.arn)
    read = notification.read_topics(stubbed_session(stubs), designed())
    assert [part.signature_version for part in read] == ["1", "1"]


def test_confirmed_subscription_equals_the_designed_one(subscribed: SandboxedAccount) -> None:
    assert read_subscriptions(subscribed) == [
        _without_confirms(subscribed.resolved.subscriptions[0]),
    ]


def _without_confirms(part: Subscription) -> Subscription:
    """Whether a vendor confirms by itself is no fact of AWS."""
    values = {name: getattr(part, name) for name, _ in facts(part)}
    identity = {name: getattr(part, name) for name in ("account", "topic_arn", "destination", "endpoint")}
    return Subscription(**identity, **values)


def test_scope_of_a_filter_policy_is_seen(subscribed: SandboxedAccount) -> None:
    policy = '{"AlarmName": ["bell-root-usage"]}'
    for name, value in (("FilterPolicyScope", "MessageBody"), ("FilterPolicy", policy)):
        set_subscription(name, value)(subscribed)
    (observed,) = read_subscriptions(subscribed)
    assert (observed.filter_policy, observed.filter_policy_scope) == (policy, "MessageBody")


def test_scope_without_a_filter_policy_does_not_count(subscribed: SandboxedAccount) -> None:
    set_subscription("FilterPolicyScope", "MessageBody")(subscribed)
    assert read_subscriptions(subscribed)[0].filter_policy_scope == "MessageAttributes"


def test_filter_policy_is_compared_by_meaning(subscribed: SandboxedAccount) -> None:
    set_subscription("FilterPolicy", '{"a": ["y", "x"], "b": [{"exists": true}]}')(subscribed)
    first, *others = subscribed.resolved.subscriptions
    wanted = dataclasses.replace(first, filter_policy='{"b":[{"exists":true}],"a":["x","y"]}')
    pipeline = dataclasses.replace(subscribed.resolved, subscriptions=(wanted, *others))
    (observed,) = notification.read_subscriptions(subscribed.session(), pipeline)
    assert differing(wanted, observed) == set()


@pytest.mark.parametrize("fact", SUBSCRIPTION_TAMPERINGS)
def test_tampering_with_a_subscription_is_seen_in_its_field(subscribed: SandboxedAccount, fact: str) -> None:
    SUBSCRIPTION_TAMPERINGS[fact](subscribed)
    (observed,) = read_subscriptions(subscribed)
    assert differing(subscribed.resolved.subscriptions[0], observed) == {fact}


def test_every_fact_of_a_subscription_is_tampered_with() -> None:
    assert {*SUBSCRIPTION_TAMPERINGS, "filter_policy_scope"} == {name for name, _ in facts(Subscription)}


def test_subscription_that_is_gone_is_not_read(subscribed: SandboxedAccount) -> None:
    subscribed.client("sns").unsubscribe(SubscriptionArn=subscription_arn(subscribed))
    assert read_subscriptions(subscribed) == []


def test_subscriptions_of_a_topic_that_is_gone_are_none(account: SandboxedAccount) -> None:
    assert read_subscriptions(account) == []


def test_confirmed_subscription_is_healthy(subscribed: SandboxedAccount) -> None:
    assert [*notification.health(subscribed.session(), subscribed.resolved)] == []


def test_pending_subscription_is_read_as_designed_and_is_unhealthy(topics: SandboxedAccount) -> None:
    deploy_subscription(topics.pipeline.subscriptions[0], topics.client)
    wanted = topics.resolved.subscriptions[0]
    assert read_subscriptions(topics) == [wanted]
    (observation,) = notification.health(topics.session(), topics.resolved)
    assert (observation.part, observation.resource) == ("subscription", wanted.name)
    assert (observation.field, observation.expected, observation.observed) == ("confirmation", "confirmed", "pending")
    assert observation.severity is Severity.critical
    assert "trailbell subscriptions --confirm" in observation.repair
    assert "trailbell subscriptions --resend" in observation.repair


def test_nobody_is_told_to_confirm_what_was_not_declared(topics: SandboxedAccount) -> None:
    spy = "https://spy.example/planted"
    topics.client("sns").subscribe(TopicArn=topics.pipeline.topics[0].arn, Protocol="https", Endpoint=spy)
    assert [*notification.health(topics.session(), topics.resolved)] == []


def test_whatever_is_pending_is_told_where_what_was_declared_could_not_be_looked_up(topics: SandboxedAccount) -> None:
    deploy_subscription(topics.pipeline.subscriptions[0], topics.client)
    (observation,) = notification.health(topics.session(), topics.pipeline)
    assert observation.observed == "pending"


def test_denied_attributes_leave_the_facts_unread_and_the_subscription_known(subscribed: SandboxedAccount) -> None:
    subscribed.fail("sns", "GetSubscriptionAttributes")
    (observed,) = read_subscriptions(subscribed)
    assert observed.name == subscribed.resolved.subscriptions[0].name
    for name, _ in facts(Subscription):
        value = getattr(observed, name)
        assert isinstance(value, Unread)
        assert value.call == "sns:GetSubscriptionAttributes"


def test_denied_attributes_do_not_hide_a_pending_subscription(subscribed: SandboxedAccount) -> None:
    deploy_subscription(subscribed.pipeline.subscriptions[1], subscribed.client)
    subscribed.fail("sns", "GetSubscriptionAttributes")
    (observation,) = notification.health(subscribed.session(), subscribed.resolved)
    assert observation.resource == subscribed.resolved.subscriptions[1].name


@pytest.mark.parametrize(
    ("protocol", "endpoint", "shown"),
    [
        ("https", "https://user:planted@collector.example/planted", "https://collector.example/...#"),
        ("email", "planted@example.com", "email:...@example.com#"),
        (
            "sqs",
            "arn:aws:sqs:eu-west-1:999988887777:collector",
            "arn:aws:sqs:eu-west-1:999988887777:collector",
        ),
        ("sms", "+491711234567", "sms://unknown/...#"),
    ],
)
def test_endpoint_that_somebody_added_is_shown_without_what_is_secret_in_it(
    subscribed: SandboxedAccount, protocol: str, endpoint: str, shown: str
) -> None:
    subscribed.client("sns").subscribe(TopicArn=topic_arn(subscribed), Protocol=protocol, Endpoint=endpoint)
    names = [part.name for part in read_subscriptions(subscribed)]
    (added,) = (name for name in names if name != subscribed.resolved.subscriptions[0].name)
    assert added.startswith(f"{topic_arn(subscribed)} -> {shown}")
    assert "planted" not in added
    assert "171123" not in added


def test_a_pending_mailbox_is_told_what_a_person_has_to_do(account: SandboxedAccount) -> None:
    mailbox = {"mailbox": {"email": "env:ON_CALL_MAIL"}}
    account.pipeline = designed(account.pipeline.account.id, destinations=mailbox, routes={}, trail={})
    deploy_topic(account.pipeline.topics[0], account.client, None)
    deploy_subscription(account.pipeline.subscriptions[0], account.client)
    (seen,) = notification.health(account.session(), account.resolved)
    assert seen.resource.endswith(str(account.resolved.subscriptions[0].endpoint))
    assert "trailbell subscriptions --confirm" in seen.repair


def test_delivery_policy_is_compared_by_meaning(account: SandboxedAccount) -> None:
    vendor = {"on-call": {"vendor": "ilert", "url": "env:ILERT_URL", "delivery": {"retries": 5}}}
    account.pipeline = designed(account.pipeline.account.id, destinations=vendor, routes={}, trail={})
    deploy_topic(account.pipeline.topics[0], account.client, None)
    part = account.pipeline.subscriptions[0]
    written = json.dumps({"throttlePolicy": None, "healthyRetryPolicy": {"numRetries": 5, "minDelayTarget": 20}})
    account.confirm(part.topic_arn, deploy_subscription(part, account.client, DeliveryPolicy=written))
    (observed,) = read_subscriptions(account)
    assert differing(account.resolved.subscriptions[0], observed) == set()
