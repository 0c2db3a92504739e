"""Whether an alarm still rings for as many events, as close together, as its alert was declared to ring for."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence

from pipeline.alert import Alarm, MetricFilter
from pipeline.watch import Watch
from validators.ringing.link import Flaw, Step, broken, unknown

MOST_EVENTS = 100_000
"""More events than these within one period are not tried."""

_ARITHMETIC = (
    "statistic", "comparison_operator", "threshold", "period", "evaluation_periods", "datapoints_to_alarm",
)  # fmt: skip
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


def counting(watch: Watch, found: Alarm, filters: Sequence[MetricFilter]) -> Flaw | None:
    """What is wrong with how the deployed alarm counts what the deployed filters publish.

    The alert's own numbers are the measure: as many events in one period as the designed alarm rings for.
    """
    wanted = watch.alarm
    declared, published = _least(watch.filters), _least(filters)
    if declared is not None and published is not None:
        return _reaching(wanted, found, declared, published)
    values = [part.metric_value for part in filters] == [part.metric_value for part in watch.filters]
    if values and _same_arithmetic(wanted, found):
        return None
    return unknown(Step.alarm, "the value of its metric is a field of the event, so what it rings for cannot be judged")


def _same_arithmetic(wanted: Alarm, found: Alarm) -> bool:
    return all(getattr(wanted, name) == getattr(found, name) for name in _ARITHMETIC)


def _least(filters: Sequence[MetricFilter]) -> float | None:
    """The least that one event adds to the metric; None where a field of the event says it."""
    numbers = [_number(part.metric_value) for part in filters]
    return None if None in numbers else min(number for number in numbers if number is not None)


def _reaching(wanted: Alarm, found: Alarm, declared: float, published: float) -> Flaw | None:
    compare = _COMPARISONS.get(found.comparison_operator)
    if compare is None:
        return unknown(
            Step.alarm, f"the alarm {found.name} compares by {found.comparison_operator}, which is not known here"
        )
    upward = _is_upward(found)
    if upward is not _is_upward(wanted):
        many = "few events, not for many" if _is_upward(wanted) else "many events, not for few"
        return broken(Step.alarm, f"the alarm {found.name} rings for {many}: {_shown(found)}")
    if not upward:
        told = f"the alarm {found.name} is for the lack of events and has other numbers than declared"
        return None if _same_arithmetic(wanted, found) else unknown(Step.alarm, told)
    if compare(0, found.threshold):
        return broken(
            Step.alarm, f"the alarm {found.name} is in ALARM without any event: its threshold is {_shown(found)}"
        )
    if published <= 0 and found.statistic != "SampleCount":
        return broken(Step.metric, f"an event adds {published:g} to the metric: the threshold is never reached")
    return _often_enough(wanted, found, events(wanted, declared), events(found, published))


def _is_upward(alarm: Alarm) -> bool:
    return alarm.comparison_operator.startswith("Greater")


def _often_enough(wanted: Alarm, found: Alarm, needed: int | None, asked: int | None) -> Flaw | None:
    if asked is None:
        return broken(Step.alarm, f"the alarm {found.name} can never reach its threshold: {_shown(found)}")
    if needed is not None and asked > needed:
        return broken(
            Step.alarm, f"the alarm {found.name} needs {_times(asked)} in {found.period} s, declared is {needed}"
        )
    if needed is not None and needed > 1 and found.period < wanted.period:
        slow = f"only events within {found.period} s add up, declared is {wanted.period} s"
        return broken(Step.alarm, f"the alarm {found.name} forgets sooner: {slow}", partly=True)
    return _long_enough(wanted, found)


def _long_enough(wanted: Alarm, found: Alarm) -> Flaw | None:
    if (periods := breaching(found)) > breaching(wanted):
        many = f"{periods} periods of {found.period} s must be over the threshold, declared is {breaching(wanted)}"
        return broken(Step.alarm, f"the alarm {found.name} waits too long: {many}")
    if found.treat_missing_data == "breaching" and wanted.treat_missing_data != "breaching":
        return unknown(Step.alarm, f"the alarm {found.name} counts quiet times as breaches and may be in ALARM already")
    return None


def breaching(alarm: Alarm) -> int:
    """How many periods must breach before the alarm rings."""
    return alarm.datapoints_to_alarm or alarm.evaluation_periods


def events(alarm: Alarm, value: float) -> int | None:
    """How many events of this value ring when they come in one period; None where no number of them does."""
    compare = _COMPARISONS[alarm.comparison_operator]
    each = {"Sum": value, "SampleCount": 1.0}.get(alarm.statistic)
    if each is None:  # an average, a maximum or a percentile does not grow with the number of events
        return 1 if compare(value, alarm.threshold) else None
    if each <= 0:
        return None
    first = max(1, int(alarm.threshold / each)) if alarm.threshold / each < MOST_EVENTS else MOST_EVENTS
    return next((count for count in (first, first + 1) if compare(count * each, alarm.threshold)), None)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _times(count: int) -> str:
    return f"{count} event{'' if count == 1 else 's'}"


def _shown(alarm: Alarm) -> str:
    return f"{alarm.statistic} {alarm.comparison_operator} {alarm.threshold:g}"
