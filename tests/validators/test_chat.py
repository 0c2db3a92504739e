"""What the local AWS cannot show stands in answers that were written down: a channel that an organization disabled."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from alerts.alert import Severity
from pipeline.chat import ChatChannel
from pipeline.fact import facts
from pipeline.pipeline import Pipeline
from tests.validators.chatting import CHATS, SLACK, TEAMS, UUID, deploy_chat
from tests.validators.deployment import deploy_topic
from tests.validators.designed import designed, differing
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import chat
from validators.reading import CallFailed
from validators.run import check

Chatting = Callable[..., SandboxedAccount]


def pipeline_of(channel: dict[str, Any], account_id: str = "111122223333") -> Pipeline:
    return designed(account_id, destinations={"chat": channel}, routes={}, trail={})


@pytest.fixture
def chatting(account: SandboxedAccount) -> Chatting:
    """An account with one chat channel, deployed with these differences in AWS's words."""

    def deployed(channel: dict[str, Any], **different: Any) -> SandboxedAccount:
        account.pipeline = pipeline_of(channel, account.pipeline.account.id)
        (part,) = account.pipeline.chat_channels
        for topic in account.pipeline.topics:
            deploy_topic(topic, account.client, None)
        for workspace in {part.workspace, different.get("SlackTeamId", part.workspace)}:
            account.authorize_chat(part.client, workspace)
        deploy_chat(part, account.client, **different)
        return account

    return deployed


def read(account: SandboxedAccount) -> list[ChatChannel]:
    return [*chat.read(account.session(), account.pipeline)]


@pytest.mark.parametrize("channel", [SLACK, TEAMS], ids=["slack", "teams"])
def test_deployed_channel_equals_the_designed_one(chatting: Chatting, channel: dict[str, Any]) -> None:
    account = chatting(channel)
    assert read(account) == [*account.pipeline.chat_channels]


