"""The workspaces that let the service in, the configurations of channels, and the subscriptions, by account."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from moto.core.base_backend import BackendDict, BaseBackend
from moto.sns.exceptions import TopicNotFound
from moto.sns.models import SNSBackend, sns_backends
from moto.utilities.arns import parse_arn

from pipeline.chat import ENDPOINT
from sandbox.chatbot.errors import Refusal
from sandbox.chats import Message

Client = Literal["slack", "teams"]
WORKSPACE: dict[Client, str] = {"slack": "SlackTeamId", "teams": "TeamId"}
"""What the API calls the place that somebody has to let the service into."""

_GUIDE = "https://docs.aws.amazon.com/chatbot/latest/adminguide"
_KINDS: dict[Client, str] = {"slack": "slack-channel", "teams": "microsoft-teams-channel"}
"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_awschatbot.html"""

_DEFAULTS: dict[str, Any] = {
    "SnsTopicArns": [],
    "LoggingLevel": "NONE",
    "GuardrailPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
    "UserAuthorizationRequired": False,
    "Tags": [],
}
"""https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html"""


@dataclass(slots=True)
class ChannelConfiguration:
    """`settings` are what the API tells of it, by its names."""

    client: Client
    arn: str
    settings: dict[str, Any]

    @property
    def topics(self) -> list[str]:
        return list(self.settings["SnsTopicArns"])


class ChatbotBackend(BaseBackend):  # type: ignore[misc]  # moto says nothing of its types
    """One account's; `heard` is what its channels were told, oldest first."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.workspaces: dict[Client, list[str]] = {"slack": [], "teams": []}
        self.configurations: dict[str, ChannelConfiguration] = {}
        self.heard: list[Message] = []

    @property
    def flask_paths(self) -> dict[str, Any]:
        from sandbox.chatbot.responses import ChatbotResponse

        return {"/<path:path>": ChatbotResponse.dispatch}

    def authorize(self, client: Client, workspace: str) -> None:
        """What a person does in the console, and no API."""
        if workspace not in self.workspaces[client]:
            self.workspaces[client].append(workspace)

    def of(self, client: Client) -> Iterator[ChannelConfiguration]:
        return (one for one in [*self.configurations.values()] if one.client == client)

    def create(self, client: Client, asked: dict[str, Any]) -> ChannelConfiguration:
        """The name is the account's own: https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html"""
        settings = _DEFAULTS | {name: value for name, value in asked.items() if value is not None}
        self._refuse_strangers(client, settings)
        arn = f"arn:aws:chatbot::{self.account_id}:chat-configuration/{_KINDS[client]}/{asked['ConfigurationName']}"
        if arn in self.configurations:
            raise Refusal("ConflictException", f"The configuration {asked['ConfigurationName']} exists.")
        made = ChannelConfiguration(client, arn, settings)
        self._refuse_twice(made)
        self._subscribe(made.topics)
        self.configurations[arn] = made
        return made

    def update(self, asked: dict[str, Any]) -> ChannelConfiguration:
        """What is not asked for stays."""
        found = self.find(asked["ChatConfigurationArn"])
        changes = {name: value for name, value in asked.items() if value is not None}
        changed = ChannelConfiguration(found.client, found.arn, found.settings | changes)
        self._refuse_twice(changed)
        self._subscribe([arn for arn in changed.topics if arn not in found.topics])
        self.configurations[found.arn] = changed
        self._unsubscribe(arn for arn in found.topics if arn not in changed.topics)
        return changed

    def delete(self, arn: str) -> None:
        found = self.find(arn)
        del self.configurations[arn]
        self._unsubscribe(found.topics)

    def find(self, arn: str) -> ChannelConfiguration:
        if arn not in self.configurations:
            raise Refusal("ResourceNotFoundException", f"There is no configuration {arn}.")
        return self.configurations[arn]

    def _refuse_strangers(self, client: Client, settings: dict[str, Any]) -> None:
        """In AWS's words for Slack, as far as known for Teams.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-chatbot-slackchannelconfiguration.html
        https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-chatbot-microsoftteamschannelconfiguration.html
        """
        if (workspace := settings[WORKSPACE[client]]) in self.workspaces[client]:
            return
        told = {
            "slack": f"AWS Chatbot can't create the configuration because Slack workspace {workspace} is not "
            f"authorized with AWS account {self.account_id}. See {_GUIDE}/slack-setup.html#slack-client-setup",
            "teams": f"The team id you are using is not configured. See {_GUIDE}/teams-setup.html#teams-client-setup",
        }
        raise Refusal("InvalidRequestException", told[client])

    def _refuse_twice(self, wanted: ChannelConfiguration) -> None:
        """A channel of Slack has one configuration in an account; of Teams nothing is said.

        https://github.com/hashicorp/terraform-provider-awscc/issues/1011
        """
        channel = wanted.settings.get("SlackTeamId"), wanted.settings.get("SlackChannelId")
        for one in self.of("slack"):
            there = one.settings["SlackTeamId"], one.settings["SlackChannelId"]
            if wanted.client == "slack" and one.arn != wanted.arn and there == channel:
                raise Refusal(
                    "InvalidRequestException",
                    f"Slack channel with ID {channel[1]} in Slack team {channel[0]} has already been configured for "
                    f"AWS account {self.account_id}.",
                )

    def _subscribe(self, topics: list[str]) -> None:
        """The service subscribes by its service-linked role, and confirms by itself; to no topic that is not there.

        https://docs.aws.amazon.com/chatbot/latest/adminguide/slr-permissions.html
        """
        for arn in topics:
            try:
                made = _sns(arn).subscribe(arn, ENDPOINT, "https")
            except TopicNotFound:
                raise Refusal("InvalidRequestException", f"The topic {arn} does not exist.") from None
            made.attributes |= {"PendingConfirmation": False, "ConfirmationWasAuthenticated": True}

    def _unsubscribe(self, topics: Iterator[str] | list[str]) -> None:
        """From topics that no other channel is told of."""
        told = {arn for one in self.configurations.values() for arn in one.topics}
        for arn in topics:
            for subscription in [*_sns(arn).subscriptions.values()]:
                if arn not in told and (subscription.topic.arn, subscription.endpoint) == (arn, ENDPOINT):
                    _sns(arn).unsubscribe(subscription.arn)


def _sns(topic_arn: str) -> SNSBackend:
    arn = parse_arn(topic_arn)
    return sns_backends[arn.account][arn.region]


chatbot_backends = BackendDict(ChatbotBackend, "chatbot", use_boto3_regions=False, additional_regions=["aws"])
"""What moto finds the service by. Its configurations are those of all its regions."""


def of_account(account: str) -> ChatbotBackend:
    backend: ChatbotBackend = chatbot_backends[account]["aws"]
    return backend


def heard() -> list[Message]:
    """What the channels of all accounts were told, each account's oldest first."""
    return [message for account in [*chatbot_backends] for message in of_account(account).heard]
