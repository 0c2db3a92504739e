import pytest

from pipeline.alert import Alarm, FilterPattern
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


def test_an_alarm_rings_and_returns_to_ok_unless_said_otherwise() -> None:
    alarm = Alarm(account=ACCOUNTS["aws"], name="a", metric_name="m", metric_namespace="n", alarm_actions=("arn:t",))
    assert alarm.actions_enabled
    assert (alarm.statistic, alarm.treat_missing_data) == ("Sum", "notBreaching")
    assert alarm.arn == "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"
