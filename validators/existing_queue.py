"""Look at the queues that are somebody else's: whether our topics can deliver there, and what to add where they cannot.

Nothing of them is declared, so nothing of them is drift; nothing is ever changed, and no message is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alerts.alert import Severity
from pipeline.notification import Subscription, delivering_service, receiving_policy
from pipeline.permission import Verdict, by_service, may
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from pipeline.secret import ResourceEndpoint
from validators import granting
from validators.queue import NO_QUEUE
from validators.reading import CallFailed, Observation, Unobserved, Unread
from validators.session import Session

PERMISSIONS = ("sqs:GetQueueUrl", "sqs:GetQueueAttributes")

_OF_SQS = "alias/aws/sqs"
_HIDDEN = Unread(
    "sqs:GetQueueUrl",
    "there is no such queue, or its policy does not let this account look, for which SQS says the same; its owner can "
    "allow sqs:GetQueueUrl and sqs:GetQueueAttributes to the role that checks",
)
"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-api-errors.html"""

Seen = Iterator[Observation | Unobserved]


def health(session: Session, desired: Pipeline) -> Seen:
    """What keeps a queue from getting alarms; what of it could not be seen is told by itself."""
    for part in desired.subscriptions:
        if part.protocol == "sqs" and isinstance(part.endpoint, ResourceEndpoint):
            try:
                yield from [*_queue(session, part, part.endpoint.arn)]
            except CallFailed as failure:
                yield Unobserved(part="subscription", resource=part.name, field="queue", unread=failure.unread)


def _queue(session: Session, part: Subscription, arn: str) -> Seen:
    attributes = _attributes(session, arn)
    if attributes is None and arn.split(":")[4] != session.account.id:
        yield Unobserved(part="subscription", resource=part.name, field="queue", unread=_HIDDEN)
        return
    if attributes is None:
        repair = f"create the queue, or name another one at destinations.{part.destination}.sqs"
        yield _observation(part, "present", "absent", "Alarms have nowhere to arrive: there is no such queue.", repair)
        return
    policy = PolicyDocument.parse(attributes.get("Policy") or "{}")
    answer = may(policy, by_service(delivering_service(arn, part.topic_arn), "sqs:SendMessage", arn, part.topic_arn))
    if answer.verdict is Verdict.denied:
        needed = [(one, answer) for one in receiving_policy(arn, part.topic_arn).statements]
        repair = granting.granting(granting.queue(arn), policy, needed)
        message = "SNS may not deliver to this queue: alarms do not arrive."
        yield _observation(part, "allows sqs:SendMessage", answer.reason, message, repair)
    elif answer.verdict is Verdict.unknown:
        unread = Unread("sqs:SendMessage", f"the queue's policy {answer.reason}")
        yield Unobserved(part="subscription", resource=part.name, field="queue", unread=unread)
    if _OF_SQS in attributes.get("KmsMasterKeyId", ""):
        repair = "encrypt the queue with a key of your own that lets SNS in, or by SQS itself (SSE-SQS)"
        message = "SNS may not use AWS's own key of this queue: alarms do not arrive."
        yield _observation(part, "a key that lets SNS in", _OF_SQS, message, repair)


def _attributes(session: Session, arn: str) -> dict[str, Any] | None:
    """All attributes of a queue, where it is and whose it is."""
    region, owner, name = arn.split(":")[3:6]
    there = session if region == session.account.region else session.elsewhere(region)
    theirs = {"QueueOwnerAWSAccountId": owner} if owner != session.account.id else {}
    found = there.find("sqs", "get_queue_url", NO_QUEUE, QueueName=name, **theirs)
    if found is None:
        return None
    answer = there.find("sqs", "get_queue_attributes", NO_QUEUE, QueueUrl=found["QueueUrl"], AttributeNames=["All"])
    return answer["Attributes"] if answer else None


def _observation(part: Subscription, expected: str, observed: str, message: str, repair: str) -> Observation:
    return Observation(
        part="subscription", resource=part.name, field="queue", expected=expected, observed=observed,
        severity=Severity.critical, message=message, repair=repair,
    )  # fmt: skip
