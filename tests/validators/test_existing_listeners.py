"""What a check says of a topic that was there before, and of who listens to it."""

import dataclasses
import json

import pytest

from tests.validators import console
from tests.validators.deployment import deploy
from tests.validators.designed import ENDPOINTS, designed
from tests.validators.findings import finding, findings
from tests.validators.handmade import document
from tests.validators.pasted import paste
from tests.validators.sandboxed import SandboxedAccount
from validators import subscriptions
from validators.finding import Status
from validators.repair import repairs
from validators.session import Clients
from validators.subscriptions import State


@pytest.fixture
def listened(account: SandboxedAccount) -> SandboxedAccount:
    """An account whose topic the console made, with the vendor's subscription on it, confirmed."""
    account_id = account.pipeline.account.id
    there = {"on-call": {"topic": "Alarms", "vendor": "ilert", "url": "env:ILERT_URL"}}
    account.pipeline = designed(account_id, trail={"encryption": "sse-s3"}, destinations=there, routes={})
    subscription = console.topic(account.pipeline.account, account.client, "Alarms", ENDPOINTS["ILERT_URL"])
    account.confirm(subscription.rpartition(":")[0], subscription)
    deploy(dataclasses.replace(account.pipeline, topics=(), subscriptions=()), account.client)
    return account


def test_a_topic_of_the_console_and_its_subscription_are_in_sync(listened: SandboxedAccount) -> None:
    assert findings(listened) == []


def test_whoever_else_listens_to_an_existing_topic_is_its_owners_affair(listened: SandboxedAccount) -> None:
    arn = listened.pipeline.topics[0].arn
    listened.client("sns").subscribe(TopicArn=arn, Protocol="https", Endpoint="https://other.example.com/x")
    assert [one for one in findings(listened) if one.status is Status.unmanaged] == []


def test_a_subscription_that_is_gone_is_told_with_the_command(listened: SandboxedAccount) -> None:
    sns, arn = listened.client("sns"), listened.pipeline.topics[0].arn
    (there,) = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    sns.unsubscribe(SubscriptionArn=there["SubscriptionArn"])
    found = finding(listened, "subscription", "")
    assert found.status is Status.missing
    assert found.repair.startswith(f"trailbell subscriptions --resend --account {listened.pipeline.account.name}, ")


def test_a_topic_that_alarms_may_not_publish_to_is_opened_by_pasting_the_remedy(listened: SandboxedAccount) -> None:
    arn = listened.pipeline.topics[0].arn
    closed = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sns:Publish", "Resource": arn}
    sns = listened.client("sns")
    sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=document(closed))
    paste(finding(listened, "topic", "policy").repair, listened.client)
    assert findings(listened) == []
    kept = json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"])
    assert closed in kept["Statement"]


def test_a_hand_built_direct_path_is_in_sync(listened: SandboxedAccount) -> None:
    account_id, arn = listened.pipeline.account.id, listened.pipeline.topics[0].arn
    there = {"on-call": {"topic": "Alarms", "vendor": "ilert", "url": "env:ILERT_URL"}}
    trail = {"encryption": "sse-s3", "notify": "on-call"}
    listened.pipeline = designed(account_id, trail=trail, destinations=there, routes={}, existing={"trail": "bell"})
    assert [(one.part, one.field) for one in findings(listened)] == [("trail", "topic_arn")]
    listened.client("cloudtrail").update_trail(Name="bell", SnsTopicName=arn.rpartition(":")[2])
    assert findings(listened) == []


def test_a_subscription_of_an_existing_topic_is_asked_for_anew_on_a_persons_word(listened: SandboxedAccount) -> None:
    sns, arn = listened.client("sns"), listened.pipeline.topics[0].arn
    (there,) = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    sns.unsubscribe(SubscriptionArn=there["SubscriptionArn"])
    owner = dataclasses.replace(listened.pipeline.account, deploy_role="Deployer")
    desired = dataclasses.replace(listened.pipeline, account=owner)
    asked = subscriptions.resend(desired, {"ILERT_URL": ENDPOINTS["ILERT_URL"]}, Clients())
    assert [one.state for one in asked.subscriptions] == [State.asked], asked.unread
    assert len(sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]) == 1


def test_no_repair_listens_to_an_existing_topic(listened: SandboxedAccount) -> None:
    sns, arn = listened.client("sns"), listened.pipeline.topics[0].arn
    (there,) = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    sns.unsubscribe(SubscriptionArn=there["SubscriptionArn"])
    assert [*repairs(listened.pipeline, finding(listened, "subscription", ""))] == []
