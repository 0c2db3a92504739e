"""Incident vendors open an incident on ALARM and resolve it on OK; one that is not told of OK keeps it open for ever.

A subscription by HTTPS is taken for an incident vendor's: what the endpoint does with an OK, Terraform cannot tell.
"""

from __future__ import annotations

from policies.notification import by_https
from policies.rule import rule
from policies.terraform import Resource, Terraform


def _to_https(terraform: Terraform) -> list[Resource]:
    """The topics with an HTTPS subscription."""
    return terraform.meant_by((one.text("topic_arn") for one in by_https(terraform)), "aws_sns_topic")


def _alarms_to_vendors(terraform: Terraform) -> list[Resource]:
    topics = _to_https(terraform)
    return [
        alarm
        for alarm in terraform.every("aws_cloudwatch_metric_alarm")
        if any(topic.is_meant_by(action) for action in alarm.many("alarm_actions") for topic in topics)
    ]


@rule(
    "TRAILBELL_ALARM_TELLS_OK",
    "An alarm tells the vendor of its OK, too",
    _alarms_to_vendors,
    remedy="Name in ok_actions every topic of alarm_actions.",
    argument="ok_actions",
)
def alarm_tells_ok(alarm: Resource) -> str | None:
    told = alarm.many("ok_actions")
    silent = [
        topic.own_name
        for topic in _to_https(alarm.terraform)
        if any(map(topic.is_meant_by, alarm.many("alarm_actions"))) and not any(map(topic.is_meant_by, told))
    ]
    return f"no OK goes to {', '.join(silent)}: incidents there stay open" if silent else None
