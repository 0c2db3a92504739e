"""Whoever may publish to a topic can wake people up, or bury what matters in noise."""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_TOPIC_NOT_PUBLIC",
    "No topic allows everybody without a condition",
    every("aws_sns_topic"),
    remedy="Name the principals, or add conditions on aws:SourceAccount, aws:SourceArn or aws:PrincipalOrgID.",
    argument="policy",
)
def topic_not_public(topic: Resource) -> str | None:
    statements = topic.policy()
    public = any(one.effect == "Allow" and one.is_for_everybody and not one.conditions for one in statements)
    return f"the policy of {topic.own_name} allows everybody" if public else None
