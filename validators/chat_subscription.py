"""The subscriptions that Amazon Q Developer makes, and Terraform does not know: what brings one back that was ended.

The service subscribes when a topic is added to a channel. So the topic is taken from the channel and given back to it,
on a person's word only; the channel's other topics stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.chat import ChatChannel, region_of
from pipeline.pipeline import Pipeline
from validators.chat import configurations
from validators.finding import Finding, Status
from validators.reading import CallFailed, Unread
from validators.session import Session

WRITE_PERMISSIONS = (
    "chatbot:UpdateMicrosoftTeamsChannelConfiguration", "chatbot:UpdateSlackChannelConfiguration",
)  # fmt: skip

_UPDATES = {
    "slack": ("update_slack_channel_configuration", "SlackChannelId"),
    "teams": ("update_microsoft_teams_channel_configuration", "ChannelId"),
}


def update_of(desired: Pipeline, finding: Finding) -> str | None:
    """The IAM action that brings back what a finding misses or waits for, where the service subscribes it."""
    if finding.part != "subscription" or (finding.status is not Status.missing and finding.field != "confirmation"):
        return None
    part = _told(desired, finding.resource.partition(" -> ")[0])
    return _action(part) if part is not None else None


def _action(part: ChatChannel) -> str:
    return next(one for one in WRITE_PERMISSIONS if part.client in one.lower())


def remedied(desired: Pipeline, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same findings; a missing subscription names what brings it back, where no deployment does.

    A deployment does where it changes the topics of the channel, or makes the channel.
    """
    found = [*findings]
    changed = {one.resource for one in found if one.part == "chat-channel" and one.field in ("", "topic_arns")}
    for finding in found:
        part = _told(desired, finding.resource.partition(" -> ")[0])
        if update_of(desired, finding) and part and part.name not in changed:
            yield replace(finding, repair=f"trailbell repair --account {desired.account.name}")
        else:
            yield finding


def listen_again(reader: Session, writer: Session, desired: Pipeline, topic_arn: str) -> None:
    """Let the service subscribe to this topic of a chat; raises CallFailed, also where the channel is not there."""
    there = writer.elsewhere(region_of(writer.account.region))
    for part, found in configurations(reader, desired):
        if topic_arn in part.topic_arns:
            operation, channel = _UPDATES[part.client]
            ids = {"ChatConfigurationArn": found["ChatConfigurationArn"], channel: found[channel]}
            others = [arn for arn in found.get("SnsTopicArns", ()) if arn != topic_arn]
            for topics in (others, [*others, topic_arn]):
                there.ask("chatbot", operation, (), **ids, SnsTopicArns=topics)
            return
    if (wanted := _told(desired, topic_arn)) is not None:
        raise CallFailed(Unread(_action(wanted), f"the chat channel {wanted.name} is not there; deploy it"))


def _told(desired: Pipeline, topic_arn: str) -> ChatChannel | None:
    return next((part for part in desired.chat_channels if topic_arn in part.topic_arns), None)
