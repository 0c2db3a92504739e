"""Describe a hand-built account as a configuration that deploys without changing anything of it.

An alert is adopted only if what is designed from it is the very filter and alarm that were found; what cannot be said
so is left alone, and named with the reason. Asks AWS for nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from alerts.alert import Alert
from alerts.catalogue import catalogue
from alerts.document import Document
from alerts.terminal import visible
from pipeline.adoption_left import invalid, unsaid
from pipeline.alert import MAXIMUM_ACTIONS, Alarm, FilterPattern, MetricFilter
from pipeline.choice import NONE, OwnAlert
from pipeline.configuration import Configuration
from pipeline.design import design
from pipeline.fact import facts
from pipeline.found import Found, FoundTopic
from pipeline.pipeline import Pipeline

Settings = dict[str, Any]

_OWN: TypeAdapter[Alert] = TypeAdapter(OwnAlert)
_LONGEST_TITLE = 120
_LONGEST_ID = 50
_LONGEST_DESTINATION = 37


@dataclass(frozen=True, slots=True)
class Adoption:
    """`settings` are the configuration, `left` what is left alone: what it is, and why."""

    settings: Settings
    left: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A filter and the alarm on its metric, and the alert that is to describe them."""

    metric_filter: MetricFilter
    alarm: Alarm
    alert: Settings


def adopt(found: Found, account: Settings) -> Adoption:
    """The configuration of what was found; `account` is the account's entry in it, as far as it is known."""
    destinations = dict(_named(found.topics))
    left: list[tuple[str, str]] = []
    pairs = [*_described(found, destinations, left)]
    while pairs:
        settings = _settings(found, account, destinations, pairs)
        (pipeline,) = design(Configuration.model_validate(settings), Document("", settings, {}))
        wrong = {id(pair): reason for pair in pairs if (reason := _difference(pipeline, pair))}
        if not wrong:
            return Adoption(settings, tuple(sorted(left)))
        left += ((f"alarm {pair.alarm.name}", wrong[id(pair)]) for pair in pairs if id(pair) in wrong)
        pairs = [pair for pair in pairs if id(pair) not in wrong]
    told = {name: topic for name, topic in destinations.items() if topic.arn == found.trail.topic_arn}
    return Adoption(_directly(found, account, told) if told else {}, tuple(sorted(left)))


def _named(topics: tuple[FoundTopic, ...]) -> Iterator[tuple[str, FoundTopic]]:
    """The topics by names that a configuration takes."""
    taken: Counter[str] = Counter()
    for topic in topics:
        name = slug(topic.arn.rpartition(":")[2], _LONGEST_DESTINATION)
        name = name if name[0].isalpha() else f"to-{name}"
        taken[name] += 1
        yield name if taken[name] == 1 else f"{name}-{taken[name]}", topic


