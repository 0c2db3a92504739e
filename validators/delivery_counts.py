"""What SNS counted of a topic since a moment: messages, notifications that endpoints took, attempts that failed.

SNS publishes its counts minutes later, by topic and minute; of HTTPS endpoints every failed attempt counts.
https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from validators.metric import Metric, query
from validators.session import Session

PERIOD = 60
_NAMES = {
    "published": "NumberOfMessagesPublished",
    "delivered": "NumberOfNotificationsDelivered",
    "failed": "NumberOfNotificationsFailed",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one topic since a moment: messages, and notifications of subscriptions that took them or did not."""

    published: int = 0
    delivered: int = 0
    failed: int = 0


def counted(session: Session, topics: Sequence[str], since: datetime) -> Mapping[str, Counts]:
    """The counts of each topic from the minute of this moment on, never remembered; raises CallFailed.

    Whatever else the topic delivered since then is in them.
    """
    asked = {
        (arn, name): Metric("AWS/SNS", metric, "TopicName", arn.rpartition(":")[2])
        for arn in topics
        for name, metric in _NAMES.items()
    }
    found = summed(session, asked, since)
    return {arn: Counts(**{name: found[arn, name] for name in _NAMES}) for arn in topics}


def summed(session: Session, asked: Mapping[tuple[str, str], Metric], since: datetime) -> dict[tuple[str, str], int]:
    """The sum of each metric from the minute of this moment on, by its key; raises CallFailed."""
    keys = {f"m{at}": key for at, key in enumerate(asked)}
    answer = session.ask(
        "cloudwatch", "get_metric_data", (),
        MetricDataQueries=[query(id_, asked[key], PERIOD) for id_, key in keys.items()],
        StartTime=since.replace(second=0, microsecond=0), EndTime=datetime.now(UTC) + timedelta(seconds=PERIOD),
    )  # fmt: skip
    found = dict.fromkeys(asked, 0)
    for result in (answer or {}).get("MetricDataResults", ()):
        found[keys[result["Id"]]] += round(sum(result.get("Values", ())))
    return found
