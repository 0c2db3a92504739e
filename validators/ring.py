"""Ring alarms on purpose, and follow each ring until SNS says what became of it: the only proof that a phone rings.

Where a forwarder takes the message, Lambda says whether it was forwarded: SNS only knows that Lambda took it.

Writes: it sets an alarm to ALARM and back to OK. Only `trailbell ring` does so, on a person's word, and no check. What
it may call stands here as RING_PERMISSIONS, for the role that deploys. Refuses to ring where nothing could be learnt.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from validators.alarm_history import action_failed, action_target
from validators.bells import Bell
from validators.delivery_counts import Counts, counted
from validators.invocation_counts import Runs, runs
from validators.reading import CallFailed, Unread
from validators.session import Clients, Session

RING_PERMISSIONS = (
    "cloudwatch:DescribeAlarmHistory",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:GetMetricData",
    "cloudwatch:SetAlarmState",
    "sns:ListSubscriptionsByTopic",
)

REASON = "trailbell ring: a test, not an incident"
ACTION_SECONDS = 30.0
"""How long an alarm stays in ALARM at most, until its history tells of the action."""

_LONGEST_PAUSE = 10.0
_TOLD_EVERY = 60.0
_TRIES = 4
"""SNS's first attempt and its three retries: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html"""

Tell = Callable[[str], None]


class Answer(StrEnum):
    """What became of a ring at one topic. `unproven`: SNS has counted too little within the wait."""

    answered = "answered"
    refused = "refused"
    silent = "silent"
    unproven = "unproven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of one topic. `expected` are the deliveries that the ring should have caused there."""

    topic_arn: str
    answer: Answer
    expected: int
    counts: Counts
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """The end of one ring. `unread` says why nothing could be told, `problem` why it was not rung at all."""

    bell: Bell
    told: tuple[Told, ...] = ()
    problem: str = ""
    unread: Unread | None = None


@dataclass(slots=True)
class _Struck:
    """A ring that is under way: actions by topic that the history told of, and those that failed."""

    bell: Bell
    session: Session
    since: datetime
    listeners: dict[str, int]
    done: dict[str, int] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def ring(
    wanted: Sequence[Bell], wait: float, tell: Tell, clients: Clients, sleep: Callable[[float], None] = time.sleep
) -> tuple[Rung, ...]:
    """Ring each alarm, then follow all of them for at most `wait` seconds.

    Whatever happens while an alarm is in ALARM, it is set back to OK; `tell` is told each step.
    """
    ended: list[Rung] = []
    under_way: list[_Struck] = []
    for bell in wanted:
        tell(f"ringing {bell.alarm.name} in {bell.pipeline.account.name}")
        try:
            struck = _strike(bell, clients, tell, sleep)
        except CallFailed as failure:
            struck = Rung(bell, unread=failure.unread)
        ended += [struck] if isinstance(struck, Rung) else []
        under_way += [struck] if isinstance(struck, _Struck) else []
    followed = _followed(under_way, wait, tell, sleep)
    order = {(bell.pipeline.account.id, bell.alarm.name): at for at, bell in enumerate(wanted)}
    return tuple(sorted((*ended, *followed), key=lambda one: order[one.bell.pipeline.account.id, one.bell.alarm.name]))


def _strike(bell: Bell, clients: Clients, tell: Tell, sleep: Callable[[float], None]) -> _Struck | Rung:
    """To ALARM and back, or why not; raises CallFailed."""
    session = Session(bell.pipeline.account, clients, deploys=True)
    session.enter()
    if problem := _obstacle(session, bell):
        return Rung(bell, problem=problem)
    listeners = {arn: _listeners(session, arn) for arn in bell.topics}
    if not any(listeners.values()):
        return Rung(bell, problem="nobody listens: no subscription of its topics is confirmed")
    struck = _Struck(bell, session, datetime.now(UTC), listeners)
    try:
        _set(session, bell, "ALARM")
        _await_actions(struck, sleep)
    finally:
        _set_back(session, bell)
        tell(f"{bell.alarm.name} is back in OK")
    return struck


def _obstacle(session: Session, bell: Bell) -> str:
    """Why a ring would tell nothing: an alarm that is in ALARM already changes no state, and so carries out nothing."""
    answer = session.ask("cloudwatch", "describe_alarms", (), AlarmNames=[bell.alarm.name]) or {}
    found = next(iter(answer.get("MetricAlarms", ())), None)
    if found is None:
        return "the alarm is not there; deploy it"
    if not found.get("ActionsEnabled", True):
        return "its actions are disabled: it would change its state and tell nobody; deploy it again"
    if found.get("StateValue") == "ALARM":
        return "it is in ALARM already: see to that first"
    return "" if bell.topics else "it rings at no topic"


def _listeners(session: Session, topic_arn: str) -> int:
    """How many confirmed subscriptions the topic has; those of others, too, for SNS counts all of them."""
    listed = session.pages("sns", "list_subscriptions_by_topic", "Subscriptions", ("NotFound",), TopicArn=topic_arn)
    return sum(one["SubscriptionArn"].startswith("arn:") for one in listed)


def _set(session: Session, bell: Bell, state: str) -> None:
    session.ask("cloudwatch", "set_alarm_state", (), AlarmName=bell.alarm.name, StateValue=state, StateReason=REASON)


