"""Rules on topics, subscriptions and dead-letter queues."""

from __future__ import annotations

from policies.terraform import Resource, Terraform

ACTIONS = ("alarm_actions", "ok_actions", "insufficient_data_actions")


def alarm_topics(terraform: Terraform) -> list[Resource]:
    """The topics that alarms publish to."""
    alarms = terraform.every("aws_cloudwatch_metric_alarm")
    return terraform.meant_by((to for alarm in alarms for name in ACTIONS for to in alarm.many(name)), "aws_sns_topic")


def by_https(terraform: Terraform) -> list[Resource]:
    """The subscriptions by HTTPS, which are those of incident vendors."""
    return [one for one in terraform.every("aws_sns_topic_subscription") if one.text("protocol") == "https"]
