"""A chat channel that Amazon Q Developer in chat applications (formerly AWS Chatbot) tells of alarms.

A person authorises the workspace or tenant once in its console; no API does that. The service subscribes to the topic
by itself. Its role may look at metrics, to draw the graph of an alarm, and nothing else, whoever asks in the channel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote

from pipeline.account import Account
from pipeline.fact import fact
from pipeline.log_group import DeliveryRole
from pipeline.policy_document import PolicyDocument, allow, service

ENDPOINT = "https://global.sns-api.chatbot.amazonaws.com"
"""What the service subscribes to a topic, for all its customers."""

REGIONS = ("us-east-2", "us-west-2", "eu-west-1", "ap-southeast-1")
"""Where its API is; what is made there counts everywhere: https://docs.aws.amazon.com/general/latest/gr/chatbot.html"""

REGION_OTHERWISE = "us-west-2"
"""Which of them the AWS provider of Terraform uses for accounts at home elsewhere."""

GRAPHS = [
    "cloudwatch:DescribeAlarmsForMetric", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics",
    "cloudwatch:GetMetricWidgetImage", "cloudwatch:ListMetrics",
]  # fmt: skip
"""What AWS's policy for notifications allows by wildcards, one by one; none of these takes a resource."""

Client = Literal["slack", "teams"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRole(DeliveryRole):
    """The role of a channel; inline policies by name, attached ones by ARN."""

    trust_policy: PolicyDocument = fact("high", "Amazon Q Developer cannot act for the channel, or others can.")
    inline_policies: tuple[tuple[str, PolicyDocument], ...] = fact(
        "high",
        "Messages lack their graph, or whoever is in the channel may do more than look at metrics.",
        removal="aws iam delete-role-policy --role-name {resource} --policy-name {added}",
    )
    attached_policies: tuple[str, ...] = fact(
        "critical",
        "Whoever is in the channel may do more than look at metrics.",
        default=(),
        removal="aws iam detach-role-policy --role-name {resource} --policy-arn {added}",
    )
    permissions_boundary: str | None = fact("low", "A boundary may keep graphs out of messages.", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatChannel:
    """The configuration of a channel. `workspace` is Slack's workspace or the Teams team, `tenant` that of Teams."""

    account: Account
    name: str
    destination: str
    client: Client
    workspace: str = fact("critical", "Alarms are told in another workspace.")
    channel: str = fact("critical", "Alarms are told in another channel.")
    tenant: str = fact("critical", "Alarms are told in another tenant.", default="")
    role_arn: str = fact("high", "Whoever is in the channel acts by another role.")
    topic_arns: tuple[str, ...] = fact("critical", "The channel is not told of alarms, or of other things as well.")
    guardrail_policies: tuple[str, ...] = fact(
        "high", "Whoever is in the channel may be able to do more by their own role."
    )
    user_authorization_required: bool = fact("low", "People in the channel act by roles of their own.", default=False)
    logging_level: str = fact("low", "What the service logs is another amount.", default="NONE")

    @property
    def arn(self) -> str:
        """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awschatbot.html"""
        kind = "slack-channel" if self.client == "slack" else "microsoft-teams-channel"
        return self.account.global_arn("chatbot", f"chat-configuration/{kind}/{self.name}")


def trust_policy(account: Account) -> PolicyDocument:
    """The service, for channels of this account alone.

    https://docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-iam-policies.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    statement = {
        "Sid": "ChatAssumes",
        "Effect": "Allow",
        "Principal": service("chatbot.amazonaws.com"),
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": account.id}},
    }
    return PolicyDocument((statement,))


def graph_policy(alarm_arns: str) -> PolicyDocument:
    """Look at metrics, and at these alarms."""
    return PolicyDocument((allow("Alarms", "cloudwatch:DescribeAlarms", alarm_arns), allow("Graphs", GRAPHS, "*")))


def guardrail(account: Account) -> str:
    """What nobody in the channel gets past, whatever their role: AWS's own policy for looking at CloudWatch."""
    return f"arn:{account.partition}:iam::aws:policy/CloudWatchReadOnlyAccess"


def teams_channel(channel: str) -> str:
    """The id of a Teams channel as it stands in its link, which is the only form that the API takes.

    >>> teams_channel("19:abc@thread.tacv2")
    '19%3Aabc%40thread.tacv2'

    https://docs.aws.amazon.com/chatbot/latest/APIReference/API_TeamsChannelConfiguration.html
    """
    return quote(unquote(channel), safe="=+/,")


def region_of(region: str) -> str:
    """Where the API is for an account at home in this region."""
    return region if region in REGIONS else REGION_OTHERWISE
