"""What the person on call reads in an alarm: what, how bad, where, what to do first, and a link to the very events.

An alarm tells neither who did it nor what; the link shows it. It is never cut. Other lines are, where CloudWatch does
not take all of them: first why it matters, last the first step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alerts.alert import Alert
from alerts.insights import SHOWN, clauses, link, query, text_clauses
from alerts.pattern import parse
from pipeline.account import Account
from pipeline.alert import MAXIMUM_DESCRIPTION

CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
"""The console's host, which the region precedes: https://docs.aws.amazon.com/general/latest/gr/mgmtconsole.html"""

_SHOWN_BRIEFLY = "userIdentity.arn, eventName"
_FIRST_STEP = 160
_WORTH_CUTTING = 40
_CUT = "..."


def description(account: Account, log_group: str, alert: Alert) -> str:
    """The alarm's description, at most 1,024 characters."""
    head = f"{alert.title} ({alert.severity}) in {account.name} {account.id} {account.region}."
    first_step, *other_steps = _steps(alert.respond)
    first = f"First: {first_step}" if first_step else ""
    room = MAXIMUM_DESCRIPTION - len(head)
    events = _events(account, log_group, alert, room - 2 - min(len(first), _FIRST_STEP))
    room -= len(events) + bool(events)
    lines = {
        "why": alert.why,
        "first": first,
        "others": "\n".join(other_steps),
        "runbook": f"Runbook: {alert.runbook}" if alert.runbook else "",
        "controls": f"Controls: {', '.join(alert.controls)}." if alert.controls else "",
    }
    kept: dict[str, str] = {}
    for name in ("first", "controls", "runbook", "others", "why"):
        kept[name] = _fitted(lines[name].strip(), room)
        room -= len(kept[name]) + bool(kept[name])
    return "\n".join(filter(None, [head, *(kept[name] for name in lines), events]))


def _steps(text: str) -> list[str]:
    """The numbered steps, each on one line."""
    return [" ".join(step.split()) for step in re.split(r"\n(?=\d+\. )", text)]


def _fitted(text: str, room: int) -> str:
    """The text with the line break before it, in this many characters; nothing rather than a stump."""
    if len(text) < room:
        return text
    return text[: room - 1 - len(_CUT)] + _CUT if room > _WORTH_CUTTING and "://" not in text else ""


def _events(account: Account, log_group: str, alert: Alert, room: int) -> str:
    """The line with the link, in this many characters: with a wider search where the exact one is too long."""
    console = CONSOLES[account.partition]
    for words, text in _queries(alert):
        line = f"{words}: {link(console, account.region, log_group, text)}"
        if len(line) <= room:
            return line
    return ""


def _queries(alert: Alert) -> Iterator[tuple[str, str]]:
    """Queries for the alert's events, each shorter than the one before."""
    expression = alert.expression
    parts = [*(clauses(expression) if expression else text_clauses(parse(alert.pattern or "").tree))]
    for shown in (SHOWN, _SHOWN_BRIEFLY):
        yield "Events", query(parts, shown=shown)
    yield "Events", query(parts, shown="", newest_first=False)
    while parts:
        parts.remove(max(parts, key=len))
        yield "Events, and others", query(parts, shown=_SHOWN_BRIEFLY)
