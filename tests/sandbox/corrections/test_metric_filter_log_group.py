import pytest
from botocore.exceptions import ClientError

from tests.sandbox.local import Aws

TRANSFORMATION = {"metricName": "Count", "metricNamespace": "Test", "metricValue": "1"}


def put_filter(aws: Aws, group: str = "group") -> None:
    aws.client("logs").put_metric_filter(
        logGroupName=group, filterName="one", filterPattern="", metricTransformations=[TRANSFORMATION]
    )


def delete_group_with_filter(aws: Aws) -> list[str]:
    logs = aws.client("logs")
    for group in ("group", "other"):
        logs.create_log_group(logGroupName=group)
        put_filter(aws, group)
    logs.delete_log_group(logGroupName="group")
    return [one["logGroupName"] for one in logs.describe_metric_filters()["metricFilters"]]


def test_plain_moto_keeps_filters_of_a_deleted_group(plain: Aws) -> None:
    assert delete_group_with_filter(plain) == ["group", "other"]


def test_filters_die_with_their_log_group(corrected: Aws) -> None:
    assert delete_group_with_filter(corrected) == ["other"]


def test_plain_moto_accepts_a_filter_without_a_log_group(plain: Aws) -> None:
    put_filter(plain)
    assert len(plain.client("logs").describe_metric_filters()["metricFilters"]) == 1


def test_a_filter_needs_its_log_group(corrected: Aws) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        put_filter(corrected)


def count(aws: Aws) -> int:
    aws.client("logs").create_log_group(logGroupName="group")
    put_filter(aws)
    return int(aws.client("logs").describe_log_groups()["logGroups"][0]["metricFilterCount"])


def test_plain_moto_counts_no_filters(plain: Aws) -> None:
    assert count(plain) == 0


def test_a_log_group_counts_its_filters(corrected: Aws) -> None:
    assert count(corrected) == 1
