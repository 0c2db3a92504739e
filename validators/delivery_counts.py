"""What SNS counted of a topic since a moment: messages, notifications that endpoints took, attempts that failed.

SNS publishes its counts minutes later, by topic and minute; of HTTPS endpoints every failed attempt counts.
https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

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
    asked = {f"{name}{at}": (arn, name) for at, arn in enumerate(topics) for name in _NAMES}
    answer = session.ask(
        "cloudwatch", "get_metric_data", (),
        MetricDataQueries=[_query(id_, arn, _NAMES[name]) for id_, (arn, name) in asked.items()],
        StartTime=since.replace(second=0, microsecond=0), EndTime=datetime.now(UTC) + timedelta(seconds=PERIOD),
    )  # fmt: skip
    found: dict[str, dict[str, int]] = {arn: {} for arn in topics}
    for result in (answer or {}).get("MetricDataResults", ()):
        arn, name = asked[result["Id"]]
        found[arn][name] = found[arn].get(name, 0) + round(sum(result.get("Values", ())))
    return {arn: Counts(**values) for arn, values in found.items()}


def _query(id_: str, topic_arn: str, name: str) -> dict[str, Any]:
    dimensions = [{"Name": "TopicName", "Value": topic_arn.rpartition(":")[2]}]
    metric = {"Namespace": "AWS/SNS", "MetricName": name, "Dimensions": dimensions}
    return {"Id": id_, "MetricStat": {"Metric": metric, "Period": PERIOD, "Stat": "Sum"}}
