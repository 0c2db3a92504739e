from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.chatbot import constraints
from sandbox.chatbot.errors import Refusal
from tests.sandbox.chatbot.asked import SLACK, TEAM, TEAMS, Chat

WRONG_SLACK: dict[str, Any] = {
    "ConfigurationName": "no spaces",
    "SlackTeamId": "t07",
    "SlackChannelId": "#alarms",
    "IamRoleArn": "the role of the chat",
    "SnsTopicArns": ["the topic of alarms"],
    "LoggingLevel": "DEBUG",
    "GuardrailPolicyArns": ["arn:aws:iam::aws:policy/aws-service-role/Mine"],
}
WRONG_TEAMS: dict[str, Any] = {
    "TeamId": TEAM.replace("-", "_"),
    "TenantId": TEAM.replace("a", "z"),
    "ChannelId": "19:abc@thread.tacv2",
}


@pytest.mark.parametrize("name", WRONG_SLACK)
def test_each_part_of_a_slack_channel_has_the_form_that_aws_wants(chat: Chat, name: str) -> None:
    with pytest.raises(ClientError, match=rf"InvalidParameterException.*at '{name}' failed to satisfy constraint"):
        chat.slack(**{name: WRONG_SLACK[name]})


@pytest.mark.parametrize("name", WRONG_TEAMS)
def test_each_part_of_a_teams_channel_has_the_form_that_aws_wants(chat: Chat, name: str) -> None:
    with pytest.raises(ClientError, match=rf"InvalidParameterException.*at '{name}' failed to satisfy constraint"):
        chat.teams(**{name: WRONG_TEAMS[name]})


@pytest.mark.moto
def test_what_is_as_aws_wants_it_passes() -> None:
    constraints.check("CreateSlackChannelConfiguration", SLACK)
    constraints.check("CreateMicrosoftTeamsChannelConfiguration", TEAMS)


@pytest.mark.moto
@pytest.mark.parametrize(
    ("different", "told"),
    [
        ({"IamRoleArn": None}, "Value null at 'IamRoleArn' failed to satisfy constraint: Member must not be null"),
        ({"ConfigurationName": "a" * 129}, "Member must have a length between 1 and 128"),
        ({"SlackChannelId": "C07EZ1ABC23\n"}, "Member must satisfy regular expression pattern"),
    ],
)
def test_what_is_missing_too_long_or_only_begins_well_is_refused(different: dict[str, Any], told: str) -> None:
    with pytest.raises(Refusal, match=told):
        constraints.check("CreateSlackChannelConfiguration", SLACK | different)
