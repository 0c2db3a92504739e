"""What the tests of the chat service ask of it: one channel of Slack, one of Teams, each of one account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox import control
from tests.sandbox.local import Aws

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/chat"
TEAM = "1e2d3c4b-1234-4321-abcd-0123456789ab"
SLACK = {
    "ConfigurationName": "alarms",
    "IamRoleArn": ROLE,
    "SlackTeamId": "T07EA123LEP",
    "SlackChannelId": "C07EZ1ABC23",
}
TEAMS = {
    "ConfigurationName": "alarms",
    "IamRoleArn": ROLE,
    "TeamId": TEAM,
    "TenantId": TEAM,
    "ChannelId": "19%3Aabc%40thread.tacv2",
}


@dataclass(frozen=True, slots=True)
class Chat:
    """One account's clients, in a region where the service answers."""

    aws: Aws

    @property
    def chatbot(self) -> Any:
        return self.aws.client("chatbot", "eu-west-1", ACCOUNT)

    @property
    def sns(self) -> Any:
        return self.aws.client("sns", "eu-west-1", ACCOUNT)

    def authorize(self) -> None:
        control.authorize_chat(self.aws.url, ACCOUNT, "slack", SLACK["SlackTeamId"])
        control.authorize_chat(self.aws.url, ACCOUNT, "teams", TEAM)

    def slack(self, **different: Any) -> dict[str, Any]:
        """Create a configuration of a Slack channel; returns what the service tells of it."""
        made: dict[str, Any] = self.chatbot.create_slack_channel_configuration(**SLACK | different)
        return dict(made["ChannelConfiguration"])

    def teams(self, **different: Any) -> dict[str, Any]:
        """As `slack`, of a Teams channel."""
        made: dict[str, Any] = self.chatbot.create_microsoft_teams_channel_configuration(**TEAMS | different)
        return dict(made["ChannelConfiguration"])

    def topic(self, name: str = "alarms") -> str:
        return str(self.sns.create_topic(Name=name)["TopicArn"])

    def subscriptions(self, topic: str) -> list[dict[str, str]]:
        return list(self.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"])
