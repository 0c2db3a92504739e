import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.pipeline import Pipeline
from tests.validators.designed import designed
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import alarm_health
from validators.reading import Observation

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
QUIET, COUNTED = (next(one for one in designed().alarms if bool(one.dimensions) is split) for split in (True, False))
ASKED = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100}


def observed(stubs: StubbedClients, pipeline: Pipeline | None = None, **answer: Any) -> list[Observation]:
    stubs.answer("cloudwatch", "describe_alarms", answer, **ASKED)
    return [*alarm_health.health(stubbed_session(stubs), pipeline or designed(), NOW)]


def in_state(state: str, since: timedelta, name: str = COUNTED.name, **more: Any) -> dict[str, Any]:
    return {"AlarmName": name, "StateValue": state, "StateTransitionedTimestamp": NOW - since, **more}


def composite(rule: str, **more: Any) -> dict[str, Any]:
    return {"AlarmName": "all", "AlarmRule": rule, "ActionsSuppressedBy": "Alarm", **more}


@pytest.mark.parametrize("state", ["ALARM", "INSUFFICIENT_DATA"])
def test_state_of_just_a_day_is_not_told(stubs: StubbedClients, state: str) -> None:
    assert observed(stubs, MetricAlarms=[in_state(state, timedelta(hours=24))]) == []


def test_state_of_over_a_day_is_told_with_its_time(stubs: StubbedClients) -> None:
    (told,) = observed(stubs, MetricAlarms=[in_state("ALARM", timedelta(hours=25))])
    assert (told.resource, told.observed) == (COUNTED.name, "ALARM since 2026-11-20 11:00 UTC")


@pytest.mark.parametrize(("days", "told"), [(6, 0), (7, 1)])
def test_alarm_that_looks_back_for_days_may_keep_its_state_for_twice_that(
    stubs: StubbedClients, days: int, told: int
) -> None:
    pipeline = designed()
    slow = tuple(dataclasses.replace(one, period=86_400, evaluation_periods=3) for one in pipeline.alarms)
    pipeline = dataclasses.replace(pipeline, alarms=slow)
    assert len(observed(stubs, pipeline, MetricAlarms=[in_state("ALARM", timedelta(days=days))])) == told


def test_time_of_the_last_update_counts_where_there_is_no_transition(stubs: StubbedClients) -> None:
    alarm = {"AlarmName": COUNTED.name, "StateValue": "ALARM", "StateUpdatedTimestamp": NOW - timedelta(days=3)}
    assert len(observed(stubs, MetricAlarms=[alarm])) == 1


def test_ok_for_long_is_healthy(stubs: StubbedClients) -> None:
    assert observed(stubs, MetricAlarms=[in_state("OK", timedelta(days=99))]) == []


@pytest.mark.parametrize(
    ("evaluation", "told"), [("EVALUATION_ERROR", 1), ("EVALUATION_FAILURE", 1), ("IN_WARM_UP", 1), ("PARTIAL_DATA", 0)]
)
def test_alarm_that_cannot_be_evaluated_is_told_at_once(stubs: StubbedClients, evaluation: str, told: int) -> None:
    now = in_state("OK", timedelta(), EvaluationState=evaluation, StateReason="no such metric")
    found = observed(stubs, MetricAlarms=[now])
    assert [(one.field, one.observed) for one in found] == [("evaluation", f"{evaluation}: no such metric")] * told


def test_alarm_that_nobody_declared_is_not_told(stubs: StubbedClients) -> None:
    assert observed(stubs, MetricAlarms=[in_state("ALARM", timedelta(days=99), name="bell-other")]) == []


def test_no_data_is_ordinary_where_nothing_publishes_any(stubs: StubbedClients) -> None:
    assert observed(stubs, MetricAlarms=[in_state("INSUFFICIENT_DATA", timedelta(days=9), name=QUIET.name)]) == []


def test_no_data_is_told_where_the_filter_publishes_a_default_value(stubs: StubbedClients) -> None:
    pipeline = designed()
    alarms = tuple(dataclasses.replace(one, treat_missing_data="ignore") for one in pipeline.alarms)
    pipeline = dataclasses.replace(pipeline, alarms=alarms)
    stale = in_state("INSUFFICIENT_DATA", timedelta(days=9))
    assert [one.field for one in observed(stubs, pipeline, MetricAlarms=[stale])] == ["state"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (f"ALARM({COUNTED.name})", True),
        (f'OK("{COUNTED.name}") OR FALSE', True),
        (f'ALARM("{COUNTED.arn}")', True),
        (f"ALARM({COUNTED.name}-2)", False),
        (f"ALARM(my-{COUNTED.name})", False),
        ("TRUE", False),
    ],
)
def test_composite_alarm_is_told_where_it_rests_on_one_of_ours(stubs: StubbedClients, rule: str, told: bool) -> None:
    assert [one.resource for one in observed(stubs, CompositeAlarms=[composite(rule)])] == ["all"] * told


def test_composite_alarm_is_told_where_it_rings_one_of_our_topics(stubs: StubbedClients) -> None:
    rings = composite("ALARM(other)", AlarmActions=[designed().topics[0].arn])
    (told,) = observed(stubs, CompositeAlarms=[rings])
    assert told.observed == "by Alarm"
    assert told.message.endswith("does not hear of what it combines.")


def test_composite_alarm_is_told_with_the_alarms_of_ours_that_it_rests_on(stubs: StubbedClients) -> None:
    (told,) = observed(stubs, CompositeAlarms=[composite(f"ALARM({COUNTED.name}) AND ALARM({QUIET.name})")])
    assert told.message.endswith(f"does not hear of {QUIET.name}, {COUNTED.name}.")


def test_composite_alarm_that_is_not_suppressed_is_healthy(stubs: StubbedClients) -> None:
    awake = composite(f"ALARM({COUNTED.name})")
    del awake["ActionsSuppressedBy"]
    assert observed(stubs, CompositeAlarms=[awake]) == []
