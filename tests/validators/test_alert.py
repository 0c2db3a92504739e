import dataclasses
from typing import Any

import pytest

from pipeline.alert import Alarm, MetricFilter
from pipeline.fact import facts
from tests.validators.deployment import deploy_alarm, deploy_log_group, deploy_metric_filter
from tests.validators.designed import designed, differing
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import alert
from validators.reading import CallFailed

FILTER_TAMPERINGS: dict[str, dict[str, Any]] = {
    "pattern": {"pattern": '{ $.eventName = "Nothing" }'},
    "metric_name": {"metricName": "Other"},
    "metric_namespace": {"metricNamespace": "Other"},
    "metric_value": {"metricValue": "0"},
    "default_value": {"defaultValue": 1, "dimensions": None},
    "unit": {"unit": "Percent"},
    "dimensions": {"dimensions": {"Region": "$.sourceIPAddress"}},
}
ALARM_TAMPERINGS: dict[str, dict[str, Any]] = {
    "description": {"AlarmDescription": "Nothing to see"},
    "metric_name": {"MetricName": "Other"},
    "metric_namespace": {"Namespace": "Other"},
    "dimensions": {"Dimensions": [{"Name": "Region", "Value": "us-east-1"}]},
    "unit": {"Unit": "Percent"},
    "statistic": {"Statistic": "Minimum"},
    "period": {"Period": 60},
    "evaluation_periods": {"EvaluationPeriods": 5},
    "datapoints_to_alarm": {"DatapointsToAlarm": 3},
    "threshold": {"Threshold": 1000},
    "comparison_operator": {"ComparisonOperator": "LessThanThreshold"},
    "treat_missing_data": {"TreatMissingData": "breaching"},
    "actions_enabled": {"ActionsEnabled": False},
    "alarm_actions": {"AlarmActions": []},
    "ok_actions": {"OKActions": []},
    "insufficient_data_actions": {"InsufficientDataActions": []},
}


@pytest.fixture
def metric_filter(account: SandboxedAccount) -> MetricFilter:
    """The filter of the alert of one's own, deployed; nothing in it is a default."""
    deploy_log_group(account.pipeline.log_group, account.client, None)
    wanted = next(one for one in account.pipeline.metric_filters if one.dimensions)
    deploy_metric_filter(wanted, account.client)
    return wanted


@pytest.fixture
def alarm(account: SandboxedAccount) -> Alarm:
    """The alarm of the alert of one's own, deployed; nothing in it is a default."""
    wanted = next(one for one in account.pipeline.alarms if one.dimensions)
    deploy_alarm(wanted, account.client)
    return wanted


def read_filter(account: SandboxedAccount) -> MetricFilter:
    (observed,) = alert.read_metric_filters(account.session(), account.pipeline)
    return observed


def read_alarm(account: SandboxedAccount) -> Alarm:
    (observed,) = alert.read_alarms(account.session(), account.pipeline)
    return observed


def test_deployed_filters_equal_the_designed_ones(account: SandboxedAccount) -> None:
    deploy_log_group(account.pipeline.log_group, account.client, None)
    for wanted in account.pipeline.metric_filters:
        deploy_metric_filter(wanted, account.client)
    read = {one.name: one for one in alert.read_metric_filters(account.session(), account.pipeline)}
    assert read == {one.name: one for one in account.pipeline.metric_filters}


def test_deployed_alarms_equal_the_designed_ones(account: SandboxedAccount) -> None:
    for wanted in account.pipeline.alarms:
        deploy_alarm(wanted, account.client)
    read = {one.name: one for one in alert.read_alarms(account.session(), account.pipeline)}
    assert read == {one.name: one for one in account.pipeline.alarms}


@pytest.mark.parametrize("fact", FILTER_TAMPERINGS)
def test_tampering_with_a_filter_is_seen_in_its_field(
    account: SandboxedAccount, metric_filter: MetricFilter, fact: str
) -> None:
    deploy_metric_filter(metric_filter, account.client, **FILTER_TAMPERINGS[fact])
    # CloudWatch Logs takes a default value only without dimensions, so that one cannot change alone.
    also = {"dimensions"} if fact == "default_value" else set()
    assert differing(metric_filter, read_filter(account)) == {fact} | also


def test_every_fact_of_a_filter_is_tampered_with() -> None:
    assert {*FILTER_TAMPERINGS, "apply_on_transformed_logs"} == {name for name, _ in facts(MetricFilter)}


