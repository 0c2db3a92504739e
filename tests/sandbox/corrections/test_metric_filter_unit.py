from typing import Any

from tests.sandbox.local import Aws


def put(aws: Aws, **unit: str) -> dict[str, Any]:
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="group")
    transformation = {"metricName": "Count", "metricNamespace": "Test", "metricValue": "1", **unit}
    logs.put_metric_filter(
        logGroupName="group", filterName="one", filterPattern="{ $.a = 1 }", metricTransformations=[transformation]
    )
    (found,) = logs.describe_metric_filters(logGroupName="group")["metricFilters"]
    (described,) = found["metricTransformations"]
    return dict(described)


def test_plain_moto_says_nothing_of_the_unit(plain: Aws) -> None:
    assert "unit" not in put(plain)


def test_a_filter_without_a_unit_has_the_unit_none(corrected: Aws) -> None:
    assert put(corrected)["unit"] == "None"


def test_a_unit_that_was_given_stays(corrected: Aws) -> None:
    assert put(corrected, unit="Count")["unit"] == "Count"
