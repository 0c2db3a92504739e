"""Faults of the log group: rows 25 to 29 of docs/faults.yaml."""

from typing import Any

import pytest

from tests.validators.faults.told import told
from tests.validators.recorded import Recorded
from tests.validators.sandboxed import SandboxedAccount


@pytest.mark.fault(25)
def test_deleted_log_group(deployed: SandboxedAccount) -> None:
    deployed.client("logs").delete_log_group(logGroupName=deployed.pipeline.log_group.name)
    assert told(deployed) == {("missing", "log-group", ""), ("missing", "metric-filter", "")}


@pytest.mark.fault(26)
@pytest.mark.parametrize("days", [1, 3653])
def test_events_kept_for_another_time(deployed: SandboxedAccount, days: int) -> None:
    deployed.client("logs").put_retention_policy(logGroupName=deployed.pipeline.log_group.name, retentionInDays=days)
    assert told(deployed) == {("changed", "log-group", "retention_days")}


@pytest.mark.fault(26)
def test_events_kept_for_ever(deployed: SandboxedAccount) -> None:
    deployed.client("logs").delete_retention_policy(logGroupName=deployed.pipeline.log_group.name)
    assert told(deployed) == {("changed", "log-group", "retention_days")}


@pytest.mark.fault(27)
def test_log_group_of_a_class_without_metric_filters(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # moto keeps no class.
    def infrequent(answer: dict[str, Any]) -> None:
        answer["logGroups"][0]["logGroupClass"] = "INFREQUENT_ACCESS"

    recorded.change("logs", "DescribeLogGroups", infrequent)
    assert told(deployed) == {("changed", "log-group", "log_group_class")}


@pytest.mark.fault(28)
def test_transformer(deployed: SandboxedAccount) -> None:
    deployed.client("logs").put_transformer(
        logGroupIdentifier=deployed.pipeline.log_group.name, transformerConfig=[{"parseJSON": {}}]
    )
    assert told(deployed) == {("unmanaged", "log-group", "transformer")}


@pytest.mark.fault(28)
def test_filter_that_looks_at_transformed_events(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # moto does not keep what a filter looks at.
    def transformed(answer: dict[str, Any]) -> None:
        answer["metricFilters"][0]["applyOnTransformedLogs"] = True

    recorded.change("logs", "DescribeMetricFilters", transformed)
    assert told(deployed) == {("changed", "metric-filter", "apply_on_transformed_logs")}


@pytest.mark.fault(29)
def test_disabled_key_of_the_log_group(deployed: SandboxedAccount) -> None:
    key = deployed.client("kms").create_key()["KeyMetadata"]
    deployed.client("kms").disable_key(KeyId=key["KeyId"])
    # moto has no AssociateKmsKey; the group is made anew with the key.
    name = deployed.pipeline.log_group.name
    filters = deployed.client("logs").describe_metric_filters(logGroupName=name)["metricFilters"]
    deployed.client("logs").delete_log_group(logGroupName=name)
    deployed.client("logs").create_log_group(logGroupName=name, kmsKeyId=key["Arn"])
    deployed.client("logs").put_retention_policy(
        logGroupName=name, retentionInDays=deployed.pipeline.log_group.retention_days
    )
    for one in filters:
        kept = ("filterName", "filterPattern", "metricTransformations", "logGroupName")
        deployed.client("logs").put_metric_filter(**{name: one[name] for name in kept})
    assert told(deployed) == {("changed", "log-group", "kms_key_arn"), ("unhealthy", "log-group", "key")}
