"""A topic without subscriptions takes every message and drops it: the alarm's action succeeds and nobody is told."""

from __future__ import annotations

from policies.notification import alarm_topics
from policies.rule import rule
from policies.terraform import Resource

CHATS = ("aws_chatbot_slack_channel_configuration", "aws_chatbot_teams_channel_configuration")


@rule(
    "TRAILBELL_TOPIC_HAS_SUBSCRIPTION",
    "Every topic that alarms publish to has a subscription",
    alarm_topics,
    remedy="Add a subscription with this topic's ARN.",
    argument="name",
)
def topic_has_subscription(topic: Resource) -> str | None:
    if topic.beside("aws_sns_topic_subscription", "topic_arn"):
        return None
    if any(topic.is_meant_by(arn) for chat in topic.terraform.every(*CHATS) for arn in chat.many("sns_topic_arns")):
        return None  # the service subscribes by itself
    return f"nobody subscribes to {topic.own_name}, to which alarms publish"
