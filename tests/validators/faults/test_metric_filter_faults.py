"""Faults of metric filters: rows 30 to 36 of docs/faults.yaml."""

import dataclasses
from typing import Any

import pytest

from pipeline.alert import MetricFilter
from tests.validators.deployment import deploy_metric_filter
from tests.validators.faults.told import findings, told
from tests.validators.sandboxed import SandboxedAccount


@pytest.fixture
def metric_filter(deployed: SandboxedAccount) -> MetricFilter:
    """The filter of the alert of one's own, whose metric has dimensions and a unit."""
    return next(one for one in deployed.pipeline.metric_filters if one.dimensions)


def delete(account: SandboxedAccount, part: MetricFilter) -> None:
    account.client("logs").delete_metric_filter(logGroupName=part.log_group, filterName=part.name)


@pytest.mark.fault(30)
def test_deleted_filter(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    delete(deployed, metric_filter)
    assert told(deployed) == {("missing", "metric-filter", "")}


@pytest.mark.fault(31)
def test_pattern_that_matches_nothing(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    never = '{ ($.eventName = "RunInstances") && ($.eventName = "Nothing") }'
    deploy_metric_filter(metric_filter, deployed.client, pattern=never)
    assert told(deployed) == {("changed", "metric-filter", "pattern")}


@pytest.mark.fault(32)
def test_clause_that_mutes_somebody(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    muting = str(metric_filter.pattern).removesuffix("}") + '&& ($.userIdentity.arn != "*intruder*") }'
    deploy_metric_filter(metric_filter, deployed.client, pattern=muting)
    assert told(deployed) == {("changed", "metric-filter", "pattern")}


def test_pattern_written_another_way_is_no_drift(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    same = "{($.errorCode NOT EXISTS)&&(($.eventName=RunInstances))}"
    deploy_metric_filter(metric_filter, deployed.client, pattern=same)
    assert told(deployed) == set()


@pytest.mark.fault(33)
def test_metric_of_another_name(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    deploy_metric_filter(metric_filter, deployed.client, metricName="Other")
    assert told(deployed) == {("changed", "metric-filter", "metric_name")}


@pytest.mark.fault(33)
def test_metric_of_another_namespace(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    deploy_metric_filter(metric_filter, deployed.client, metricNamespace="Other")
    assert told(deployed) == {("changed", "metric-filter", "metric_namespace")}


@pytest.mark.fault(34)
def test_events_that_count_for_nothing(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    deploy_metric_filter(metric_filter, deployed.client, metricValue="0")
    assert told(deployed) == {("changed", "metric-filter", "metric_value")}


@pytest.mark.fault(34)
def test_metric_without_a_default_value(deployed: SandboxedAccount) -> None:
    plain = next(one for one in deployed.pipeline.metric_filters if not one.dimensions)
    deploy_metric_filter(plain, deployed.client, defaultValue=None)
    assert told(deployed) == {("changed", "metric-filter", "default_value")}


@pytest.mark.fault(34)
@pytest.mark.parametrize("dimensions", [{}, {"Region": "$.sourceIPAddress"}])
def test_metric_with_other_dimensions(
    deployed: SandboxedAccount, metric_filter: MetricFilter, dimensions: dict[str, str]
) -> None:
    deploy_metric_filter(metric_filter, deployed.client, dimensions=dimensions)
    assert told(deployed) == {("changed", "metric-filter", "dimensions")}


@pytest.mark.fault(34)
def test_metric_with_another_unit(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    deploy_metric_filter(metric_filter, deployed.client, unit="Percent")
    assert told(deployed) == {("changed", "metric-filter", "unit")}


def add(account: SandboxedAccount, part: MetricFilter, **different: Any) -> MetricFilter:
    """A filter that nobody declared, like this one but for what differs; its log group is made if need be."""
    added = dataclasses.replace(part, **different)
    if added.log_group != part.log_group:
        account.client("logs").create_log_group(logGroupName=added.log_group)
    deploy_metric_filter(added, account.client)
    return added


@pytest.mark.fault(35)
def test_second_filter_that_feeds_the_metric(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    add(deployed, metric_filter, name="rogue")
    assert told(deployed) == {("unmanaged", "metric-filter", "")}


@pytest.mark.fault(35)
def test_filter_of_another_log_group_that_feeds_the_metric(
    deployed: SandboxedAccount, metric_filter: MetricFilter
) -> None:
    add(deployed, metric_filter, log_group="/noise", name="rogue")
    assert told(deployed) == {("unmanaged", "metric-filter", "")}
    assert [finding.resource for finding in findings(deployed)] == ["/noise:rogue"]


@pytest.mark.fault(36)
def test_filter_on_another_log_group(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    add(deployed, metric_filter, log_group="/elsewhere")
    delete(deployed, metric_filter)
    assert told(deployed) == {("missing", "metric-filter", ""), ("unmanaged", "metric-filter", "")}


@pytest.mark.fault(36)
def test_filter_in_another_region(deployed: SandboxedAccount, metric_filter: MetricFilter) -> None:
    def there(service: str) -> Any:
        return deployed.aws.client(service, "us-east-1", deployed.pipeline.account.id)

    there("logs").create_log_group(logGroupName=metric_filter.log_group)
    deploy_metric_filter(metric_filter, there)
    delete(deployed, metric_filter)
    assert told(deployed) == {("missing", "metric-filter", "")}
