"""CloudWatch publishes as a service: a topic's policy must allow it, and only for alarms that are ours.

Without a condition on the source any account's alarms could publish here through CloudWatch (the confused deputy).
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

from __future__ import annotations

from policies.notification import alarm_topics
from policies.rule import rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_TOPIC_LETS_CLOUDWATCH_PUBLISH",
    "A topic lets CloudWatch publish, for alarms of known accounts only",
    alarm_topics,
    remedy="Allow sns:Publish to cloudwatch.amazonaws.com with conditions on aws:SourceAccount and aws:SourceArn.",
    argument="policy",
)
def topic_lets_cloudwatch_publish(topic: Resource) -> str | None:
    statements = [one for one in topic.policy() if one.is_for("cloudwatch.amazonaws.com")]
    allowing = [statement for statement in statements if statement.allows("sns:Publish")]
    if not allowing:
        return f"the policy of {topic.own_name} does not let CloudWatch publish"
    open_ones = [one for one in allowing if not one.required("aws:SourceAccount") and not one.required("aws:SourceArn")]
    return f"CloudWatch may publish to {topic.own_name} for anybody's alarms" if open_ones else None
