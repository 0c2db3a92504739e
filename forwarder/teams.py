"""A notice as an Adaptive Card, as a Teams workflow takes it ("When a Teams webhook request is received").

Rich text is used throughout: other text of a card is read as Markdown, where a message could place links of its own.
https://learn.microsoft.com/en-us/power-automate/teams/send-a-message-in-teams
https://adaptivecards.io/explorer/RichTextBlock.html
"""

from __future__ import annotations

from typing import Any

from forwarder.notice import Notice, links, words

_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_COLORS = {"critical": "attention", "high": "attention", "medium": "warning"}
_COLOR_OF_STATE = {"OK": "good"}


def payload(notice: Notice) -> dict[str, Any]:
    """The body of the request, before it becomes JSON."""
    content = {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": [*_body(notice)],
        "actions": [{"type": "Action.OpenUrl", "title": label, "url": link} for label, link in links(notice)],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [attachment]}


def _body(notice: Notice) -> list[dict[str, Any]]:
    color = _COLOR_OF_STATE.get(notice.state) or _COLORS.get(notice.severity, "default")
    title = {"type": "TextRun", "text": words(notice), "weight": "bolder", "size": "large", "color": color}
    facts = [("Where", notice.where), ("Severity", notice.severity), ("Since", notice.since), ("Alarm", notice.alarm)]
    first = [("First", notice.first_step)]
    blocks = [_block([title]), *_rows(first)]
    blocks += [_text(step) for step in notice.next_steps.splitlines()]
    blocks += _rows(facts)
    subtle = (*notice.details.splitlines(), notice.reason, f"Controls: {notice.controls}" if notice.controls else "")
    return blocks + [_text(text, subtle=True) for text in subtle if text.strip()]


def _rows(rows: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [_row(label, text) for label, text in rows if text]


def _row(label: str, text: str) -> dict[str, Any]:
    runs = [{"type": "TextRun", "text": f"{label}: ", "weight": "bolder"}, {"type": "TextRun", "text": text}]
    return _block(runs) | {"spacing": "small"}


def _text(text: str, *, subtle: bool = False) -> dict[str, Any]:
    return _block([{"type": "TextRun", "text": text, "isSubtle": subtle}]) | {"spacing": "small"}


def _block(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": runs}
