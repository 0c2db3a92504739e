import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from alerts.alert import Severity
from pipeline.fact import facts
from pipeline.notification import DeadLetterQueue, Subscription, Topic
from pipeline.secret import fingerprint
from tests.validators.deployment import (
    deploy_dead_letter_queue,
    deploy_key,
    deploy_subscription,
    deploy_topic,
)
from tests.validators.designed import ENDPOINTS, ILERT, TASKCALL, WITHOUT_KEY, designed, differing, resolved
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import notification
from validators.reading import CallFailed, Unread

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
def queues(account: SandboxedAccount) -> SandboxedAccount:
    """The account with key and dead-letter queues."""
    assert account.pipeline.key is not None
    key_arn = deploy_key(account.pipeline.key, account.client)
    for part in account.pipeline.dead_letter_queues:
        deploy_dead_letter_queue(part, account.client, key_arn)
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


def queue_url(account: SandboxedAccount) -> str:
    name = account.pipeline.dead_letter_queues[0].name
    return str(account.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


def read_topic(account: SandboxedAccount) -> Topic:
    return next(iter(notification.read_topics(account.session(), account.pipeline)))


def read_queue(account: SandboxedAccount) -> DeadLetterQueue:
    return next(iter(notification.read_dead_letter_queues(account.session(), account.pipeline)))


def read_subscriptions(account: SandboxedAccount) -> list[Subscription]:
    return [*notification.read_subscriptions(account.session(), account.resolved)]


def set_topic(name: str, value: str) -> Tampering:
    return lambda account: account.client("sns").set_topic_attributes(
        TopicArn=topic_arn(account), AttributeName=name, AttributeValue=value
    )


def set_queue(name: str, value: str) -> Tampering:
    """Changes one attribute. moto drops the policy when another attribute is set, AWS does not: so both are set."""

    def change(account: SandboxedAccount) -> None:
        policy = account.pipeline.dead_letter_queues[0].policy
        assert policy is not None
        account.client("sqs").set_queue_attributes(
            QueueUrl=queue_url(account), Attributes={"Policy": policy.json(), name: value}
        )

    return change


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
QUEUE_TAMPERINGS: dict[str, Tampering] = {
    "policy": set_queue("Policy", POLICY % "sqs:SendMessage"),
    "kms_key_arn": set_queue("KmsMasterKeyId", "alias/aws/sqs"),
    "message_retention": set_queue("MessageRetentionPeriod", "60"),
    "visibility_timeout": set_queue("VisibilityTimeout", "43200"),
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


def test_subscription_that_sns_lists_as_deleted_is_gone(stubs: StubbedClients) -> None:
    # SNS goes on listing it for a while; moto forgets it at once.
    pipeline = resolved(designed())
    for part in pipeline.subscriptions:
        stubs.answer("sns", "list_subscriptions_by_topic", listing("Deleted"), TopicArn=part.topic_arn)
    session = stubbed_session(stubs)
    assert [*notification.read_subscriptions(session, pipeline)] == []
    assert [*notification.health(session, pipeline)] == []


def test_subscription_that_goes_while_it_is_read_is_gone_and_not_pending(stubs: StubbedClients) -> None:
    pipeline = resolved(designed())
    arn = f"{pipeline.topics[0].arn}:1"
    stubs.answer("sns", "list_subscriptions_by_topic", listing(arn), TopicArn=pipeline.topics[0].arn)
    stubs.refuse("sns", "get_subscription_attributes", "NotFound")
    stubs.answer("sns", "list_subscriptions_by_topic", listing(), TopicArn=pipeline.topics[1].arn)
    session = stubbed_session(stubs)
    assert [*notification.read_subscriptions(session, pipeline)] == []
    assert [*notification.health(session, pipeline)] == []


def test_pending_is_also_what_only_the_attributes_tell(stubs: StubbedClients) -> None:
    # moto, like AWS, lists a pending subscription without its ARN; the attribute is the last word.
    pipeline = resolved(designed())
    arn = f"{pipeline.topics[0].arn}:1"
    stubs.answer("sns", "list_subscriptions_by_topic", listing(arn), TopicArn=pipeline.topics[0].arn)
    attributes = {"Attributes": {"PendingConfirmation": "true"}}
    stubs.answer("sns", "get_subscription_attributes", attributes, SubscriptionArn=arn)
    stubs.answer("sns", "list_subscriptions_by_topic", listing(), TopicArn=pipeline.topics[1].arn)
    (observation,) = notification.health(stubbed_session(stubs), pipeline)
    assert observation.observed == "pending"


def test_subscription_on_a_second_page_is_found(stubs: StubbedClients) -> None:
    # moto answers with one page however many there are below a hundred.
    pipeline = resolved(designed())
    first, second = pipeline.topics
    stubs.answer("sns", "list_subscriptions_by_topic", {**listing(), "NextToken": "more"}, TopicArn=first.arn)
    more = listing("PendingConfirmation")
    stubs.answer("sns", "list_subscriptions_by_topic", more, TopicArn=first.arn, NextToken="more")
    stubs.answer("sns", "list_subscriptions_by_topic", listing(), TopicArn=second.arn)
    (observed,) = notification.read_subscriptions(stubbed_session(stubs), pipeline)
    assert observed.endpoint == fingerprint(ILERT)


def listing(*arns: str) -> dict[str, Any]:
    return {"Subscriptions": [{"SubscriptionArn": arn, "Protocol": "https", "Endpoint": ILERT} for arn in arns]}


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


def test_references_are_resolved_from_variables_and_parameters(account: SandboxedAccount) -> None:
    account.store_endpoints()
    found = notification.resolve(account.session(), account.pipeline, ENDPOINTS)
    assert [part.endpoint for part in found.subscriptions] == [fingerprint(ILERT), fingerprint(TASKCALL)]


def test_variable_is_found_under_the_name_that_terraform_reads(account: SandboxedAccount) -> None:
    account.store_endpoints()
    found = notification.resolve(account.session(), account.pipeline, {"TF_VAR_ILERT_URL": ILERT})
    assert found.subscriptions[0].endpoint == fingerprint(ILERT)


def test_fingerprint_stays_as_it_is(account: SandboxedAccount) -> None:
    assert notification.resolve(account.session(), account.resolved, {}) == account.resolved


def test_variable_that_is_not_set_is_named(account: SandboxedAccount) -> None:
    with pytest.raises(CallFailed, match=r"^env:ILERT_URL: the endpoint is not there"):
        notification.resolve(account.session(), account.pipeline, {})


def test_parameter_that_is_not_there_is_named(account: SandboxedAccount) -> None:
    with pytest.raises(CallFailed, match=r"^ssm:/endpoints/taskcall: the endpoint is not there"):
        notification.resolve(account.session(), account.pipeline, ENDPOINTS)


def test_parameter_that_may_not_be_read_is_told_with_its_action(account: SandboxedAccount) -> None:
    account.fail("ssm", "GetParameter")
    with pytest.raises(CallFailed, match=r"^ssm:GetParameter: access denied"):
        notification.resolve(account.session(), account.pipeline, ENDPOINTS)


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
