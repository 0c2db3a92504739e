"""moto has no Amazon Q Developer: everything here is written down after its API's own description."""

from typing import Any

import pytest

from alerts.alert import Severity
from pipeline.chat import ChatChannel
from pipeline.fact import facts
from pipeline.pipeline import Pipeline
from tests.validators.designed import designed, differing
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import chat

UUID = "1e2d3c4b-1234-4321-abcd-0123456789ab"
SLACK = {"slack": {"workspace": "T07EA123LEP", "channel": "C07EZ1ABC23"}}
TEAMS = {"teams": {"tenant": UUID, "team": UUID, "channel": "19:abc@thread.tacv2"}}


def pipeline_of(channel: dict[str, Any]) -> Pipeline:
    return designed(destinations={"chat": channel}, routes={}, trail={})


def answered(part: ChatChannel, **different: Any) -> dict[str, Any]:
    """The configuration as the service lists it."""
    own = {
        "slack": {
            "SlackTeamId": part.workspace, "SlackTeamName": "Acme", "SlackChannelId": part.channel,
            "SlackChannelName": "alarms",
        },
        "teams": {"TeamId": part.workspace, "TenantId": part.tenant, "ChannelId": part.channel},
    }[part.client]  # fmt: skip
    common = {
        "ConfigurationName": part.name,
        "ChatConfigurationArn": f"arn:aws:chatbot::111122223333:chat-configuration/channel/{part.name}",
        "IamRoleArn": part.role_arn,
        "SnsTopicArns": [*part.topic_arns],
        "GuardrailPolicyArns": [*part.guardrail_policies],
        "UserAuthorizationRequired": False,
        "LoggingLevel": "NONE",
    }
    return own | common | different


def slack_answers(stubs: StubbedClients, *found: dict[str, Any], **more: Any) -> None:
    stubs.answer("chatbot", "describe_slack_channel_configurations", {"SlackChannelConfigurations": [*found], **more})


def test_deployed_slack_channel_equals_the_designed_one(stubs: StubbedClients) -> None:
    pipeline = pipeline_of(SLACK)
    slack_answers(stubs, answered(pipeline.chat_channels[0]))
    assert (*chat.read(stubbed_session(stubs), pipeline),) == pipeline.chat_channels


def test_deployed_teams_channel_equals_the_designed_one(stubs: StubbedClients) -> None:
    pipeline = pipeline_of(TEAMS)
    answer = {"TeamChannelConfigurations": [answered(pipeline.chat_channels[0])]}
    stubs.answer("chatbot", "list_microsoft_teams_channel_configurations", answer)
    assert (*chat.read(stubbed_session(stubs), pipeline),) == pipeline.chat_channels


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
def test_tampering_with_a_channel_is_seen_in_its_field(stubs: StubbedClients, fact: str) -> None:
    pipeline = pipeline_of(SLACK)
    (wanted,) = pipeline.chat_channels
    slack_answers(stubs, answered(wanted, **TAMPERING[fact]))
    (observed,) = chat.read(stubbed_session(stubs), pipeline)
    assert differing(wanted, observed) == {fact}


def test_every_fact_of_a_channel_is_tampered_with() -> None:
    assert {name for name, _ in facts(ChatChannel)} == {*TAMPERING, "tenant"}


def test_channel_in_another_tenant_is_seen(stubs: StubbedClients) -> None:
    pipeline = pipeline_of(TEAMS)
    (wanted,) = pipeline.chat_channels
    answer = {"TeamChannelConfigurations": [answered(wanted, TenantId=UUID.replace("1", "2"))]}
    stubs.answer("chatbot", "list_microsoft_teams_channel_configurations", answer)
    (observed,) = chat.read(stubbed_session(stubs), pipeline)
    assert differing(wanted, observed) == {"tenant"}


def test_channel_on_a_second_page_is_found_and_others_are_left_alone(stubs: StubbedClients) -> None:
    pipeline = pipeline_of(SLACK)
    (wanted,) = pipeline.chat_channels
    slack_answers(stubs, answered(wanted, ConfigurationName="theirs"), NextToken="more")
    second = {"SlackChannelConfigurations": [answered(wanted)]}
    stubs.answer("chatbot", "describe_slack_channel_configurations", second, NextToken="more")
    assert [part.name for part in chat.read(stubbed_session(stubs), pipeline)] == ["bell-chat"]


def test_channel_that_is_gone_is_not_read(stubs: StubbedClients) -> None:
    slack_answers(stubs)
    assert [*chat.read(stubbed_session(stubs), pipeline_of(SLACK))] == []


def test_nothing_is_asked_where_no_channel_is_declared(stubs: StubbedClients) -> None:
    assert [*chat.read(stubbed_session(stubs), designed())] == []


def test_channel_that_the_organization_disabled_is_unhealthy(stubs: StubbedClients) -> None:
    pipeline = pipeline_of(SLACK)
    slack_answers(stubs, answered(pipeline.chat_channels[0], State="DISABLED", StateReason="Slack is not allowed."))
    (seen,) = chat.health(stubbed_session(stubs), pipeline)
    assert (seen.severity, seen.observed) == (Severity.critical, "DISABLED: Slack is not allowed.")


def test_channel_that_is_enabled_is_healthy(stubs: StubbedClients) -> None:
    pipeline = pipeline_of(SLACK)
    slack_answers(stubs, answered(pipeline.chat_channels[0], State="ENABLED"))
    assert [*chat.health(stubbed_session(stubs), pipeline)] == []
