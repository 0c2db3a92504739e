"""How SNS delivered in the last day, by its own count: refused, not kept, filtered out.

The counts are of a topic, not of a subscription: SNS publishes no others.
https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alerts.alert import Severity
from pipeline.notification import Topic
from pipeline.pipeline import Pipeline
from validators.clock import DAY, time_of
from validators.metric import Metric, hourly
from validators.reading import Observation
from validators.session import Session

_DELIVERED = "NumberOfNotificationsDelivered"
_FAILED = "NumberOfNotificationsFailed"
_GIVEN_UP = "NumberOfNotificationsRedrivenToDlq"
_LOST = "NumberOfNotificationsFailedToRedriveToDlq"
_FILTERED = "NumberOfNotificationsFilteredOut"
_UNREADABLE = (f"{_FILTERED}-InvalidAttributes", f"{_FILTERED}-InvalidMessageBody")
_NAMES = (_DELIVERED, _FAILED, _GIVEN_UP, _LOST, _FILTERED, *_UNREADABLE)

_TOLD: dict[str, tuple[Severity, str, str]] = {
    _GIVEN_UP: (
        Severity.high,
        "Endpoints did not take these messages, after all retries: whoever was to be called was not.",
        "read them in the dead-letter queue, and ask the vendor",
    ),
    _LOST: (
        Severity.critical,
        "Messages that no endpoint took could not be kept in the dead-letter queue either: they are lost.",
        "look at the dead-letter queue: whether it is there, and its policy and key",
    ),
    _FILTERED: (
        Severity.high,
        "Filter policies dropped messages: the vendor never saw them.",
        "look at the filter policies of the topic's subscriptions",
    ),
    **dict.fromkeys(
        _UNREADABLE,
        (
            Severity.high,
            "Messages could not be read by a filter policy and were dropped: the vendor never saw them.",
            "look at the filter policies of the topic's subscriptions",
        ),
    ),
}
_SOME_FAILED = (
    Severity.medium,
    "Some attempts to deliver failed: whoever was to be called was called late, or not at all.",
    "look at the dead-letter queue for what was given up, and ask the vendor",
)
"""Of an HTTPS endpoint each failed attempt counts, also where a later one succeeded."""
_ALL_FAILED = (
    Severity.critical,
    "Endpoints took no message at all: the vendor rejects them, as it does once an integration key is revoked.",
    "open the integration at the vendor; if its address is another one now, set it and deploy",
)


def health(session: Session, desired: Pipeline, now: datetime | None = None) -> Iterator[Observation]:
    """What was not delivered within the last 24 hours, for each declared topic; one call for all of them."""
    end = time_of(now)
    topics: list[Topic] = [*desired.topics, *([desired.collector.topic] if desired.collector else [])]
    metrics = {(topic.name, name): Metric("AWS/SNS", name, "TopicName", topic.name) for topic in topics
               for name in _NAMES}  # fmt: skip
    values = hourly(session, metrics.values(), end - DAY, end)
    for topic in topics:
        counts = {name: round(sum(values[metrics[topic.name, name]])) for name in _NAMES}
        for name in _amiss(desired, topic, counts):
            yield _undelivered(topic, name, counts)


def _amiss(desired: Pipeline, topic: Topic, counts: dict[str, int]) -> Iterator[str]:
    """The counts that should be zero and are not. A declared filter policy is there to filter."""
    filters = any(one.filter_policy for one in desired.subscriptions if one.topic_arn == topic.arn)
    filtered = _UNREADABLE if filters else (_FILTERED,)
    return (name for name in (_FAILED, _GIVEN_UP, _LOST, *filtered) if counts[name])


def _undelivered(topic: Topic, name: str, counts: dict[str, int]) -> Observation:
    failed = _SOME_FAILED if counts[_DELIVERED] else _ALL_FAILED
    severity, message, repair = _TOLD.get(name, failed)
    return Observation(
        part="topic", resource=topic.name, field=name, expected="0",
        observed=f"{counts[name]} in 24 hours; delivered: {counts[_DELIVERED]}",
        severity=severity, message=message, repair=repair,
    )  # fmt: skip