def slug(text: str, longest: int) -> str:
    """Lower-case words joined by hyphens: `ConsoleSignInFailures` gives `console-sign-in-failures`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:longest].strip("-") or "unnamed"


def _described(found: Found, destinations: dict[str, FoundTopic], left: list[tuple[str, str]]) -> Iterator[_Pair]:
    """What can be an alert: one filter that alone feeds its metric, and one alarm that alone watches it."""
    watched: set[tuple[str, str]] = set()
    taken: Counter[str] = Counter()
    for alarm in found.alarms:
        metric = (alarm.metric_namespace, alarm.metric_name)
        feeding = [one for one in found.metric_filters if (one.metric_namespace, one.metric_name) == metric]
        if len(feeding) > 1:
            left.append(
                (f"alarm {alarm.name}", f"{len(feeding)} filters feed its metric; an alert of your own has one")
            )
        elif metric in watched:
            left.append((f"alarm {alarm.name}", "another alarm watches the same metric, and an alert has one alarm"))
        else:
            watched.add(metric)
            try:
                alert = _alert(feeding[0], alarm, destinations, taken)
                _OWN.validate_python(alert)
            except ValidationError as error:
                left.append((f"alarm {alarm.name}", invalid(error)))
            else:
                yield _Pair(feeding[0], alarm, alert)
    fed = {(one.metric_namespace, one.metric_name) for one in found.alarms}
    unwatched = (one for one in found.metric_filters if (one.metric_namespace, one.metric_name) not in fed)
    left += ((f"metric filter {one.name}", "no alarm watches its metric, unless by an expression") for one in unwatched)


def _alert(
    metric_filter: MetricFilter, alarm: Alarm, destinations: dict[str, FoundTopic], taken: Counter[str]
) -> Settings:
    """The alert with whatever differs from what it starts from: a shipped alert, or the defaults."""
    shipped = _shipped(metric_filter)
    name = slug(alarm.name, _LONGEST_ID)
    name = f"{name}-by-hand" if name in catalogue() else name  # an id of the catalogue would take its place
    taken[name] += 1
    own_id = name if taken[name] == 1 else f"{name}-{taken[name]}"
    if shipped:
        alert: Settings = {"copy": shipped, "id": own_id}
    else:
        title = visible(alarm.description.strip().partition("\n")[0][:_LONGEST_TITLE] or alarm.name[:_LONGEST_TITLE])
        alert = {"id": own_id, "title": title, "severity": "medium", "pattern": metric_filter.pattern.text}
    start = _OWN.validate_python(alert)
    if start.patterns != (metric_filter.pattern.text,):
        alert |= {"pattern": metric_filter.pattern.text} | ({"ignore": []} if start.ignore else {})
    return alert | {
        field: value
        for field, value in _values(metric_filter, alarm, destinations).items()
        if getattr(start, field) != value
    }


def _shipped(metric_filter: MetricFilter) -> str | None:
    """The shipped alert whose pattern is this one, or else one whose pattern means the same."""
    patterns = _patterns()
    same = [name for name, pattern in patterns if pattern.text == metric_filter.pattern.text]
    meaning = (name for name, pattern in patterns if pattern == metric_filter.pattern)
    return same[0] if same else next(meaning, None)


@cache
def _patterns() -> tuple[tuple[str, FilterPattern], ...]:
    """The shipped alerts that one pattern says, by id."""
    usable = (alert for alert in catalogue().values() if not alert.parameters and len(alert.patterns) == 1)
    return tuple((alert.id, FilterPattern(alert.patterns[0])) for alert in usable)


def _values(metric_filter: MetricFilter, alarm: Alarm, destinations: dict[str, FoundTopic]) -> Settings:
    """Filter and alarm in the words of an alert."""
    told = tuple(name for name, topic in destinations.items() if topic.arn in alarm.alarm_actions)
    values: Settings = {
        "alarm_name": alarm.name,
        "alarm_description": alarm.description,
        "filter_name": metric_filter.name,
        "metric_name": metric_filter.metric_name,
        "namespace": metric_filter.metric_namespace,
        "metric_value": metric_filter.metric_value,
        "unit": metric_filter.unit,
        "dimensions": dict(metric_filter.dimensions),
        "watch": dict(alarm.dimensions),
        "threshold": int(alarm.threshold) if float(alarm.threshold).is_integer() else alarm.threshold,
        "period": alarm.period,
        "evaluation_periods": alarm.evaluation_periods,
        "datapoints_to_alarm": alarm.datapoints_to_alarm,
        "statistic": alarm.statistic,
        "comparison": alarm.comparison_operator,
        "missing_data": alarm.treat_missing_data,
        "notify_ok": bool(alarm.ok_actions),
        "notify_insufficient_data": bool(alarm.insufficient_data_actions),
        "destinations": () if len(told) == len(destinations) <= MAXIMUM_ACTIONS else told,
    }
    return values if metric_filter.dimensions else values | {"default_value": metric_filter.default_value}


def _settings(found: Found, account: Settings, destinations: dict[str, FoundTopic], pairs: list[_Pair]) -> Settings:
    existing = {"log_group": found.trail.log_group, "role": found.trail.role}
    adopted = {
        "alarms": [pair.alarm.name for pair in pairs],
        "metric_filters": [pair.metric_filter.name for pair in pairs],
    }
    routed = {"routes": {"critical": [next(iter(destinations))]}} if len(destinations) > MAXIMUM_ACTIONS else {}
    return {
        **_recorded(found, destinations, existing),
        **routed,
        "alerts": {"own": [pair.alert for pair in pairs]},
        "accounts": [{**account, "adopted": adopted}],
    }


def _directly(found: Found, account: Settings, told: dict[str, FoundTopic]) -> Settings:
    """The trail that tells of its log files by itself, and whom: nothing counts events, and nothing is taken over."""
    return {**_recorded(found, told, {}), "alerts": NONE, "accounts": [account]}


def _recorded(found: Found, destinations: dict[str, FoundTopic], also: dict[str, str | None]) -> Settings:
    """The trail, what exists around it and `also`, and who is told."""
    trail = found.trail
    weaker = {"multi_region": trail.multi_region, "log_file_validation": trail.log_file_validation}
    told = next((name for name, topic in destinations.items() if topic.arn == trail.topic_arn), None)
    notified = {"notify": told} if told else {}
    existing = {"trail": trail.name, "bucket": trail.bucket, **also}
    return {
        "trail": {"encryption": "sse-s3", **notified} | {name: False for name, kept in weaker.items() if not kept},
        "existing": {name: value for name, value in existing.items() if value},
        "destinations": {name: _destination(found, name, topic) for name, topic in destinations.items()},
    }


def _destination(found: Found, name: str, topic: FoundTopic) -> Settings:
    """The topic, and its endpoint where there is one and the topic is the account's own."""
    named = _shortest(found, topic)
    silent = dict(_silent(found, topic))
    listening = [one for one in topic.listeners if one.endpoint_scheme == "https"]
    if len(listening) != 1 or named.startswith("arn:"):
        return {"topic": named, **silent}
    variable = f"{name.upper().replace('-', '_')}_URL"
    return {"topic": named, "vendor": listening[0].vendor or "https", "url": f"env:{variable}", **silent}


def _silent(found: Found, topic: FoundTopic) -> Iterator[tuple[str, bool]]:
    """Of what a topic is never told, though alarms that ring there tell others."""
    for setting, field in (("notify_ok", "ok_actions"), ("notify_insufficient_data", "insufficient_data_actions")):
        telling = [one for one in found.alarms if topic.arn in one.alarm_actions and getattr(one, field)]
        if telling and all(topic.arn not in getattr(one, field) for one in telling):
            yield setting, False


def _shortest(found: Found, topic: FoundTopic) -> str:
    """The name of a topic of the account, the ARN of another's."""
    name = topic.arn.rpartition(":")[2]
    return name if topic.arn == found.account.arn("sns", name) else topic.arn


def _difference(pipeline: Pipeline, pair: _Pair) -> str | None:
    """What a deployment would change of these two, or None."""
    alarm = next(one for one in pipeline.alarms if one.name == pair.alarm.name)
    metric_filter = next(one for one in pipeline.metric_filters if one.name == pair.metric_filter.name)
    changed = [name for name, _ in facts(alarm) if getattr(alarm, name) != getattr(pair.alarm, name)]
    changed += [
        name for name, _ in facts(metric_filter) if getattr(metric_filter, name) != getattr(pair.metric_filter, name)
    ]
    if not changed and metric_filter.pattern.text != pair.metric_filter.pattern.text:
        changed = ["pattern"]
    return unsaid(changed, rings=bool(pair.alarm.alarm_actions)) if changed else None
