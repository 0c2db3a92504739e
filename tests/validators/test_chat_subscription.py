from __future__ import annotations

import dataclasses

import pytest

from pipeline.chat import ENDPOINT
from tests.validators.chatting import CHATS, deploy_chats
from tests.validators.deployment import deploy_topic
from tests.validators.designed import designed
from tests.validators.sandboxed import SandboxedAccount
from validators import chat_subscription, subscriptions
from validators.finding import Finding, Status
from validators.repair import perform, repairs
from validators.run import check
from validators.subscriptions import State

UPDATES = {"slack": "UpdateSlackChannelConfiguration", "teams": "UpdateMicrosoftTeamsChannelConfiguration"}


@pytest.fixture
def chats(account: SandboxedAccount) -> SandboxedAccount:
    """An account with its topics and the two chats that are told of them, and a role to deploy by."""
    pipeline = designed(account.pipeline.account.id, destinations=CHATS, routes={}, trail={})
    role = dataclasses.replace(pipeline.account, deploy_role="Deployer")
    account.pipeline = dataclasses.replace(pipeline, account=role)
    for topic in account.pipeline.topics:
        deploy_topic(topic, account.client, None)
    deploy_chats(account.pipeline, account.client, account.aws.url)
    return account


def topic_of(account: SandboxedAccount, name: str) -> str:
    return next(topic.arn for topic in account.pipeline.topics if topic.name.endswith(name))


def unsubscribe(account: SandboxedAccount, name: str) -> None:
    """Somebody ends what the service subscribed to the topic of this destination."""
    sns = account.client("sns")
    for one in sns.list_subscriptions_by_topic(TopicArn=topic_of(account, name))["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])


def listening(account: SandboxedAccount) -> list[str]:
    """The names of the topics that the service is subscribed to."""
    listed = account.client("sns").list_subscriptions()["Subscriptions"]
    return sorted(one["TopicArn"].rpartition("-")[2] for one in listed if one["Endpoint"] == ENDPOINT)


def resend(account: SandboxedAccount) -> subscriptions.AccountSubscriptions:
    return subscriptions.resend(account.pipeline, {}, account.clients)


def missing(account: SandboxedAccount) -> list[Finding]:
    (report,) = check([account.pipeline], {})
    return [one for one in report.findings if one.part == "subscription" and one.status is Status.missing]


@pytest.mark.parametrize("name", CHATS)
def test_what_the_service_subscribed_comes_back(chats: SandboxedAccount, name: str) -> None:
    unsubscribe(chats, name)
    found = {one.destination: one.state for one in resend(chats).subscriptions}
    assert found == {**dict.fromkeys(CHATS, State.confirmed), name: State.asked}
    assert listening(chats) == ["slack", "teams"]


def test_other_topics_of_a_channel_stay(chats: SandboxedAccount) -> None:
    chatbot = chats.client("chatbot")
    (before,) = chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"]
    other = str(chats.client("sns").create_topic(Name="other")["TopicArn"])
    ids = {name: before[name] for name in ("ChatConfigurationArn", "SlackChannelId")}
    chatbot.update_slack_channel_configuration(**ids, SnsTopicArns=[*before["SnsTopicArns"], other])
    unsubscribe(chats, "slack")
    resend(chats)
    (after,) = chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"]
    assert {*after["SnsTopicArns"]} == {*before["SnsTopicArns"], other}


def test_a_channel_that_is_not_there_is_told_and_nothing_is_asked(chats: SandboxedAccount) -> None:
    unsubscribe(chats, "slack")
    chatbot = chats.client("chatbot")
    (found,) = chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"]
    chatbot.delete_slack_channel_configuration(ChatConfigurationArn=found["ChatConfigurationArn"])
    told = resend(chats)
    assert [unread.reason for unread in told.unread] == ["the chat channel bell-slack is not there; deploy it"]
    assert State.asked not in {one.state for one in told.subscriptions}


@pytest.mark.parametrize("name", CHATS)
def test_a_repair_brings_back_what_no_deployment_would(chats: SandboxedAccount, name: str) -> None:
    unsubscribe(chats, name)
    (finding,) = missing(chats)
    assert finding.repair == f"trailbell repair --account {chats.pipeline.account.name}"
    (able,) = repairs(chats.pipeline, finding)
    assert (able.call, able.what) == (
        f"chatbot:{UPDATES[name]}",
        "take the topic from the channel and give it back",
    )
    perform(able, chats.pipeline, chats.clients, {})
    assert missing(chats) == []


def test_a_deployment_brings_back_what_went_with_the_channel(chats: SandboxedAccount) -> None:
    chatbot = chats.client("chatbot")
    (found,) = chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"]
    chatbot.delete_slack_channel_configuration(ChatConfigurationArn=found["ChatConfigurationArn"])
    (finding,) = missing(chats)
    assert finding.repair == f"cdktf deploy {chats.pipeline.account.name}"


@pytest.mark.parametrize("name", CHATS)
def test_a_role_that_may_not_change_the_channel_is_told(chats: SandboxedAccount, name: str) -> None:
    unsubscribe(chats, name)
    chats.fail("chatbot", UPDATES[name])
    (unread,) = resend(chats).unread
    assert str(unread) == f"chatbot:{UPDATES[name]}: access denied; allow this action for the role that deploys"


def test_each_kind_of_chat_has_its_permission() -> None:
    assert {f"chatbot:{update}" for update in UPDATES.values()} == {*chat_subscription.WRITE_PERMISSIONS}


def test_one_that_waits_for_its_confirmation_is_brought_back_the_same_way(chats: SandboxedAccount) -> None:
    unsubscribe(chats, "slack")
    (finding,) = missing(chats)
    waiting = dataclasses.replace(finding, status=Status.unhealthy, field="confirmation")
    assert [one.call for one in repairs(chats.pipeline, waiting)] == [f"chatbot:{UPDATES['slack']}"]


def test_a_missing_subscription_of_another_kind_is_none_of_the_service(chats: SandboxedAccount) -> None:
    unsubscribe(chats, "slack")
    (finding,) = missing(chats)
    other = dataclasses.replace(finding, resource="arn:aws:sns:eu-west-1:111122223333:theirs -> https://x.example")
    assert chat_subscription.update_of(chats.pipeline, other) is None
