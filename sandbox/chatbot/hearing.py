"""What becomes of a notification: a CloudWatch alarm is told in the channels of its topic, anything else is dropped.

SNS is answered either way, and so counts it as delivered. AWS's service understands more than alarms, of which nothing
is sent here: https://docs.aws.amazon.com/chatbot/latest/adminguide/related-services.html. The rest it notes in a log as
not supported: https://repost.aws/knowledge-center/sns-aws-chatbot-message-troubleshooting.
"""

import json
import logging
from typing import Any

from moto.utilities.arns import parse_arn

from sandbox.chatbot.configurations import WORKSPACE, ChannelConfiguration, of_account
from sandbox.chats import MAX_KEPT, Message

log = logging.getLogger(__name__)


def hear(body: bytes) -> None:
    """Take the body that SNS posts to the service's endpoint."""
    envelope = _json_object(body)
    topic_arn = envelope.get("TopicArn")  # without an envelope where somebody set raw delivery
    alarm = _json_object(envelope.get("Message"))
    if not isinstance(topic_arn, str) or not {"AlarmName", "NewStateValue"} <= alarm.keys():
        log.warning(
            "Event received is not supported: a notification of %s", topic_arn or "a topic without its envelope"
        )
        return
    account = of_account(parse_arn(topic_arn).account)
    for one in [*account.configurations.values()]:
        if topic_arn in one.topics:
            account.heard = [*account.heard, _told(one, alarm)][-MAX_KEPT:]


def _json_object(text: Any) -> dict[str, Any]:
    """Whatever somebody published: what is no JSON, or nested too deeply for Python, is not supported either."""
    try:
        read = json.loads(text) if isinstance(text, str | bytes) else None
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _told(configuration: ChannelConfiguration, alarm: dict[str, Any]) -> Message:
    settings, client = configuration.settings, configuration.client
    channel = settings["SlackChannelId" if client == "slack" else "ChannelId"]
    text = f"{alarm['NewStateValue']}: {alarm['AlarmName']}"
    return Message(f"{settings[WORKSPACE[client]]}/{channel}", client, (text,), ())
