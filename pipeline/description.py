"""What the person on call reads in an alarm: what, how bad, where, what to do first, and a link to the very events.

An alarm tells neither who did it nor what; the link shows it. It is never cut. Other lines are, where CloudWatch does
not take all of them: first why it matters and the controls, last the first step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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
FIRST_STEP = 160
"""Characters of the first step that the link to the events leaves room for."""
WORTH_CUTTING = 40
CUT = "..."
KEPT_FIRST = ("first", "runbook", "others", "controls", "why")
"""The lines in the order in which they get what room there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that could be told of an alert but its events: `lines` by name, as they follow each other after the head."""

    head: str
    lines: Mapping[str, str]

    def fitted(self, events: Iterable[str]) -> str:
        """As much of it as CloudWatch takes, and one of the lines with a link to the events."""
        room = MAXIMUM_DESCRIPTION - _size(self.head)
        aside = 2 + min(_size(self.lines["first"]), FIRST_STEP)
        linked = next((line for line in events if _size(line) <= room - aside), "")
        room -= _size(linked) + bool(linked)
        kept: dict[str, str] = {}
        for name in KEPT_FIRST:
            kept[name] = _fitted(self.lines[name], room)
            room -= _size(kept[name]) + bool(kept[name])
        return "\n".join(filter(None, [self.head, *(kept[name] for name in self.lines), linked]))


def description(account: Account, log_group: str, alert: Alert) -> str:
    """The alarm's description, at most 1,024 characters."""
    return told(account, alert).fitted(events_of(account, log_group, alert))


def told(account: Account, alert: Alert) -> Told:
    """What could be told of an alert in this account."""
    first_step, *other_steps = _steps(alert.respond)
    lines = {
        "why": alert.why,
        "first": f"First: {first_step}" if first_step else "",
        "others": "\n".join(other_steps),
        "runbook": f"Runbook: {alert.runbook}" if alert.runbook else "",
        "controls": f"Controls: {', '.join(alert.controls)}." if alert.controls else "",
    }
    return Told(
        head=f"{alert.title} ({alert.severity}) in {account.name} {account.id} {account.region}.",
        lines={name: line.strip() for name, line in lines.items()},
    )


def events_of(account: Account, log_group: str, alert: Alert) -> Iterator[str]:
    """Lines with a link to the alert's events, each shorter than the one before."""
    for words, text in _queries(alert):
        yield f"{words}: {link(CONSOLES[account.partition], account.region, log_group, text)}"


def _steps(text: str) -> list[str]:
    """The numbered steps, each on one line."""
    return [" ".join(step.split()) for step in re.split(r"\n(?=\d+\. )", text)]


def _fitted(text: str, room: int) -> str:
    """The text with the line break before it, in this many bytes; nothing rather than a stump."""
    if _size(text) < room:
        return text
    cut = text.encode()[: max(0, room - 1 - len(CUT))].decode(errors="ignore")
    return cut + CUT if room > WORTH_CUTTING and "://" not in text else ""


def _size(text: str) -> int:
    """In bytes: CloudWatch counts characters, but Terraform's provider takes 1,024 bytes at most.

    https://github.com/hashicorp/terraform-provider-aws, internal/service/cloudwatch/metric_alarm.go
    """
    return len(text.encode())


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
