"""Read chat channels of Amazon Q Developer and their roles back, and whether the service may tell them anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alerts.alert import Severity
from pipeline.chat import ChatChannel, ChatRole, region_of, teams_channel
from pipeline.pipeline import Pipeline
from validators import role
from validators.reading import Observation
from validators.role import ROLE_PERMISSIONS
from validators.session import Session

PERMISSIONS = (
    "chatbot:DescribeSlackChannelConfigurations", "chatbot:ListMicrosoftTeamsChannelConfigurations",
    *ROLE_PERMISSIONS,
)  # fmt: skip


def configurations(session: Session, desired: Pipeline) -> Iterator[tuple[ChatChannel, dict[str, Any]]]:
    """The declared channels that are there, each with what the service says of it."""
    if not desired.chat_channels:
        return
    there = session.elsewhere(region_of(session.account.region))
    clients = {part.client for part in desired.chat_channels}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for client, operation, key in _LISTS:
        if client in clients:
            for one in there.pages("chatbot", operation, key):
                found[client, one.get("ConfigurationName", "")] = one
    for part in desired.chat_channels:
        if (one := found.get((part.client, part.name))) is not None:
            yield part, one


_LISTS = (
    ("slack", "describe_slack_channel_configurations", "SlackChannelConfigurations"),
    ("teams", "list_microsoft_teams_channel_configurations", "TeamChannelConfigurations"),
)


def read(session: Session, desired: Pipeline) -> Iterator[ChatChannel]:
    """The declared channels that are there."""
    for wanted, found in configurations(session, desired):
        slack = wanted.client == "slack"
        yield ChatChannel(
            account=session.account,
            name=wanted.name,
            destination=wanted.destination,
            client=wanted.client,
            workspace=found["SlackTeamId"] if slack else found["TeamId"],
            channel=found["SlackChannelId"] if slack else teams_channel(found["ChannelId"]),
            tenant="" if slack else found["TenantId"],
            role_arn=found["IamRoleArn"],
            topic_arns=tuple(sorted(found.get("SnsTopicArns", ()))),
            guardrail_policies=tuple(sorted(found.get("GuardrailPolicyArns", ()))),
            user_authorization_required=bool(found.get("UserAuthorizationRequired", False)),
            logging_level=found.get("LoggingLevel", "NONE"),
        )


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """Channels that an organization's policy has disabled.

    https://docs.aws.amazon.com/chatbot/latest/APIReference/API_SlackChannelConfiguration.html
    """
    for wanted, found in configurations(session, desired):
        if found.get("State", "ENABLED") != "ENABLED":
            yield Observation(
                part="chat-channel", resource=wanted.name, field="state", expected="ENABLED",
                observed=f"{found['State']}: {str(found.get('StateReason') or 'no reason given')[:200]}",
                severity=Severity.critical, message="Amazon Q Developer tells this channel nothing.",
                repair="let the organization's policy for chat applications allow it, or use a forwarder",
            )  # fmt: skip


def read_roles(session: Session, desired: Pipeline) -> Iterator[ChatRole]:
    """The declared roles that are there."""
    for wanted in desired.chat_roles:
        if (found := role.read(session, wanted.name)) is not None:
            yield ChatRole(account=session.account, name=wanted.name, **found)
