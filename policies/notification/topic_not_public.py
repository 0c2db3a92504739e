"""Whoever may publish to a topic can wake people up, or bury what matters in noise."""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_TOPIC_NOT_PUBLIC",
    "No topic allows everybody without a condition on who they are",
    every("aws_sns_topic"),
    remedy="Name the principals, or add conditions on aws:SourceAccount, aws:SourceArn or aws:PrincipalOrgID.",
    argument="policy",
)
def topic_not_public(topic: Resource) -> str | None:
    public = any(statement.is_open for statement in topic.policy())
    return f"the policy of {topic.own_name} allows everybody" if public else None
