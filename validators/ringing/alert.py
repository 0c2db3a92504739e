"""Whether the events of one alert are counted and the count is watched: filter, metric, alarm and its actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from alerts.counterexample import lost
from alerts.pattern import Pattern, PatternSyntaxError, parse
from alerts.pattern.events import Event
from pipeline.alert import Alarm, Dimensions, MetricFilter
from pipeline.fact import facts
from pipeline.trail import Trail
from pipeline.watch import Watch
from validators.reading import Unread
from validators.ringing.alarm import counting
from validators.ringing.deployed import Deployed
from validators.ringing.link import Flaw, Step, broken, unknown
from validators.ringing.selection import records


def watching(deployed: Deployed, watch: Watch) -> Iterator[Flaw]:
    """What is wrong with the links that all destinations of one alert share, from the trail to the alarm."""
    yield from _recorded(deployed, watch)
    filters = [part for wanted in watch.filters if (part := deployed.part(MetricFilter, wanted.name))]
    alarm = deployed.part(Alarm, watch.alarm.name)
    yield from _filtered(deployed, watch, filters)
    if alarm is None:
        yield deployed.unread(Alarm, Step.alarm, "the alarm") or broken(
            Step.alarm, f"the alarm {watch.alarm.name} is not there"
        )
        return
    parts: list[MetricFilter | Alarm] = [*filters, alarm]
    if holes := [*filter(None, map(_hole, parts))]:
        yield holes[0]
        return
    yield from _fed(watch, filters, alarm)
    if filters and (flaw := counting(watch, alarm, filters)):
        yield flaw
    yield from _acting(alarm)
    yield from deployed.observed("alarm", alarm.name, lambda field: None if field.startswith("action ") else Step.alarm)


def _hole(part: MetricFilter | Alarm) -> Flaw | None:
    """A fact that could not be read: what rests on it cannot be judged."""
    step = Step.alarm if isinstance(part, Alarm) else Step.filter
    unread = (value for name, _ in facts(part) if isinstance(value := getattr(part, name), Unread))
    return next((unknown(step, f"{part.name} could not be read ({value})") for value in unread), None)


def _recorded(deployed: Deployed, watch: Watch) -> Iterator[Flaw]:
    """Whether the trail's selectors let the alert's example events through."""
    wanted, examples = deployed.desired.trail, watch.alert.examples.match
    trail = deployed.part(Trail, wanted.name)
    if trail is None or not examples:
        return
    for selectors in (trail.event_selectors, trail.advanced_event_selectors):
        if isinstance(selectors, Unread):
            yield unknown(Step.trail, f"what the trail {trail.name} records could not be read ({selectors})")
            return
    answers = [records(trail, event) for event in examples]
    if False in answers:
        event = _named(examples[answers.index(False)])
        partly = any(answer is not False for answer in answers)
        yield broken(Step.trail, f"the trail {trail.name} does not record {event}", partly=partly)
    elif None in answers and _selectors(trail) != _selectors(wanted):
        event = _named(examples[answers.index(None)])
        yield unknown(Step.trail, f"whether the trail {trail.name} records {event} cannot be told from its selectors")


def _selectors(trail: Trail) -> tuple[object, ...]:
    return trail.event_selectors, trail.advanced_event_selectors, trail.include_global_service_events


def _named(event: Event) -> str:
    return f"{event.get('eventName', 'an event')} of {event.get('eventSource', 'any service')}"


def _filtered(deployed: Deployed, watch: Watch, filters: list[MetricFilter]) -> Iterator[Flaw]:
    """Whether the filters are there and still count the alert's example events."""
    if flaw := deployed.unread(MetricFilter, Step.filter, "the metric filters"):
        yield flaw
        return
    there = {part.name for part in filters}
    if missing := [wanted.name for wanted in watch.filters if wanted.name not in there]:
        yield broken(Step.filter, f"the filter {missing[0]} is not there", partly=bool(there))
        return
    if any(isinstance(part.pattern, Unread) for part in filters):
        return  # told with the other facts of the filter
    if changed := [part for part in filters if part.apply_on_transformed_logs]:
        yield unknown(Step.filter, f"the filter {changed[0].name} looks at events that were transformed on arrival")
    if [part.pattern.text for part in filters] != [wanted.pattern.text for wanted in watch.filters]:
        yield from _matching(watch, filters)


def _matching(watch: Watch, filters: list[MetricFilter]) -> Iterator[Flaw]:
    name = filters[0].name
    try:
        left = [parse(part.pattern.text) for part in filters]
    except PatternSyntaxError:
        yield unknown(Step.filter, f"the pattern of the filter {name} is not understood here")
        return
    wanted, examples = _parsed(tuple(part.pattern.text for part in watch.filters)), watch.alert.examples.match
    if found := lost(wanted, left, examples):
        others = any(pattern.matches_event(event) for pattern in left for event in examples)
        partly = others or found.field is not None
        yield broken(Step.filter, f"the filter {name} does not count {found}", partly=partly)
    elif not examples and any(part.pattern != was.pattern for part, was in zip(filters, watch.filters, strict=True)):
        yield unknown(Step.filter, f"the filter {name} has another pattern, and the alert no example to try it on")


@cache
def _parsed(texts: tuple[str, ...]) -> tuple[Pattern, ...]:
    return tuple(map(parse, texts))


def _fed(watch: Watch, filters: Iterable[MetricFilter], alarm: Alarm) -> Iterator[Flaw]:
    """Whether what the filters publish is what the alarm watches."""
    watched = f"{alarm.metric_namespace}/{alarm.metric_name}"
    for part in filters:
        published = f"{part.metric_namespace}/{part.metric_name}"
        if published != watched:
            yield broken(Step.metric, f"the alarm watches {watched}, the filter publishes to {published}")
        elif {name for name, _ in part.dimensions} != {name for name, _ in alarm.dimensions}:
            here, there = _names(part.dimensions), _names(alarm.dimensions)
            yield broken(Step.metric, f"the filter publishes {watched} {here}, the alarm watches it {there}")
        elif alarm.unit is not None and alarm.unit != part.unit:
            yield broken(Step.metric, f"the alarm looks at data in {alarm.unit}, the filter publishes {part.unit}")

    wanted = watch.alarm.dimensions
    if alarm.dimensions != wanted and _names(alarm.dimensions) == _names(wanted):
        yield broken(Step.metric, f"the alarm watches {_values(alarm.dimensions)}, declared is {_values(wanted)}")


def _names(dimensions: Dimensions) -> str:
    return f"by {', '.join(name for name, _ in dimensions)}" if dimensions else "without dimensions"


def _values(dimensions: Dimensions) -> str:
    return ", ".join(f"{name} {value}" for name, value in dimensions)


def _acting(alarm: Alarm) -> Iterator[Flaw]:
    if not alarm.actions_enabled:
        yield broken(Step.actions, f"the actions of the alarm {alarm.name} are disabled: it tells nobody")
    elif not alarm.alarm_actions:
        yield broken(Step.actions, f"the alarm {alarm.name} has no action for ALARM: it tells nobody")
