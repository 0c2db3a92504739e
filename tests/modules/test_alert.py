import dataclasses

import pytest

from modules.alert import Alarm, MetricFilter
from pipeline import alert
from pipeline.account import Account
from tests.modules.synthesis import alone, the

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")

FILTER = alert.MetricFilter(
    account=ACCOUNT,
    name="RootUsage",
    log_group="/aws/cloudtrail/trailbell",
    pattern=alert.FilterPattern('{ $.userIdentity.type = "Root" }'),
    metric_name="RootUsage",
    metric_namespace="CloudTrailMetrics",
)

ALARM = alert.Alarm(
    account=ACCOUNT,
    name="trailbell-root-usage",
    metric_name="RootUsage",
    metric_namespace="CloudTrailMetrics",
    alarm_actions=("arn:a", "arn:b"),
    ok_actions=("arn:a",),
)


def test_a_metric_filter_stands_alone_with_its_transformation() -> None:
    written = alone(lambda stack: MetricFilter(stack, "filter", FILTER))
    assert the(written, "resource", "aws_cloudwatch_log_metric_filter") == {
        "name": "RootUsage",
        "log_group_name": "/aws/cloudtrail/trailbell",
        "pattern": '{ $.userIdentity.type = "Root" }',
        "metric_transformation": {
            "name": "RootUsage",
            "namespace": "CloudTrailMetrics",
            "value": "1",
            "default_value": "0",
            "unit": "None",
        },
    }


def test_a_filter_refuses_a_look_at_transformed_events() -> None:
    part = dataclasses.replace(FILTER, apply_on_transformed_logs=True)
    with pytest.raises(ValueError, match="transformed events is read, not written"):
        alone(lambda stack: MetricFilter(stack, "filter", part))


def test_dimensions_take_the_place_of_the_default_value() -> None:
    part = dataclasses.replace(
        FILTER, default_value=None, metric_value="$.count", dimensions=(("Region", "$.awsRegion"),)
    )
    written = alone(lambda stack: MetricFilter(stack, "filter", part))
    assert the(written, "resource", "aws_cloudwatch_log_metric_filter")["metric_transformation"] == {
        "name": "RootUsage",
        "namespace": "CloudTrailMetrics",
        "value": "$.count",
        "unit": "None",
        "dimensions": {"Region": "$.awsRegion"},
    }


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (1.5, "1.5"), (0.1, "0.1"), (12345678, "12345678"), (-3.0, "-3")]
)
def test_a_default_value_keeps_all_its_digits(number: float, text: str) -> None:
    part = dataclasses.replace(FILTER, default_value=number)
    written = alone(lambda stack: MetricFilter(stack, "filter", part))
    transformation = the(written, "resource", "aws_cloudwatch_log_metric_filter")["metric_transformation"]
    assert transformation["default_value"] == text


def test_a_pattern_is_no_template_to_terraform() -> None:
    part = dataclasses.replace(FILTER, pattern=alert.FilterPattern('{ $.a = "${x}" && $.b = "%{y}" }'))
    written = alone(lambda stack: MetricFilter(stack, "filter", part))
    pattern = the(written, "resource", "aws_cloudwatch_log_metric_filter")["pattern"]
    assert pattern == '{ $.a = "$${x}" && $.b = "%%{y}" }'


def test_an_alarm_stands_alone() -> None:
    written = alone(lambda stack: Alarm(stack, "alarm", ALARM))
    assert the(written, "resource", "aws_cloudwatch_metric_alarm") == {
        "alarm_name": "trailbell-root-usage",
        "alarm_description": "",
        "metric_name": "RootUsage",
        "namespace": "CloudTrailMetrics",
        "statistic": "Sum",
        "period": 300,
        "evaluation_periods": 1,
        "threshold": 1,
        "comparison_operator": "GreaterThanOrEqualToThreshold",
        "treat_missing_data": "notBreaching",
        "actions_enabled": True,
        "alarm_actions": ["arn:a", "arn:b"],
        "ok_actions": ["arn:a"],
        "insufficient_data_actions": [],
    }


def test_an_alarm_is_written_with_all_that_differs() -> None:
    part = dataclasses.replace(
        ALARM,
        description="Costs ${money}",
        dimensions=(("Region", "eu-west-1"),),
        unit="Bytes",
        statistic="Maximum",
        period=60,
        evaluation_periods=3,
        datapoints_to_alarm=2,
        threshold=9.5,
        comparison_operator="LessThanThreshold",
        treat_missing_data="breaching",
        actions_enabled=False,
        insufficient_data_actions=("arn:c",),
    )
    written = the(alone(lambda stack: Alarm(stack, "alarm", part)), "resource", "aws_cloudwatch_metric_alarm")
    plain = the(alone(lambda stack: Alarm(stack, "alarm", ALARM)), "resource", "aws_cloudwatch_metric_alarm")
    assert {name: value for name, value in written.items() if plain.get(name) != value} == {
        "alarm_description": "Costs $${money}",
        "dimensions": {"Region": "eu-west-1"},
        "unit": "Bytes",
        "statistic": "Maximum",
        "period": 60,
        "evaluation_periods": 3,
        "datapoints_to_alarm": 2,
        "threshold": 9.5,
        "comparison_operator": "LessThanThreshold",
        "treat_missing_data": "breaching",
        "actions_enabled": False,
        "insufficient_data_actions": ["arn:c"],
    }
