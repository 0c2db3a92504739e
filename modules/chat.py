"""A chat channel that Amazon Q Developer tells of alarms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, TerraformStack
from constructs import Construct

from imports.aws.chatbot_slack_channel_configuration import ChatbotSlackChannelConfiguration
from imports.aws.chatbot_teams_channel_configuration import ChatbotTeamsChannelConfiguration
from modules.literal import literal
from modules.notification import Topic
from modules.role import Role
from pipeline import chat
from pipeline.pipeline import Pipeline


class ChatChannel(Construct):
    """The configuration of a channel of Slack or Teams; the service subscribes it to its topics.

    >>> ChatChannel(stack, "chat-on-call", part, depends_on=role.ready)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: chat.ChatChannel,
        *,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        common = {
            "configuration_name": part.name,
            "iam_role_arn": part.role_arn,
            "sns_topic_arns": list(part.topic_arns),
            "guardrail_policy_arns": list(part.guardrail_policies),
            "user_authorization_required": part.user_authorization_required,
            "logging_level": part.logging_level,
            "depends_on": [*depends_on],
        }
        if part.client == "slack":
            ChatbotSlackChannelConfiguration(
                self, "Resource", slack_team_id=part.workspace, slack_channel_id=part.channel, **common
            )
        else:
            ChatbotTeamsChannelConfiguration(
                self,
                "Resource",
                team_id=part.workspace,
                channel_id=literal(part.channel),
                tenant_id=part.tenant,
                **common,
            )


def chat_channels(stack: TerraformStack, pipeline: Pipeline, topics: Mapping[str, Topic]) -> None:
    """Every chat channel of a pipeline, with its role, after its topic."""
    ready = {role.arn: Role(stack, f"chat-role-{role.name}", role).ready for role in pipeline.chat_roles}
    for part in pipeline.chat_channels:
        before = [*ready[part.role_arn], *(one for arn in part.topic_arns for one in topics[arn].ready)]
        ChatChannel(stack, f"chat-{part.name}", part, depends_on=before)