TAMPERING: dict[str, dict[str, Any]] = {
    "workspace": {"SlackTeamId": "T0EVIL"},
    "channel": {"SlackChannelId": "C0EVIL"},
    "role_arn": {"IamRoleArn": "arn:aws:iam::111122223333:role/admin"},
    "topic_arns": {"SnsTopicArns": []},
    "guardrail_policies": {"GuardrailPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]},
    "user_authorization_required": {"UserAuthorizationRequired": True},
    "logging_level": {"LoggingLevel": "INFO"},
}


@pytest.mark.parametrize("fact", TAMPERING)
def test_tampering_with_a_channel_is_seen_in_its_field(chatting: Chatting, fact: str) -> None:
    account = chatting(SLACK, **TAMPERING[fact])
    (observed,) = read(account)
    assert differing(account.pipeline.chat_channels[0], observed) == {fact}


def test_every_fact_of_a_channel_is_tampered_with() -> None:
    assert {name for name, _ in facts(ChatChannel)} == {*TAMPERING, "tenant"}


def test_channel_in_another_tenant_is_seen(chatting: Chatting) -> None:
    account = chatting(TEAMS, TenantId=UUID.replace("1", "2"))
    (observed,) = read(account)
    assert differing(account.pipeline.chat_channels[0], observed) == {"tenant"}


def test_another_case_in_the_id_of_a_teams_channel_is_the_same_channel(chatting: Chatting) -> None:
    account = chatting(TEAMS, ChannelId="19%3aabc%40thread.tacv2")
    assert read(account) == [*account.pipeline.chat_channels]


def test_channels_that_others_made_are_left_alone(chatting: Chatting) -> None:
    account = chatting(SLACK)
    (own,) = account.pipeline.chat_channels
    deploy_chat(dataclasses.replace(own, name="theirs", channel="C0THEIRS"), account.client)
    assert [part.name for part in read(account)] == ["bell-chat"]


def test_channel_that_is_gone_is_not_read(account: SandboxedAccount) -> None:
    account.pipeline = pipeline_of(SLACK, account.pipeline.account.id)
    assert read(account) == []


def test_channels_are_looked_for_where_the_service_is(account: SandboxedAccount) -> None:
    destinations = {"chat": SLACK}
    pipeline = designed(account.pipeline.account.id, "eu-central-1", destinations=destinations, routes={}, trail={})
    account.pipeline = pipeline
    assert read(account) == []


def test_channels_that_may_not_be_read_are_no_pass(chatting: Chatting) -> None:
    account = chatting(SLACK)
    account.fail("chatbot", "DescribeSlackChannelConfigurations")
    with pytest.raises(CallFailed, match=r"chatbot:DescribeSlackChannelConfigurations: access denied"):
        read(account)


def test_channel_that_is_enabled_is_healthy(chatting: Chatting) -> None:
    account = chatting(SLACK)
    assert [*chat.health(account.session(), account.pipeline)] == []


@pytest.fixture
def whole(account: SandboxedAccount) -> SandboxedAccount:
    """An account that is deployed whole, and tells chats of what is critical."""
    account.pipeline = designed(account.pipeline.account.id, destinations=CHATS, routes={}, trail={})
    account.deploy()
    return account


def test_account_that_tells_chats_is_in_sync_and_rings_in_both(whole: SandboxedAccount) -> None:
    (report,) = check([whole.pipeline], {})
    assert report.findings == ()
    assert {chain.sentence for chain in report.chains if chain.whole} == {
        '"Root user used" rings at slack and teams',
        '"Many calls in one region" rings at slack and teams',
    }


def disconnect(whole: SandboxedAccount) -> None:
    """Somebody takes the topic from the Slack channel, with which the service's subscription goes."""
    chatbot = whole.client("chatbot")
    (found,) = chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"]
    ids = {name: found[name] for name in ("ChatConfigurationArn", "SlackChannelId")}
    chatbot.update_slack_channel_configuration(**ids, SnsTopicArns=[])


def delete(whole: SandboxedAccount) -> None:
    chatbot = whole.client("chatbot")
    (found,) = chatbot.list_microsoft_teams_channel_configurations()["TeamChannelConfigurations"]
    chatbot.delete_microsoft_teams_channel_configuration(ChatConfigurationArn=found["ChatConfigurationArn"])


FOUND = {
    "slack": (disconnect, {("changed", "chat-channel", "topic_arns"), ("missing", "subscription", "")}),
    "teams": (delete, {("missing", "chat-channel", ""), ("missing", "subscription", "")}),
}


@pytest.mark.parametrize("name", FOUND)
def test_check_tells_of_a_chat_that_hears_nothing_any_more(whole: SandboxedAccount, name: str) -> None:
    tamper, expected = FOUND[name]
    tamper(whole)
    (report,) = check([whole.pipeline], {})
    assert {(str(one.status), one.part, one.field) for one in report.findings} == expected
    deaf = {route.name for chain in report.chains for route in chain.routes if route.flaws}
    assert deaf == {name}


def test_nothing_is_asked_where_no_channel_is_declared(stubs: StubbedClients) -> None:
    assert [*chat.read(stubbed_session(stubs), designed())] == []


def answered(part: ChatChannel, **different: Any) -> dict[str, Any]:
    """The configuration of a Slack channel as the service lists it."""
    told = {
        "ConfigurationName": part.name,
        "ChatConfigurationArn": f"arn:aws:chatbot::111122223333:chat-configuration/slack-channel/{part.name}",
        "SlackTeamName": "Acme",
        "SlackTeamId": part.workspace,
        "SlackChannelName": "alarms",
        "SlackChannelId": part.channel,
        "IamRoleArn": part.role_arn,
        "SnsTopicArns": [*part.topic_arns],
    }
    return told | different


def slack_answers(stubs: StubbedClients, *found: dict[str, Any], **more: Any) -> None:
    stubs.answer("chatbot", "describe_slack_channel_configurations", {"SlackChannelConfigurations": [*found], **more})


def test_channel_on_a_second_page_is_found(stubs: StubbedClients) -> None:
    pipeline = pipeline_of(SLACK)
    (wanted,) = pipeline.chat_channels
    slack_answers(stubs, answered(wanted, ConfigurationName="theirs"), NextToken="more")
    second = {"SlackChannelConfigurations": [answered(wanted)]}
    stubs.answer("chatbot", "describe_slack_channel_configurations", second, NextToken="more")
    assert [part.name for part in chat.read(stubbed_session(stubs), pipeline)] == ["bell-chat"]


def test_channel_that_the_organization_disabled_is_unhealthy(stubs: StubbedClients) -> None:
    pipeline = pipeline_of(SLACK)
    slack_answers(stubs, answered(pipeline.chat_channels[0], State="DISABLED", StateReason="Slack is not allowed."))
    (seen,) = chat.health(stubbed_session(stubs), pipeline)
    assert (seen.severity, seen.observed) == (Severity.critical, "DISABLED: Slack is not allowed.")
