"""Numbers that AWS services publish of themselves, many metrics in one call.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from validators.session import Session

PERMISSIONS = ("cloudwatch:GetMetricData",)

MAXIMUM_QUERIES = 500
_PERIOD = 3600


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric with one dimension, such as AWS/SNS NumberOfNotificationsFailed of TopicName=bell-on-call."""

    namespace: str
    name: str
    dimension: str
    value: str
    statistic: str = "Sum"


def hourly(
    session: Session, metrics: Iterable[Metric], start: datetime, end: datetime
) -> dict[Metric, tuple[float, ...]]:
    """The value of each hour that has one; nothing where a metric has no data. Raises CallFailed."""
    asked = [*dict.fromkeys(metrics)]
    values: dict[Metric, tuple[float, ...]] = dict.fromkeys(asked, ())
    for first in range(0, len(asked), MAXIMUM_QUERIES):
        ids = {f"m{number}": metric for number, metric in enumerate(asked[first : first + MAXIMUM_QUERIES])}
        queries = [query(id_, metric, _PERIOD) for id_, metric in ids.items()]
        asking: dict[str, Any] = {"MetricDataQueries": queries, "StartTime": start, "EndTime": end}
        for result in session.pages("cloudwatch", "get_metric_data", "MetricDataResults", **asking):
            values[ids[result["Id"]]] += tuple(result.get("Values", ()))
    return values


def query(id_: str, metric: Metric, period: int) -> dict[str, Any]:
    """An element of MetricDataQueries; `period` in seconds."""
    dimensions = [{"Name": metric.dimension, "Value": metric.value}]
    named = {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions}
    return {"Id": id_, "MetricStat": {"Metric": named, "Period": period, "Stat": metric.statistic}}
