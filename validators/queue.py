"""How full queues are, and how long messages wait in them. It reads no message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from alerts.alert import Severity
from pipeline.pipeline import Pipeline
from validators.clock import time_of
from validators.metric import Metric, hourly
from validators.reading import Observation
from validators.session import Session

PERMISSIONS = ("sqs:GetQueueUrl", "sqs:GetQueueAttributes")

NO_QUEUE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
LONGEST_WAIT = 3600
"""Seconds after which a message that nobody has fetched says that nobody fetches any."""


def attributes(session: Session, name: str) -> dict[str, Any] | None:
    """All attributes of a queue of the account, by name; None where there is no such queue."""
    found = session.find("sqs", "get_queue_url", NO_QUEUE, QueueName=name)
    if found is None:
        return None
    answer = session.find("sqs", "get_queue_attributes", NO_QUEUE, QueueUrl=found["QueueUrl"], AttributeNames=["All"])
    return answer["Attributes"] if answer else None


def dead_letters(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """Dead-letter queues that hold messages: each is an alarm, or a notice, that nobody took."""
    for queue in desired.dead_letter_queues:
        found = attributes(session, queue.name) or {}
        kinds = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        if waiting := sum(int(found.get(kind, 0)) for kind in kinds):
            yield Observation(
                part="dead-letter-queue", resource=queue.name, field="messages", expected="0", observed=str(waiting),
                severity=Severity.high,
                message="Nobody took these messages, after all retries: what they tell has reached nobody.",
                repair="read them (aws sqs receive-message), see to what they say, then purge the queue",
            )  # fmt: skip


def unread(session: Session, part: str, names: Iterable[str], now: datetime | None = None) -> Iterator[Observation]:
    """Queues whose oldest message has waited for over an hour: whoever should fetch from them does not.

    For queues that somebody is to read all the time; not for dead-letter queues. `part` is their kind in reports.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    """
    end = time_of(now)
    metrics = {name: Metric("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", name, "Maximum") for name in names}
    values = hourly(session, metrics.values(), end - timedelta(hours=2), end)
    for name, metric in metrics.items():
        oldest = round(max(values[metric], default=0))
        if oldest > LONGEST_WAIT:
            yield Observation(
                part=part, resource=name, field="oldest_message", expected=f"at most {LONGEST_WAIT} seconds",
                observed=f"{oldest} seconds", severity=Severity.high,
                message="Nobody has fetched from this queue for over an hour: the collector does not read.",
                repair="look at the collector: whether it runs, and whether its role may still read the queue",
            )  # fmt: skip
