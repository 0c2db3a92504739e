"""What an endpoint does not take within a minute is gone, unless a queue keeps it and lets the topic leave it there.

https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
"""

from __future__ import annotations

import json

from policies.notification import by_https
from policies.rule import rule
from policies.terraform import Resource, Statement, is_reference


@rule(
    "TRAILBELL_SUBSCRIPTION_HAS_DEAD_LETTERS",
    "A subscription by HTTPS has a dead-letter queue that takes the topic's messages",
    by_https,
    remedy="Set deadLetterTargetArn in redrive_policy, and let sns.amazonaws.com send there with aws:SourceArn.",
    argument="redrive_policy",
)
def subscription_has_dead_letters(subscription: Resource) -> str | None:
    target = _target(subscription)
    if not target:
        return "what the endpoint does not take is lost: there is no dead-letter queue"
    topics = subscription.terraform.meant_by([subscription.text("topic_arn")], "aws_sns_topic")
    for queue in subscription.terraform.meant_by([target], "aws_sqs_queue"):
        sending = [one for one in queue.policy() if one.is_for("sns.amazonaws.com")]
        if not any(_takes(one, subscription.text("topic_arn"), topics) for one in sending):
            return f"the policy of {queue.own_name} does not let the topic send"
        if complaint := _locked(queue):
            return complaint
    return None


def _target(subscription: Resource) -> str:
    for policy in subscription.many("redrive_policy"):
        document = json.loads(policy) if isinstance(policy, str) and not is_reference(policy) else policy
        return str(document["deadLetterTargetArn"] if isinstance(document, dict) else document)
    return ""


def _takes(statement: Statement, topic_arn: str, topics: list[Resource]) -> bool:
    """Whether it lets this topic send, and not every topic there is."""
    sources = statement.required("aws:SourceArn")
    named = topic_arn in sources or any(topic.is_meant_by(source) for topic in topics for source in sources)
    return statement.allows("sqs:SendMessage") and named


def _locked(queue: Resource) -> str | None:
    """What is wrong with the key of an encrypted queue, where that key stands here."""
    key = queue.terraform.key_of(queue.text("kms_master_key_id")) if queue.text("kms_master_key_id") else None
    if key is None:
        return None
    statements = [one for one in key.policy() if one.is_for("sns.amazonaws.com")]
    if all(any(one.allows(action) for one in statements) for action in ("kms:Decrypt", "kms:GenerateDataKey")):
        return None
    return f"the key of {queue.own_name} does not let SNS use it"
