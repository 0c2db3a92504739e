"""Look at the topics that are somebody else's: whether alarms, and the trail, can publish there, and what to add where
they cannot.

Nothing of them is declared, so nothing of them is drift; nothing is ever changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from alerts.alert import Severity
from pipeline.notification import ExistingTopic
from pipeline.permission import Request, Verdict, by_service, may
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from validators import granting
from validators.reading import CallFailed, Observation, Unobserved, Unread
from validators.session import Session

PERMISSIONS = ("sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "kms:DescribeKey", "kms:GetKeyPolicy")

PART = "existing-topic"
_CLOUDWATCH = "cloudwatch.amazonaws.com"
_CLOUDTRAIL = "cloudtrail.amazonaws.com"
_NO_TOPIC = ("NotFound", "NotFoundException")
_NO_KEY = ("NotFoundException",)
_OF_AWS = "alias/aws/"
_MEANINGS = {
    "topic": "Alarms, or notices of log files, have nowhere to go: there is no such topic.",
    "policy": "Who is to publish to this topic may not: alarms and notices vanish without an error.",
    "kms_key": "Who is to publish may not use the key of this topic: alarms and notices vanish without an error.",
    "subscriptions": "Nobody listens to this topic.",
}

Seen = Iterator[Observation | Unobserved]
Publishers = Sequence[tuple[str, str]]
"""Services, and the ARN of what each publishes for."""


def health(session: Session, desired: Pipeline) -> Seen:
    """What keeps an existing topic from ringing; what of it could not be seen is told by itself."""
    for topic in {one.arn: one for one in desired.existing_topics}.values():
        alarms = sorted(one.arn for one in desired.alarms if topic.arn in one.alarm_actions)
        publishers = [(_CLOUDWATCH, alarm) for alarm in alarms]
        if desired.trail.topic_arn == topic.arn:
            publishers.append((_CLOUDTRAIL, desired.trail.arn))
        yield from _topic(session, topic, publishers)


def _topic(session: Session, topic: ExistingTopic, publishers: Publishers) -> Seen:
    try:
        answer = session.find("sns", "get_topic_attributes", _NO_TOPIC, TopicArn=topic.arn)
    except CallFailed as failure:
        yield _unseen(topic, "health", failure.unread)
        return
    if answer is None:
        repair = f"create the topic, or name another one at destinations.{topic.destination}.topic"
        yield _observation(topic, "topic", "present", "absent", repair)
        return
    attributes = answer["Attributes"]
    policy = PolicyDocument.parse(attributes.get("Policy") or "{}")
    yield from _published(topic, policy, publishers)
    if key := attributes.get("KmsMasterKeyId"):
        yield from _tried(topic, "kms_key", partial(_encrypted, session, topic, publishers, key))
    yield from _tried(topic, "subscriptions", partial(_listened, session, topic))


def _tried(topic: ExistingTopic, field: str, look: Any) -> Seen:
    """What `look` sees, or that it could not: one denied call must not hide the others."""
    try:
        yield from [*look()]
    except CallFailed as failure:
        yield _unseen(topic, field, failure.unread)


def _published(topic: ExistingTopic, policy: PolicyDocument, publishers: Publishers) -> Seen:
    requests = [by_service(service, "sns:Publish", topic.arn, source) for service, source in publishers]
    yield from _refused(topic, "policy", policy, requests, topic.policy, put=granting.topic(topic.arn))


def _encrypted(session: Session, topic: ExistingTopic, publishers: Publishers, key: str) -> Seen:
    if _OF_AWS in key:
        repair = "encrypt the topic with a key of your own: the policy of AWS's cannot let CloudWatch in"
        yield _observation(topic, "kms_key", "a customer managed key", key, repair)
        return
    found = session.find("kms", "describe_key", _NO_KEY, KeyId=key)
    if found is None or not found["KeyMetadata"].get("Enabled", False):
        yield _unusable(topic, key, found)
        return
    arn = found["KeyMetadata"]["Arn"]
    policy = PolicyDocument.parse(session.call("kms", "get_key_policy", KeyId=arn, PolicyName="default")["Policy"])
    actions = ("kms:GenerateDataKey", "kms:Decrypt")
    requests = [by_service(service, action, arn, source) for service, source in publishers for action in actions]
    put = granting.key(arn.split(":")[3], arn.rpartition("/")[2])
    yield from _refused(topic, "kms_key", policy, requests, topic.key_policy, put=put)


def _unusable(topic: ExistingTopic, key: str, found: dict[str, Any] | None) -> Observation:
    if found is None:
        return _observation(topic, "kms_key", "enabled", "absent", f"the key {key} is gone: choose another one")
    metadata = found["KeyMetadata"]
    region, key_id = metadata["Arn"].split(":")[3], metadata["KeyId"]
    repair = f"aws kms enable-key --region {region} --key-id {key_id}; or encrypt the topic with another one"
    return _observation(topic, "kms_key", "enabled", str(metadata.get("KeyState", "disabled")), repair)


def _refused(
    topic: ExistingTopic,
    field: str,
    policy: PolicyDocument,
    requests: Iterable[Request],
    wanted: PolicyDocument,
    *,
    put: granting.Put,
) -> Seen:
    """The first request that the policy does not allow, and the command that puts back one that does."""
    for request in requests:
        answer = may(policy, request)
        if answer.verdict is Verdict.denied:
            needed = [one for one in wanted.statements if one["Principal"] == {"Service": request.service}]
            repair = granting.granting(put, policy, [(one, answer) for one in needed])
            yield _observation(topic, field, f"allows {request.action}", answer.reason, repair)
            return
        if answer.verdict is Verdict.unknown:
            yield _unseen(topic, field, Unread(request.action, f"the policy {answer.reason}"))
            return


def _listened(session: Session, topic: ExistingTopic) -> Seen:
    listed = session.pages("sns", "list_subscriptions_by_topic", "Subscriptions", _NO_TOPIC, TopicArn=topic.arn)
    if not any(one["SubscriptionArn"].startswith("arn:") for one in listed):
        repair = "let whoever owns the topic subscribe to it, and confirm"
        yield _observation(topic, "subscriptions", "one that is confirmed", "none", repair)


def _observation(topic: ExistingTopic, field: str, expected: str, observed: str, repair: str) -> Observation:
    return Observation(
        part=PART, resource=topic.arn, field=field, expected=expected, observed=observed, severity=Severity.critical,
        message=_MEANINGS[field], repair=repair,
    )  # fmt: skip


def _unseen(topic: ExistingTopic, field: str, unread: Unread) -> Unobserved:
    return Unobserved(part=PART, resource=topic.arn, field=field, unread=unread)
