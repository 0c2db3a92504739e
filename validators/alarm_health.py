"""What ails the alarms of a pipeline: a state that lasts too long, and composite alarms above them that are silenced.

Reads what `alert.read_alarms` read; whether an alarm is as declared is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from shlex import quote
from typing import Any

from alerts.alert import Severity
from pipeline.alert import Alarm
from pipeline.pipeline import Pipeline
from validators.alert import described
from validators.clock import DAY, shown, time_of
from validators.reading import Observation
from validators.session import Session

PERMISSIONS = ("cloudwatch:DescribeAlarms",)

_UNEVALUATED = {
    "EVALUATION_ERROR": "CloudWatch cannot evaluate the alarm as it is set up: it keeps its state whatever happens.",
    "EVALUATION_FAILURE": "CloudWatch fails to evaluate the alarm for the time being: it may not ring.",
    "IN_WARM_UP": "The alarm is warming up, which nobody declared: until that ends, it carries out no action.",
}
"""Evaluation states in which no event rings.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
"""

_LONGEST = 200


def health(session: Session, desired: Pipeline, now: datetime | None = None) -> Iterator[Observation]:
    """States that have lasted for over a day, and suppressed composite alarms that rest on alarms of the pipeline."""
    wanted = {alarm.name: alarm for alarm in desired.alarms}
    for found in described(session, "MetricAlarms"):
        if (alarm := wanted.get(found["AlarmName"])) is None:
            continue
        if _lasts(alarm, found, time_of(now)):
            yield from _state(desired, alarm, found)
        if found.get("EvaluationState") in _UNEVALUATED:
            yield _unevaluated(alarm, found)
    for found in described(session, "CompositeAlarms"):
        yield from _suppressed(desired, found)


def _since(found: dict[str, Any]) -> datetime | None:
    """When the state changed last. The other timestamp moves with the evaluation, too, but is always there.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
    """
    return found.get("StateTransitionedTimestamp") or found.get("StateUpdatedTimestamp")


def _lasts(alarm: Alarm, found: dict[str, Any], now: datetime) -> bool:
    """Whether the state has lasted for over a day, and for over twice the time that the alarm looks back."""
    since = _since(found)
    looks_back = timedelta(seconds=alarm.period * alarm.evaluation_periods)
    return since is not None and now - since > max(DAY, 2 * looks_back)


def _state(desired: Pipeline, alarm: Alarm, found: dict[str, Any]) -> Iterator[Observation]:
    since, state = _since(found), found.get("StateValue")
    told = f"{state} since {shown(since)}" if since else str(state)
    if state == "ALARM":
        yield Observation(
            part="alarm", resource=alarm.name, field="state", expected="OK", observed=told, severity=Severity.high,
            message="The alarm has been in ALARM for over a day: a further event changes no state and rings nobody.",
            repair="see to what rang, then let the next event ring again: aws cloudwatch set-alarm-state "
            f"--alarm-name {quote(alarm.name)} --state-value OK --state-reason 'seen to'",
        )  # fmt: skip
    elif state == "INSUFFICIENT_DATA" and _expects_data(desired, alarm):
        yield Observation(
            part="alarm", resource=alarm.name, field="state", expected="OK", observed=told, severity=Severity.high,
            message="No data has reached the alarm for over a day: its filter, or the delivery before it, stopped.",
            repair="look at the findings of trail, log group and metric filter; where there are none, test the filter",
        )  # fmt: skip


def _unevaluated(alarm: Alarm, found: dict[str, Any]) -> Observation:
    return Observation(
        part="alarm", resource=alarm.name, field="evaluation", expected="evaluated",
        observed=f"{found['EvaluationState']}: {found.get('StateReason', '')}"[:_LONGEST], severity=Severity.critical,
        message=_UNEVALUATED[found["EvaluationState"]],
        repair=f"read the reason (aws cloudwatch describe-alarms --alarm-names {quote(alarm.name)}), "
        "and deploy the alarm anew where it was changed",
    )  # fmt: skip


def _expects_data(desired: Pipeline, alarm: Alarm) -> bool:
    """Whether quiet times leave data: a filter publishes its default value, or missing data is told as a state.

    A metric that is split by dimensions has neither, and no data is then its ordinary quiet.
    """
    metric = (alarm.metric_namespace, alarm.metric_name)
    feeding = [one for one in desired.metric_filters if (one.metric_namespace, one.metric_name) == metric]
    return alarm.treat_missing_data in ("notBreaching", "breaching") or any(
        one.default_value is not None for one in feeding
    )


def _suppressed(desired: Pipeline, found: dict[str, Any]) -> Iterator[Observation]:
    """A composite alarm that is suppressed now: its own actions, and only they, are not carried out.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_CompositeAlarm.html (ActionsSuppressedBy)
    """
    by = found.get("ActionsSuppressedBy")
    children = [alarm.name for alarm in desired.alarms if _names(found.get("AlarmRule", ""), alarm)]
    if by and (children or _rings_here(desired, found)):
        name = found["AlarmName"]
        yield Observation(
            part="alarm", resource=name, field="suppressor", expected="not suppressed", observed=f"by {by}"[:_LONGEST],
            severity=Severity.high,
            message="A suppressor silences this composite alarm: whoever is told by it does not hear of "
            f"{', '.join(children) or 'what it combines'}.",
            repair=f"end what {by} stands for, or take the suppressor from {name}: aws cloudwatch put-composite-alarm",
        )  # fmt: skip


def _names(rule: str, alarm: Alarm) -> bool:
    """A rule names an alarm by its name or its ARN, with or without quotes."""
    return re.search(rf"(?<![\w.-]){re.escape(alarm.name)}(?![\w.-])", rule) is not None


def _rings_here(desired: Pipeline, found: dict[str, Any]) -> bool:
    topics = {topic.arn for topic in desired.topics}
    return bool(topics & {*found.get("AlarmActions", ()), *found.get("OKActions", ())})
