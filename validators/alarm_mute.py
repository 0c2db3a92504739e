"""Alarm mute rules: alarms that they name change their state, and carry out no action.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListAlarmMuteRules.html
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterator

from alerts.alert import Severity
from pipeline.pipeline import Pipeline
from validators.reading import Observation
from validators.session import Session

PERMISSIONS = ("cloudwatch:ListAlarmMuteRules", "cloudwatch:GetAlarmMuteRule")

_GONE = ("ResourceNotFound", "ResourceNotFoundException")
_NOW = "A mute rule is active: the alarm changes its state and tells nobody."
_LATER = "A mute rule is scheduled: at its times the alarm will change its state and tell nobody."


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """Every declared alarm that a rule mutes now, or will. The list names no alarms: each rule is looked at."""
    muted: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rules = session.pages(
        "cloudwatch", "list_alarm_mute_rules", "AlarmMuteRuleSummaries", Statuses=["ACTIVE", "SCHEDULED"]
    )
    for summary in rules:
        # The name alone: AWS's own pages write what stands before it in two ways, alarm-mute and alarm-mute-rule.
        rule = summary["AlarmMuteRuleArn"].split(":", 6)[6]
        for target in _targets(session, rule):
            muted[target].append((rule, summary["Status"]))
    for alarm in desired.alarms:
        if alarm.name in muted:
            yield _muted(alarm.name, sorted(muted[alarm.name]))


def _targets(session: Session, rule: str) -> list[str]:
    answer = session.find("cloudwatch", "get_alarm_mute_rule", _GONE, AlarmMuteRuleName=rule)
    targets: list[str] = (answer or {}).get("MuteTargets", {}).get("AlarmNames", [])
    return targets


def _muted(alarm: str, rules: list[tuple[str, str]]) -> Observation:
    active = any(status == "ACTIVE" for _, status in rules)
    delete = "aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name"
    commands = (f"{delete} {shlex.quote(rule)}" for rule, _ in rules)
    return Observation(
        part="alarm", resource=alarm, field="mute_rule", expected="none",
        observed=", ".join(f"{rule} ({status})" for rule, status in rules),
        severity=Severity.critical if active else Severity.medium,
        message=_NOW if active else _LATER,
        repair=f"if nobody meant this alarm: {'; '.join(commands)}",
    )  # fmt: skip
