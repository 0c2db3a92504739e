import pytest

from pipeline.alert import Alarm, FilterPattern, MetricFilter
from tests.pipeline.partitions import ACCOUNTS

PATTERN = FilterPattern('{ ($.eventName = "A") && ($.errorCode NOT EXISTS) }')


@pytest.mark.parametrize(
    "text",
    [
        '{ ($.eventName = "A") && ($.errorCode NOT EXISTS) }',
        "{($.eventName=A)&&($.errorCode NOT EXISTS)}",
        "{ $.errorCode NOT EXISTS && $.eventName = A }",
    ],
)
def test_patterns_of_one_meaning_are_equal(text: str) -> None:
    assert FilterPattern(text) == PATTERN
    assert hash(FilterPattern(text)) == hash(PATTERN)


@pytest.mark.parametrize(
    "text", ["{ $.eventName = A }", "{ $.eventName = A || $.errorCode NOT EXISTS }", "", "{ broken"]
)
def test_patterns_of_another_meaning_are_not(text: str) -> None:
    assert FilterPattern(text) != PATTERN


def test_a_pattern_that_nobody_understands_equals_itself_only() -> None:
    assert FilterPattern("{ broken") == FilterPattern("{ broken")
    assert FilterPattern("{ broken") != FilterPattern("{  broken")


def test_a_pattern_is_shown_as_its_text_and_is_no_text() -> None:
    assert str(PATTERN) == PATTERN.text
    assert PATTERN.text != PATTERN


def test_a_filter_counts_events_and_publishes_zero_unless_said_otherwise() -> None:
    part = MetricFilter(
        account=ACCOUNTS["aws"], name="f", log_group="g", pattern=PATTERN, metric_name="m", metric_namespace="n"
    )
    assert (part.metric_value, part.default_value, part.unit, part.dimensions) == ("1", 0, "None", ())


def test_an_alarm_rings_and_returns_to_ok_unless_said_otherwise() -> None:
    alarm = Alarm(account=ACCOUNTS["aws"], name="a", metric_name="m", metric_namespace="n", alarm_actions=("arn:t",))
    assert alarm.actions_enabled
    assert (alarm.statistic, alarm.comparison_operator, alarm.threshold) == ("Sum", "GreaterThanOrEqualToThreshold", 1)
    assert (alarm.period, alarm.evaluation_periods, alarm.datapoints_to_alarm) == (300, 1, None)
    assert alarm.treat_missing_data == "notBreaching"
    assert alarm.arn == "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"
