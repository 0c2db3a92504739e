from typing import Any

from tests.sandbox.local import Aws

TRANSFORMATION = {"metricName": "Count", "metricNamespace": "Test", "metricValue": "1"}


def put_twice(aws: Aws) -> list[dict[str, Any]]:
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="group")
    for pattern in ("{ $.a = 1 }", "{ $.a = 2 }"):
        logs.put_metric_filter(
            logGroupName="group", filterName="one", filterPattern=pattern, metricTransformations=[TRANSFORMATION]
        )
    return list(logs.describe_metric_filters(logGroupName="group")["metricFilters"])


def test_plain_moto_keeps_both_filters(plain: Aws) -> None:
    assert [one["filterPattern"] for one in put_twice(plain)] == ["{ $.a = 1 }", "{ $.a = 2 }"]


def test_the_second_put_replaces_the_first(corrected: Aws) -> None:
    assert [one["filterPattern"] for one in put_twice(corrected)] == ["{ $.a = 2 }"]


def test_a_filter_says_when_it_was_made(corrected: Aws) -> None:
    assert put_twice(corrected)[0]["creationTime"] > 1_700_000_000_000
