"""Deploys chat channels with boto3, in workspaces that let the service in: what modules/chat.py does with Terraform."""

from __future__ import annotations

from typing import Any

from pipeline.chat import ChatChannel, region_of
from pipeline.pipeline import Pipeline
from tests.validators.bystanders import authorize_chats
from tests.validators.deployment import Client, deploy_role

UUID = "1e2d3c4b-1234-4321-abcd-0123456789ab"
SLACK: dict[str, Any] = {"slack": {"workspace": "T07EA123LEP", "channel": "C07EZ1ABC23"}}
TEAMS: dict[str, Any] = {"teams": {"tenant": UUID, "team": UUID, "channel": "19:abc@thread.tacv2"}}
CHATS = {"slack": SLACK, "teams": TEAMS}
"""A destination of each kind, by name."""


def deploy_chats(pipeline: Pipeline, client: Client, endpoint: str) -> None:
    """Roles and channels; `endpoint` is the local AWS, where somebody of each workspace lets the service in."""
    authorize_chats(pipeline, endpoint)
    for role in pipeline.chat_roles:
        deploy_role(role, client)
    for part in pipeline.chat_channels:
        deploy_chat(part, client)


def deploy_chat(part: ChatChannel, client: Client, **different: Any) -> str:
    """The ARN of the configuration, in an account that is at home where the service is; `different` in AWS's words."""
    assert region_of(part.account.region) == part.account.region
    common = {
        "ConfigurationName": part.name,
        "IamRoleArn": part.role_arn,
        "SnsTopicArns": [*part.topic_arns],
        "GuardrailPolicyArns": [*part.guardrail_policies],
        "UserAuthorizationRequired": part.user_authorization_required,
        "LoggingLevel": part.logging_level,
    }
    if part.client == "slack":
        own = {"SlackTeamId": part.workspace, "SlackChannelId": part.channel}
        made = client("chatbot").create_slack_channel_configuration(**common | own | different)
    else:
        own = {"TeamId": part.workspace, "TenantId": part.tenant, "ChannelId": part.channel}
        made = client("chatbot").create_microsoft_teams_channel_configuration(**common | own | different)
    return str(made["ChannelConfiguration"]["ChatConfigurationArn"])
