"""Actions that alarms could not carry out: they rang, and nobody heard it.

One call for the account and not one per alarm: DescribeAlarmHistory takes three calls a second.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from alerts.alert import Severity
from pipeline.pipeline import Pipeline
from validators.clock import DAY, shown, time_of
from validators.reading import Observation
from validators.session import Session

PERMISSIONS = ("cloudwatch:DescribeAlarmHistory",)

_LONGEST = 300


def health(session: Session, desired: Pipeline, now: datetime | None = None) -> Iterator[Observation]:
    """For each declared alarm the actions of the last day that failed and have not succeeded since."""
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    names = {alarm.name for alarm in desired.alarms}
    items = session.pages(
        "cloudwatch", "describe_alarm_history", "AlarmHistoryItems", HistoryItemType="Action",
        StartDate=time_of(now) - DAY, ScanBy="TimestampDescending", MaxRecords=100,
    )  # fmt: skip
    for item in items:
        if item["AlarmName"] in names:
            latest.setdefault((item["AlarmName"], action_target(item)), item)
    for alarm, target in sorted(latest):
        if action_failed(item := latest[alarm, target]):
            yield _failure(alarm, target, item)


def _data(item: dict[str, Any]) -> dict[str, Any]:
    """What the item holds for machines; documented only as JSON, so nothing of it is counted on."""
    try:
        found = json.loads(item.get("HistoryData") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def action_target(item: dict[str, Any]) -> str:
    """The ARN of what an action was to tell."""
    summary = str(item.get("HistorySummary", ""))
    arn = next((word for word in summary.split() if word.startswith("arn:")), "")
    return str(_data(item).get("notificationResource") or arn.rstrip(".,"))


def action_failed(item: dict[str, Any]) -> bool:
    """Whether an action could not be carried out."""
    return _data(item).get("actionState") == "Failed" or str(item.get("HistorySummary", "")).startswith("Failed")


def _failure(alarm: str, target: str, item: dict[str, Any]) -> Observation:
    return Observation(
        part="alarm", resource=alarm, field=f"action {target}".strip(), expected="carried out",
        observed=f"{shown(item['Timestamp'])}: {item.get('HistorySummary', '')}"[:_LONGEST],
        severity=Severity.critical,
        message="The alarm rang and could not tell its topic: nobody was called.",
        repair="look at the policies of the topic and of its key, then let the alarm ring once more",
    )  # fmt: skip
