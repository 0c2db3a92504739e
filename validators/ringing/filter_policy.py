"""Whether a subscription's filter policy lets an alarm's message through.

CloudWatch sends no message attributes, so a policy on attributes drops every alarm unless it asks for their absence.
What it does not know of the message, or of the policy's language, is None: neither yes nor no.

https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.alert import Alarm
from pipeline.policy_condition import Known, both, either, opposite

BODY = "MessageBody"

_TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "prefix": str.startswith,
    "suffix": str.endswith,
    "equals-ignore-case": lambda found, value: found.lower() == value.lower(),
}
_UNKNOWN: Any = object()
_ABSENT: Any = object()


def accepts(policy: str, scope: str, alarm: Alarm) -> Known:
    """Whether a message of this alarm on ALARM passes the policy; `scope` is SNS's FilterPolicyScope."""
    try:
        parsed = json.loads(policy)
    except (ValueError, RecursionError):
        return None
    try:
        return _object(parsed, message(alarm) if scope == BODY else {}, closed=scope != BODY)
    except RecursionError:
        return None


def message(alarm: Alarm) -> dict[str, Any]:
    """What is known of the message before it is sent.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
    """
    trigger = {
        "MetricName": alarm.metric_name,
        "Namespace": alarm.metric_namespace,
        "Period": alarm.period,
        "EvaluationPeriods": alarm.evaluation_periods,
        "ComparisonOperator": alarm.comparison_operator,
        "Threshold": alarm.threshold,
    }
    return {
        "AlarmName": alarm.name,
        "AlarmArn": alarm.arn,
        "AWSAccountId": alarm.account.id,
        "NewStateValue": "ALARM",
        "Trigger": trigger,
    }


def _object(policy: Any, known: Mapping[str, Any], *, closed: bool) -> Known:
    """Every property of the policy; `closed` where what is not known to be there is not there."""
    if not isinstance(policy, Mapping):
        return None
    return both(_property(name, wanted, known, closed=closed) for name, wanted in policy.items())


def _property(name: str, wanted: Any, known: Mapping[str, Any], *, closed: bool) -> Known:
    if name == "$or":
        return either(_object(one, known, closed=closed) for one in wanted) if isinstance(wanted, list) else None
    found: Any = known.get(name, _ABSENT if closed else _UNKNOWN)
    match wanted:
        case Mapping() if found is _ABSENT or isinstance(found, Mapping):
            return _object(wanted, {} if found is _ABSENT else found, closed=closed)
        case list():
            return either(_condition(one, found) for one in wanted)
        case _:
            return None


def _condition(wanted: Any, found: Any) -> Known:
    if isinstance(wanted, Mapping):
        return both(_keyword(keyword, value, found) for keyword, value in wanted.items())
    if found is _UNKNOWN:
        return None
    return wanted is found if isinstance(wanted, bool) or isinstance(found, bool) else bool(wanted == found)


def _keyword(keyword: str, value: Any, found: Any) -> Known:
    if found is _UNKNOWN:
        return None
    if keyword == "exists":
        return (found is not _ABSENT) is value
    if found is _ABSENT:
        return False
    if keyword == "anything-but":
        return opposite(either(_condition(one, found) for one in (value if isinstance(value, list) else [value])))
    fits = _TEXTS.get(keyword)
    if fits is None or not isinstance(value, str):
        return None
    return isinstance(found, str) and fits(found, value)
