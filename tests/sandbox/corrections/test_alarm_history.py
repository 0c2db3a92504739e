import pytest
from botocore.parsers import ResponseParserError

from tests.sandbox.local import Aws


def history(aws: Aws, **asked: str) -> list[str]:
    aws.alarm()
    cloudwatch = aws.client("cloudwatch")
    for state in ("OK", "OK", "ALARM"):
        cloudwatch.set_alarm_state(AlarmName="alarm", StateValue=state, StateReason="test")
    items = cloudwatch.describe_alarm_history(**asked)["AlarmHistoryItems"]
    return [item["HistorySummary"] for item in items]


def test_plain_moto_has_no_history(plain: Aws) -> None:
    with pytest.raises(ResponseParserError, match="Internal Server Error"):
        history(plain)


def test_changes_of_state_are_told_newest_first(corrected: Aws) -> None:
    assert history(corrected, AlarmName="alarm") == [
        "Alarm updated from OK to ALARM",
        "Alarm updated from INSUFFICIENT_DATA to OK",
    ]


def test_oldest_first_on_request(corrected: Aws) -> None:
    assert history(corrected, ScanBy="TimestampAscending")[0] == "Alarm updated from INSUFFICIENT_DATA to OK"


def test_another_alarm_has_another_history(corrected: Aws) -> None:
    assert history(corrected, AlarmName="other") == []
