from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alert import Alarm
from pipeline.watch import Watch
from tests.validators.ringing.walked import PIPELINE, but, part
from validators.ringing.alarm import counting, events
from validators.ringing.link import LinkState

FILTER, ALARM, ALERT = part("metric-filter", "root"), part("alarm", "root"), PIPELINE.alerts[-1]
FEW = but(ALARM, threshold=3, period=600)


def judged(found: Alarm, wanted: Alarm = ALARM, value: str = "1", declared: str = "1") -> str | None:
    """What is wrong, in words."""
    watch = Watch(ALERT, (but(FILTER, metric_value=declared),), wanted)
    flaw = counting(watch, found, (but(FILTER, metric_value=value),))
    return None if flaw is None else f"{flaw.state}{' partly' if flaw.partly else ''}: {flaw.message}"


@pytest.mark.parametrize(
    "different",
    [
        {},
        {"threshold": 0.5},
        {"comparison_operator": "GreaterThanThreshold", "threshold": 0},
        {"statistic": "Maximum"},
        {"statistic": "SampleCount"},
        {"period": 60},
        {"evaluation_periods": 3, "datapoints_to_alarm": 1},
        {"treat_missing_data": "missing"},
    ],
)
def test_alarm_that_rings_for_the_same_event_holds(different: dict[str, Any]) -> None:
    assert judged(but(ALARM, **different)) is None


@pytest.mark.parametrize(
    ("different", "told"),
    [
        ({"threshold": 5}, "broken: the alarm bell-cis-root-usage needs 5 events in 300 s, declared is 1"),
        (
            {"comparison_operator": "GreaterThanThreshold"},
            "broken: the alarm bell-cis-root-usage needs 2 events in 300 s, declared is 1",
        ),
        (
            {"statistic": "Average", "threshold": 2},
            "broken: the alarm bell-cis-root-usage can never reach its threshold: "
            "Average GreaterThanOrEqualToThreshold 2",
        ),
        (
            {"threshold": 1e12},
            "broken: the alarm bell-cis-root-usage can never reach its threshold: "
            "Sum GreaterThanOrEqualToThreshold 1e+12",
        ),
        (
            {"threshold": 0},
            "broken: the alarm bell-cis-root-usage is in ALARM without any event: its threshold is "
            "Sum GreaterThanOrEqualToThreshold 0",
        ),
        (
            {"comparison_operator": "LessThanThreshold"},
            "broken: the alarm bell-cis-root-usage rings for few events, not for many: Sum LessThanThreshold 1",
        ),
        (
            {"evaluation_periods": 240},
            "broken: the alarm bell-cis-root-usage waits too long: 240 periods of 300 s must be over the threshold, "
            "declared is 1",
        ),
        (
            {"treat_missing_data": "breaching"},
            "unknown: the alarm bell-cis-root-usage counts quiet times as breaches and may be in ALARM already",
        ),
        (
            {"comparison_operator": "LessThanLowerThreshold"},
            "unknown: the alarm bell-cis-root-usage compares by LessThanLowerThreshold, which is not known here",
        ),
    ],
)  # fmt: skip
def test_alarm_that_rings_for_something_else_is_told(different: dict[str, Any], told: str) -> None:
    assert judged(but(ALARM, **different)) == told


def test_shorter_period_forgets_events_that_come_slowly() -> None:
    assert judged(but(FEW, period=60), FEW) == (
        "broken partly: the alarm bell-cis-root-usage forgets sooner: only events within 60 s add up, declared is 600 s"
    )


def test_alarm_declared_for_few_events_may_ring_for_few() -> None:
    few = but(ALARM, comparison_operator="LessThanThreshold")
    assert judged(few, few) is None
    assert judged(but(few, threshold=9), few) == (
        "unknown: the alarm bell-cis-root-usage is for the lack of events and has other numbers than declared"
    )
    assert judged(ALARM, few) == (
        "broken: the alarm bell-cis-root-usage rings for many events, not for few: Sum GreaterThanOrEqualToThreshold 1"
    )


def test_smaller_value_of_an_event_needs_more_events() -> None:
    assert judged(ALARM, value="0.5") == (
        "broken: the alarm bell-cis-root-usage needs 2 events in 300 s, declared is 1"
    )


@pytest.mark.parametrize("value", ["0", "-1"])
def test_event_that_adds_nothing_never_rings(value: str) -> None:
    assert judged(ALARM, value=value) == (
        f"broken: an event adds {value} to the metric: the threshold is never reached"
    )


def test_value_that_is_a_field_is_judged_by_the_design_alone() -> None:
    assert judged(ALARM, value="$.count", declared="$.count") is None
    told = judged(but(ALARM, threshold=2), value="$.count", declared="$.count")
    assert told is not None
    assert told.startswith(LinkState.unknown)


@given(
    st.sampled_from(["Sum", "SampleCount", "Average"]),
    st.sampled_from(["GreaterThanThreshold", "GreaterThanOrEqualToThreshold"]),
    st.integers(1, 400),
    st.sampled_from([0.5, 1, 2, 3]),
)
def test_fewest_events_are_those_that_a_count_finds(
    statistic: str, comparison: str, threshold: int, value: float
) -> None:
    alarm = but(ALARM, statistic=statistic, comparison_operator=comparison, threshold=threshold)
    totals = (
        (count, {"Sum": count * value, "SampleCount": count, "Average": value}[statistic]) for count in range(1, 1000)
    )
    least = threshold + 0.1 if comparison == "GreaterThanThreshold" else threshold
    counted = next((count for count, total in totals if total >= least), None)
    assert events(alarm, value) == counted