def test_look_at_transformed_events_is_read(stubs: StubbedClients) -> None:
    # moto does not keep it.
    found = a_filter("a") | {"applyOnTransformedLogs": True}
    stubs.answer("logs", "describe_metric_filters", {"metricFilters": [found]})
    (observed,) = alert.read_metric_filters(stubbed_session(stubs), designed())
    assert observed.apply_on_transformed_logs is True


@pytest.mark.parametrize("fact", ALARM_TAMPERINGS)
def test_tampering_with_an_alarm_is_seen_in_its_field(account: SandboxedAccount, alarm: Alarm, fact: str) -> None:
    deploy_alarm(alarm, account.client, **ALARM_TAMPERINGS[fact])
    assert differing(alarm, read_alarm(account)) == {fact}


def test_every_fact_of_an_alarm_is_tampered_with() -> None:
    assert set(ALARM_TAMPERINGS) == {name for name, _ in facts(Alarm)}


def test_order_of_actions_does_not_count(account: SandboxedAccount) -> None:
    wanted = next(one for one in account.pipeline.alarms if len(one.alarm_actions) > 1)
    deploy_alarm(wanted, account.client, AlarmActions=[*reversed(wanted.alarm_actions)])
    assert differing(wanted, read_alarm(account)) == set()


def test_percentile_is_read_as_the_statistic(account: SandboxedAccount, alarm: Alarm) -> None:
    deploy_alarm(alarm, account.client, Statistic=None, ExtendedStatistic="p90")
    assert read_alarm(account).statistic == "p90"


def test_alarm_on_a_metric_expression_is_read_as_watching_no_metric(account: SandboxedAccount, alarm: Alarm) -> None:
    query = {
        "Id": "m",
        "ReturnData": True,
        "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "M"}, "Period": 60, "Stat": "Sum"},
    }
    nothing = dict.fromkeys(("MetricName", "Namespace", "Dimensions", "Unit", "Statistic", "Period"))
    deploy_alarm(alarm, account.client, **nothing, Metrics=[query])
    observed = read_alarm(account)
    assert (observed.metric_name, observed.metric_namespace, observed.period) == ("", "", 0)


@pytest.mark.parametrize(("wanted", "observed"), [(None, 3), (3, None)])
def test_all_periods_and_their_number_are_the_same(
    account: SandboxedAccount, wanted: int | None, observed: int | None
) -> None:
    alarm = dataclasses.replace(account.pipeline.alarms[0], evaluation_periods=3, datapoints_to_alarm=wanted)
    account.pipeline = dataclasses.replace(account.pipeline, alarms=(alarm,))
    deploy_alarm(alarm, account.client, DatapointsToAlarm=observed)
    assert differing(alarm, read_alarm(account)) == set()


def test_alarm_of_another_name_that_rings_for_our_metric_is_read(account: SandboxedAccount, alarm: Alarm) -> None:
    deploy_alarm(dataclasses.replace(alarm, name="twin"), account.client)
    deploy_alarm(dataclasses.replace(alarm, name="silent-twin", alarm_actions=()), account.client)
    deploy_alarm(dataclasses.replace(alarm, name="disabled-twin", actions_enabled=False), account.client)
    assert {one.name for one in alert.read_alarms(account.session(), account.pipeline)} == {alarm.name, "twin"}


def test_composite_alarm_under_the_prefix_or_at_a_topic_of_ours_is_read(stubs: StubbedClients) -> None:
    # moto makes no composite alarms by its API.
    rings = {"ActionsEnabled": True, "AlarmActions": [designed().topics[0].arn]}
    composites = [
        {"AlarmName": "bell-all", "ActionsEnabled": True},
        {"AlarmName": "theirs", "ActionsEnabled": True, "AlarmActions": ["arn:aws:sns:eu-west-1:111122223333:theirs"]},
        {"AlarmName": "twice", **rings},
    ]
    asked = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100}
    stubs.answer("cloudwatch", "describe_alarms", {"CompositeAlarms": composites}, **asked)
    read = alert.read_alarms(stubbed_session(stubs), designed())
    assert [one.name for one in read] == ["bell-all", "twice"]


def test_filter_that_somebody_added_is_read(account: SandboxedAccount, metric_filter: MetricFilter) -> None:
    deploy_metric_filter(dataclasses.replace(metric_filter, name="rogue"), account.client)
    read = {one.name for one in alert.read_metric_filters(account.session(), account.pipeline)}
    assert read == {metric_filter.name, "rogue"}


