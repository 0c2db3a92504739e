"""DescribeAlarmHistory: what happened to an alarm, newest first; moto does not implement it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
State changes and actions are kept, in one page, for as long as the alarm exists; configuration changes are not.
"""

import json
from typing import Any

from moto.cloudwatch.models import Alarm
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult
from moto.core.utils import utcnow


def apply() -> None:
    def update_state(self: Any, reason: str, reason_data: str, state_value: str) -> None:
        old = {"stateValue": self.state_value, "stateReason": self.state_reason}
        self.state_reason, self.state_reason_data, self.state_value = reason, reason_data, state_value
        self.state_updated_timestamp = utcnow()
        new = {"stateValue": state_value, "stateReason": reason}
        if old["stateValue"] != state_value:
            summary = f"Alarm updated from {old['stateValue']} to {state_value}"
            record(self, "StateUpdate", summary, {"oldState": old, "newState": new})

    def describe_alarm_history(self: Any) -> Any:
        name, kind = self._get_param("AlarmName"), self._get_param("HistoryItemType")
        alarms = [alarm for alarm in self.cloudwatch_backend.alarms.values() if name in (None, alarm.name)]
        items = [item for alarm in alarms for item in alarm.history if kind in (None, item["HistoryItemType"])]
        start, end = self._get_param("StartDate"), self._get_param("EndDate")
        items = [item for item in items if (start or item["Timestamp"]) <= item["Timestamp"] <= (end or utcnow())]
        oldest_first = self._get_param("ScanBy") == "TimestampAscending"
        return ActionResult({"AlarmHistoryItems": items if oldest_first else items[::-1]})

    Alarm.update_state = update_state
    CloudWatchResponse.describe_alarm_history = describe_alarm_history


def record(alarm: Any, kind: str, summary: str, data: dict[str, Any]) -> None:
    """Add one item; `kind` is a HistoryItemType: StateUpdate or Action."""
    item = {
        "AlarmName": alarm.name,
        "AlarmType": "CompositeAlarm" if alarm.rule else "MetricAlarm",
        "Timestamp": utcnow(),
        "HistoryItemType": kind,
        "HistorySummary": summary,
        "HistoryData": json.dumps({"version": "1.0"} | data),
    }
    alarm.history.append(item)
