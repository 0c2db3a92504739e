"""What a webhook of Slack or Teams makes of the messages it receives: the text that people see; knows nothing of HTTP.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
https://learn.microsoft.com/en-us/power-automate/teams/send-a-message-in-teams
Only as much of their formats is understood as a forwarder writes.
"""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

MAX_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Message:
    """`integration` is the first segment of the webhook's path: the rest of it may be a key.

    Of Amazon Q Developer's messages it is the workspace and the channel.
    """

    integration: str
    chat: Literal["slack", "teams"]
    lines: tuple[str, ...]
    links: tuple[str, ...]


class Chats:
    """Threads share it. Keeps the newest `MAX_KEPT`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: list[Message] = []

    def forget(self) -> None:
        with self._lock:
            self._messages.clear()

    def receive(self, path: str, body: dict[str, Any]) -> bool:
        """Whether it is a message for a chat; then it is kept."""
        integration = path.strip("/").split("/")[0]
        match body:
            case {"blocks": list(blocks)}:
                message = Message(integration, "slack", (*_slack(blocks),), (*_urls(blocks),))
            case {"attachments": [{"content": {"body": list(blocks), **rest}}]}:
                message = Message(integration, "teams", (*_teams(blocks),), (*_urls(rest.get("actions", [])),))
            case _:
                return False
        with self._lock:
            self._messages = [*self._messages, message][-MAX_KEPT:]
        return True

    def report(self) -> list[dict[str, Any]]:
        """Oldest first."""
        with self._lock:
            return [asdict(message) for message in self._messages]


def _slack(block: Any) -> Iterator[str]:
    """The lines of blocks, in the order in which Slack shows them."""
    match block:
        case {"type": "button"}:
            return
        case {"type": "plain_text" | "mrkdwn", "text": str(text)}:
            yield from html.unescape(text).splitlines()
        case dict():
            for value in block.values():
                yield from _slack(value)
        case list():
            for value in block:
                yield from _slack(value)


def _teams(blocks: list[Any]) -> Iterator[str]:
    for block in blocks:
        match block:
            case {"inlines": list(runs)}:
                yield "".join(str(run.get("text", "")) for run in runs if isinstance(run, dict))


def _urls(value: Any) -> Iterator[str]:
    match value:
        case {"url": str(url)}:
            yield url
        case dict():
            for one in value.values():
                yield from _urls(one)
        case list():
            for one in value:
                yield from _urls(one)