@pytest.fixture
def elsewhere(account: SandboxedAccount, metric_filter: MetricFilter) -> MetricFilter:
    """The same filter on another log group."""
    account.client("logs").create_log_group(logGroupName="/other")
    there = dataclasses.replace(metric_filter, log_group="/other")
    deploy_metric_filter(there, account.client)
    return there


def test_filter_of_another_log_group_that_feeds_the_same_metric_is_read_by_both_names(
    account: SandboxedAccount, metric_filter: MetricFilter, elsewhere: MetricFilter
) -> None:
    read = {one.name: one for one in alert.read_metric_filters(account.session(), account.pipeline)}
    named = f"/other:{metric_filter.name}"
    assert read == {metric_filter.name: metric_filter, named: dataclasses.replace(elsewhere, name=named)}


@pytest.mark.parametrize("different", [{"metricName": "Other"}, {"metricNamespace": "Other"}])
def test_filter_of_another_log_group_that_feeds_another_metric_is_not_read(
    account: SandboxedAccount, metric_filter: MetricFilter, elsewhere: MetricFilter, different: dict[str, str]
) -> None:
    deploy_metric_filter(elsewhere, account.client, **different)
    assert read_filter(account) == metric_filter


def test_alarm_that_somebody_added_under_the_prefix_is_read(account: SandboxedAccount, alarm: Alarm) -> None:
    deploy_alarm(dataclasses.replace(alarm, name="bell-rogue"), account.client)
    deploy_alarm(dataclasses.replace(alarm, name="bellows", metric_name="Other"), account.client)
    assert {one.name for one in alert.read_alarms(account.session(), account.pipeline)} == {alarm.name, "bell-rogue"}


def test_filter_on_a_second_page_is_found(stubs: StubbedClients) -> None:
    # CloudWatch Logs answers with 50 at most; moto with all there are.
    stubs.answer("logs", "describe_metric_filters", {"metricFilters": [a_filter("a")], "nextToken": "more"})
    stubs.answer("logs", "describe_metric_filters", {"metricFilters": [a_filter("b")]}, nextToken="more")
    read = alert.read_metric_filters(stubbed_session(stubs), designed())
    assert [one.name for one in read] == ["a", "b"]


def test_what_cloudwatch_logs_leaves_out_of_a_filter_is_none(stubs: StubbedClients) -> None:
    # moto repeats the unit that it was given.
    stubs.answer("logs", "describe_metric_filters", {"metricFilters": [a_filter("a")]})
    (observed,) = alert.read_metric_filters(stubbed_session(stubs), designed())
    assert (observed.unit, observed.default_value, observed.dimensions) == ("None", None, ())


def a_filter(name: str) -> dict[str, Any]:
    transformation = {"metricName": "M", "metricNamespace": "N", "metricValue": "1"}
    return {"filterName": name, "filterPattern": "", "metricTransformations": [transformation]}


def test_alarm_on_a_second_page_is_found(stubs: StubbedClients) -> None:
    # CloudWatch answers with 100 at most; moto with all there are.
    asked = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100}
    first, second = [an_alarm("bell-a"), an_alarm("other")], [an_alarm("bell-b")]
    stubs.answer("cloudwatch", "describe_alarms", {"MetricAlarms": first, "NextToken": "more"}, **asked)
    stubs.answer("cloudwatch", "describe_alarms", {"MetricAlarms": second}, **asked, NextToken="more")
    assert [one.name for one in alert.read_alarms(stubbed_session(stubs), designed())] == ["bell-a", "bell-b"]


def an_alarm(name: str) -> dict[str, Any]:
    comparison = "GreaterThanOrEqualToThreshold"
    return {"AlarmName": name, "ComparisonOperator": comparison, "EvaluationPeriods": 1, "ActionsEnabled": True}


def test_without_a_log_group_there_are_no_filters(account: SandboxedAccount) -> None:
    assert [*alert.read_metric_filters(account.session(), account.pipeline)] == []


def test_without_alarms_there_are_none(account: SandboxedAccount) -> None:
    assert [*alert.read_alarms(account.session(), account.pipeline)] == []


@pytest.mark.parametrize(
    ("read", "service", "operation"),
    [
        (alert.read_metric_filters, "logs", "DescribeMetricFilters"),
        (alert.read_alarms, "cloudwatch", "DescribeAlarms"),
    ],
)
def test_denied_call_is_told_with_its_action(
    account: SandboxedAccount, read: Any, service: str, operation: str
) -> None:
    account.fail(service, operation)
    with pytest.raises(CallFailed) as failed:
        [*read(account.session(), account.pipeline)]
    assert failed.value.unread.call == f"{service}:{operation}"
