"""A notice as a message for Slack's incoming webhooks, in blocks.

https://docs.slack.dev/messaging/formatting-message-text (what must be escaped) and
https://docs.slack.dev/reference/block-kit/blocks (the limits).
"""

from __future__ import annotations

from typing import Any

from forwarder.notice import Notice, links, words

_LONGEST_HEADER = 150
_LONGEST_SECTION = 2900
_LONGEST_FIELD = 1900
_SIGNS = {"critical": ":red_circle:", "high": ":large_orange_circle:", "medium": ":large_yellow_circle:"}
_SIGN_OF_STATE = {"OK": ":white_check_mark:", "INSUFFICIENT_DATA": ":grey_question:"}


def payload(notice: Notice) -> dict[str, Any]:
    """The body of the request, before it becomes JSON."""
    fields = [("Where", notice.where), ("Severity", notice.severity), ("Since", notice.since), ("Alarm", notice.alarm)]
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": _header(notice), "emoji": True}},
        _fields([(label, text) for label, text in fields if text]),
        _section(_steps(notice)),
        _section(_escaped(notice.details)),
        _context(notice.reason),
        _context(f"Controls: {notice.controls}" if notice.controls else ""),
        _buttons(notice),
    ]
    return {"text": _escaped(_glance(notice)), "blocks": [block for block in blocks if block]}


def _glance(notice: Notice) -> str:
    """What a phone shows before Slack is opened."""
    severity = f" ({notice.severity})" if notice.severity else ""
    return f"{words(notice)}{severity}{f' in {notice.where}' if notice.where else ''}"


def _steps(notice: Notice) -> str:
    first = f"*First:* {_escaped(notice.first_step)}" if notice.first_step else ""
    return "\n".join(filter(None, [first, _escaped(notice.next_steps)]))


def _header(notice: Notice) -> str:
    sign = _SIGN_OF_STATE.get(notice.state) or _SIGNS.get(notice.severity, ":bell:")
    return _cut(f"{sign} {words(notice)}", _LONGEST_HEADER)


def _fields(fields: list[tuple[str, str]]) -> dict[str, Any] | None:
    texts = [_cut(f"*{label}*\n{_escaped(text)}", _LONGEST_FIELD) for label, text in fields]
    return {"type": "section", "fields": [_mrkdwn(text) for text in texts]} if texts else None


def _section(text: str) -> dict[str, Any] | None:
    return {"type": "section", "text": _mrkdwn(_cut(text, _LONGEST_SECTION))} if text.strip() else None


def _context(text: str) -> dict[str, Any] | None:
    return {"type": "context", "elements": [_mrkdwn(_cut(_escaped(text), _LONGEST_SECTION))]} if text else None


def _buttons(notice: Notice) -> dict[str, Any] | None:
    elements = [
        {"type": "button", "text": {"type": "plain_text", "text": label}, "url": link} for label, link in links(notice)
    ]
    return {"type": "actions", "elements": elements} if elements else None


def _mrkdwn(text: str) -> dict[str, Any]:
    # verbatim: a text that looks like a name or an address does not become a mention or a link.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, longest: int) -> str:
    """Cut where it is too long; never inside an escaped character."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    start = kept.rfind("&", len(kept) - 5)
    return (kept if start < 0 or ";" in kept[start:] else kept[:start]) + "…"
