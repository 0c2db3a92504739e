"""What a message of SNS tells a person: an alarm in words, or any other text as it is.

Everything in a message is input from others: whoever renders a notice escapes it. Of links only https ones are kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from forwarder import moment

LONGEST_TEXT = 2000
LONGEST_LINK = 3000

_HEAD = re.compile(r"(?P<title>.+) \((?P<severity>critical|high|medium|low)\) in (?P<account>.+) \d{12} [a-z0-9-]+\.")
_STEP = re.compile(r"\d{1,2}\. ")
_RESOLVED, _NO_DATA = "OK", "INSUFFICIENT_DATA"
_WITHOUT_DATA = "Nothing is counted, so this alert may not ring: run trailbell check."
_CONSOLES = {"aws-cn": "console.amazonaws.cn", "aws-us-gov": "console.amazonaws-us-gov.com"}
_CONSOLE = "console.aws.amazon.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message. `state` and `severity` are empty where it is not known; `first_step` is what to do first.

    `next_steps` are numbered lines, from 2. `time` is as CloudWatch or SNS writes it, `events` and `runbook` are https
    links or empty, `alarm_link` is the alarm in the console. `controls` are those of standards that ask for the alert;
    `details` are the other lines of the alarm's description.
    """

    title: str
    state: str = ""
    severity: str = ""
    account: str = ""
    account_id: str = ""
    region: str = ""
    alarm: str = ""
    reason: str = ""
    time: str = ""
    first_step: str = ""
    next_steps: str = ""
    details: str = ""
    controls: str = ""
    events: str = ""
    runbook: str = ""
    alarm_link: str = ""

    @property
    def where(self) -> str:
        """Account and region in one line."""
        return " ".join(filter(None, [self.account, self.account_id, self.region]))

    @property
    def since(self) -> str:
        """The time in words."""
        return moment.words(self.time)


def notice_of(message: Mapping[str, Any]) -> Notice:
    """The notice that a message is, in the form in which SNS gives it to a function (`Records[].Sns`).

    https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
    """
    text = str(message.get("Message") or "")
    try:
        alarm = json.loads(text)
    except (ValueError, RecursionError):
        alarm = None
    if isinstance(alarm, dict) and isinstance(alarm.get("AlarmName"), str):
        return _alarm(alarm)
    topic = str(message.get("TopicArn") or "").split(":")
    return Notice(
        title=_line(message.get("Subject") or f"Message from {topic[-1] or 'SNS'}"),
        account_id=topic[4] if len(topic) > 4 else "",  # noqa: PLR2004 -- an ARN's fifth part
        region=topic[3] if len(topic) > 3 else "",  # noqa: PLR2004 -- and its fourth
        time=str(message.get("Timestamp") or ""),
        details=text[:LONGEST_TEXT],
    )


def _alarm(alarm: Mapping[str, Any]) -> Notice:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html"""
    name, arn = str(alarm["AlarmName"]), str(alarm.get("AlarmArn") or "").split(":")
    region = arn[3] if len(arn) > 3 else str(alarm.get("Region") or "")  # noqa: PLR2004 -- an ARN's fourth part
    time = _line(alarm.get("StateChangeTime"))
    described = _described(str(alarm.get("AlarmDescription") or ""), time)
    nothing_to_do = dict.fromkeys(("first_step", "next_steps", "details", "controls"), "")
    if alarm.get("NewStateValue") == _RESOLVED:
        described |= nothing_to_do
    if alarm.get("NewStateValue") == _NO_DATA and "title" in described:  # what to do when it rings is no help now
        described |= nothing_to_do | {"first_step": _WITHOUT_DATA}
    return Notice(
        title=described.pop("title", "") or name,
        state=_line(alarm.get("NewStateValue")),
        account_id=_line(alarm.get("AWSAccountId")),
        region=_line(region),
        alarm=_line(name),
        reason=_line(alarm.get("NewStateReason")),
        time=time,
        alarm_link=_alarm_link(arn, region, name),
        **described,
    )


def _described(description: str, time: str) -> dict[str, str]:
    """What the lines of an alarm's description say, as Trailbell writes them; of others, all lines are details."""
    found: dict[str, str] = {}
    steps, details = [], []
    for line in description.splitlines():
        label, _, rest = line.partition(": ")
        if not found and (head := _HEAD.fullmatch(line)):
            found |= head.groupdict()
        elif label == "First" and "first_step" not in found:
            found["first_step"] = _line(rest).removeprefix("1. ")
        elif "first_step" in found and _STEP.match(line):
            steps.append(line)
        elif label == "Controls":
            found["controls"] = _line(rest)
        elif label in ("Events", "Events, and others") and _is_link(rest):
            found["events"] = _around(rest, time)
        elif label == "Runbook" and _is_link(rest):
            found["runbook"] = rest
        else:
            details.append(line)
    others = {"next_steps": steps, "details": details}
    return found | {name: "\n".join(lines)[:LONGEST_TEXT] for name, lines in others.items()}


def _is_link(text: str) -> bool:
    return re.fullmatch(r"https://[!-~]+", text) is not None and len(text) <= LONGEST_LINK


def _around(link: str, time: str) -> str:
    """The events of the hours before the alarm, where such a link is not too long."""
    found = moment.around(link, time)
    return found if len(found) <= LONGEST_LINK else link


def _alarm_link(arn: list[str], region: str, name: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+", region):
        return ""
    host = _CONSOLES.get(arn[1] if len(arn) > 1 else "", _CONSOLE)
    return f"https://{region}.{host}/cloudwatch/home?region={region}#alarmsV2:alarm/{quote(name, safe='')}"


def _line(text: object) -> str:
    """One line of this text, cut."""
    return " ".join(str(text or "").split())[:LONGEST_TEXT]


def words(notice: Notice) -> str:
    """What happened, in a few words: the state is told as a person would."""
    told = {"ALARM": "ALARM", "OK": "Resolved", "INSUFFICIENT_DATA": "No data"}.get(notice.state, notice.state)
    return f"{told}: {notice.title}" if told else notice.title


def links(notice: Notice) -> Iterator[tuple[str, str]]:
    """What a person can open, the most useful first: a label and an address."""
    named = (("Events", notice.events), ("Runbook", notice.runbook), ("Alarm", notice.alarm_link))
    return ((label, link) for label, link in named if link)
