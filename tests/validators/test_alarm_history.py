import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.validators.designed import designed
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import alarm_history
from validators.reading import Observation

NOW = datetime(2026, 11, 21, 12, 30, 59, 999, tzinfo=UTC)
ALARM = designed().alarms[0]
TOPIC = ALARM.alarm_actions[0]
ASKED = {
    "HistoryItemType": "Action",
    "StartDate": datetime(2026, 11, 20, 12, 30, 59, tzinfo=UTC),
    "ScanBy": "TimestampDescending",
    "MaxRecords": 100,
}
FAILED = f'Failed to execute action {TOPIC}. Received error: "not authorized to perform: SNS:Publish"'


def item(data: Any, summary: str = "An action", hours: int = 1, name: str = ALARM.name) -> dict[str, Any]:
    text = data if isinstance(data, str) else json.dumps(data)
    return {
        "AlarmName": name, "Timestamp": NOW - timedelta(hours=hours), "HistorySummary": summary, "HistoryData": text
    }  # fmt: skip


def observed(stubs: StubbedClients, *items: dict[str, Any]) -> list[Observation]:
    stubs.answer("cloudwatch", "describe_alarm_history", {"AlarmHistoryItems": [*items]}, **ASKED)
    return [*alarm_history.health(stubbed_session(stubs), designed(), NOW)]


@pytest.mark.parametrize("data", [{"actionState": "Failed"}, {}, "not JSON", "[1]", "null"])
def test_failure_is_told_by_data_or_by_summary(stubs: StubbedClients, data: Any) -> None:
    (told,) = observed(stubs, item(data, FAILED))
    assert (told.part, told.resource, told.field) == ("alarm", ALARM.name, f"action {TOPIC}")
    assert told.observed == f"2026-11-21 11:30 UTC: {FAILED}"


def test_success_is_no_fault(stubs: StubbedClients) -> None:
    assert observed(stubs, item({"actionState": "Succeeded"}, f"Successfully executed action {TOPIC}")) == []


def test_success_at_another_topic_excuses_nothing(stubs: StubbedClients) -> None:
    items = (
        item({"actionState": "Succeeded"}, "Successfully executed action arn:aws:sns:eu-west-1:111122223333:other", 1),
        item({"actionState": "Failed"}, FAILED, 2),
    )
    assert len(observed(stubs, *items)) == 1


def test_success_before_the_failure_excuses_nothing(stubs: StubbedClients) -> None:
    resource = {"notificationResource": TOPIC}
    items = (
        item({"actionState": "Failed", **resource}, hours=1),
        item({"actionState": "Succeeded", **resource}, hours=2),
    )
    assert len(observed(stubs, *items)) == 1


def test_alarm_that_nobody_declared_is_not_told(stubs: StubbedClients) -> None:
    assert observed(stubs, item({"actionState": "Failed"}, FAILED, name="other")) == []


def test_failure_on_a_second_page_is_told(stubs: StubbedClients) -> None:
    # The local AWS has one page.
    stubs.answer("cloudwatch", "describe_alarm_history", {"AlarmHistoryItems": [], "NextToken": "more"}, **ASKED)
    more = {"AlarmHistoryItems": [item({"actionState": "Failed"}, FAILED)]}
    stubs.answer("cloudwatch", "describe_alarm_history", more, **ASKED, NextToken="more")
    assert len([*alarm_history.health(stubbed_session(stubs), designed(), NOW)]) == 1