def _set_back(session: Session, bell: Bell) -> None:
    try:
        _set(session, bell, "OK")
    except CallFailed as failure:
        call, reason = failure.unread.call, failure.unread.reason
        left = f"{bell.alarm.name} may be left in ALARM until CloudWatch evaluates it again, within minutes"
        raise CallFailed(Unread(call, f"{reason}; {left}")) from None


def _await_actions(struck: _Struck, sleep: Callable[[float], None]) -> None:
    """Until the history tells of an action at each topic: SNS may turn two messages round that follow at once."""
    for pause in _pauses(ACTION_SECONDS):
        _look_back(struck)
        if {*struck.bell.topics} <= {*struck.done, *struck.broken}:
            return
        sleep(pause)


def _look_back(struck: _Struck) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html"""
    answer = struck.session.ask(
        "cloudwatch", "describe_alarm_history", (), AlarmName=struck.bell.alarm.name, HistoryItemType="Action",
        StartDate=struck.since.replace(microsecond=0), ScanBy="TimestampDescending", MaxRecords=100,
    )  # fmt: skip
    items: list[dict[str, Any]] = [
        item for item in (answer or {}).get("AlarmHistoryItems", ()) if item["Timestamp"] >= struck.since
    ]
    struck.broken = {
        action_target(item): str(item.get("HistorySummary", ""))[:200] for item in items if action_failed(item)
    }
    carried_out = [action_target(item) for item in items if not action_failed(item)]
    struck.done = {arn: carried_out.count(arn) for arn in carried_out}


def _followed(
    under_way: Sequence[_Struck], wait: float, tell: Tell, sleep: Callable[[float], None]
) -> tuple[Rung, ...]:
    """What SNS has counted when everything is known, or the time is up; interrupted, what was known then."""
    ended = {id(struck): Rung(struck.bell) for struck in under_way}
    said, passed = (0, -1), 0.0
    try:
        for pause in _pauses(wait) if under_way else ():
            for struck in under_way:
                ended[id(struck)] = _now(struck)
            left = sum(not _settled(one) for rung in ended.values() for one in rung.told)
            if not left:
                break
            if (now := (left, int(passed // _TOLD_EVERY))) != said:
                said = now
                tell(f"waiting for SNS's counts, {passed:.0f} of {wait:.0f} s: {left} topic{'s'[: left > 1]} left")
            sleep(pause)
            passed += pause
    except KeyboardInterrupt:
        tell("interrupted; this is what is known")
    return tuple(ended.values())


def _pauses(seconds: float) -> Iterator[float]:
    """Pauses that grow, and end when this many seconds have passed; one look follows the last of them."""
    pause, left = 1.0, seconds
    while left > 0:
        yield min(pause, left)
        left -= pause
        pause = min(pause * 2, _LONGEST_PAUSE)
    yield 0.0


def _now(struck: _Struck) -> Rung:
    try:
        _look_back(struck)
        counts = counted(struck.session, struck.bell.topics, struck.since)
        forwarded = runs(struck.session, struck.bell.forwarders.values(), struck.since)
    except CallFailed as failure:
        return Rung(struck.bell, unread=failure.unread)
    told = (_told(struck, arn, counts[arn]) for arn in struck.bell.topics)
    forwarders = struck.bell.forwarders
    return Rung(
        struck.bell,
        tuple(
            _beyond(one, forwarded[forwarders[one.topic_arn]]) if one.topic_arn in forwarders else one for one in told
        ),
    )


def _told(struck: _Struck, arn: str, counts: Counts) -> Told:
    """Each action that was carried out is a message, and each message goes to every confirmed subscription.

    Other messages of the same minutes are counted with them, so nothing less than all of it is a proof.
    """
    expected = struck.listeners[arn] * max(struck.done.get(arn, 0), counts.published)
    answer, why = Answer.unproven, "SNS has not counted the deliveries yet"
    if arn in struck.broken:
        answer, why = Answer.silent, f"the alarm could not tell the topic: {struck.broken[arn]}"
    elif not struck.listeners[arn]:
        answer, why = Answer.silent, "nobody listens: no subscription of the topic is confirmed"
    elif not struck.done.get(arn):
        why = "the alarm's history does not tell of its action yet"
    elif counts.published >= struck.done[arn] and counts.delivered >= expected:
        answer, why = Answer.answered, f"after {counts.failed} refusals" if counts.failed else ""
    elif counts.failed:
        answer, why = Answer.refused, "the endpoint did not take all of it"
    return Told(topic_arn=arn, answer=answer, expected=expected, counts=counts, why=why)


def _beyond(told: Told, forwarded: Runs) -> Told:
    """What became of messages that SNS has handed to a forwarder; Lambda counts them later than SNS, or anew."""
    if told.answer is not Answer.answered:
        return told
    failures = f"{forwarded.failed} failure{'s'[: forwarded.failed > 1]}"
    if forwarded.dropped:
        why = "the forwarder could not deliver it, and has given it up: see its log and its dead-letter queue"
        return replace(told, answer=Answer.refused, why=why)
    if forwarded.succeeded >= told.counts.published:
        return replace(told, why=f"after {failures} of the forwarder") if forwarded.failed else told
    why = "Lambda has not counted the forwarder's runs yet"
    if forwarded.failed:
        why = f"{failures} of the forwarder so far; Lambda tries again for minutes"
    return replace(told, answer=Answer.unproven, why=why)


def _settled(told: Told) -> bool:
    """Whether waiting can change it: SNS tries again what was refused."""
    if told.answer is Answer.refused:
        return told.counts.failed >= _TRIES * (told.expected - told.counts.delivered)
    return told.answer is not Answer.unproven
