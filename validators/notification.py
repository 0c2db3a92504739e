"""Read topics, dead-letter queues and subscriptions back, and whether the subscriptions are confirmed."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from alerts.alert import Severity
from pipeline import environment
from pipeline.delivery import canonical
from pipeline.fact import facts
from pipeline.notification import DeadLetterQueue, Subscription, Topic
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from pipeline.secret import (
    EnvironmentReference,
    Fingerprint,
    ParameterReference,
    Reference,
    ResourceEndpoint,
    kind,
    shown_endpoint,
)
from pipeline.vendors import VENDORS
from validators import queue
from validators.json_text import as_wanted
from validators.reading import CallFailed, Observation, Unread, attempt
from validators.session import Session

PERMISSIONS = (
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:GetSubscriptionAttributes",
    "ssm:GetParameter",
)

PENDING: dict[str, Any] = {"PendingConfirmation": "true"}
"""All that is known of a subscription that nobody has confirmed."""

_PENDING = "PendingConfirmation"
_DELETED = "Deleted"

AnyTopic = TypeVar("AnyTopic", bound=Topic)
_CONFIRMED_BY_THE_VENDOR = (
    "within 48 hours let the vendor confirm it, or give the link that it got to trailbell subscriptions --confirm; "
    "for a new link: trailbell subscriptions --resend"
)
_CONFIRMED_BY_A_PERSON = (
    "within 48 hours give the link of the mail from AWS Notifications to trailbell subscriptions --confirm, or visit "
    "it; for a new mail: trailbell subscriptions --resend"
)
_NO_TOPIC = ("NotFound", "NotFoundException")


def resolve(session: Session, desired: Pipeline, variables: Mapping[str, str]) -> Pipeline:
    """The pipeline with fingerprints in place of references; raises CallFailed where one cannot be read."""
    subscriptions = tuple(_resolved(session, part, variables) for part in desired.subscriptions)
    return dataclasses.replace(desired, subscriptions=subscriptions)


def _resolved(session: Session, part: Subscription, variables: Mapping[str, str]) -> Subscription:
    if isinstance(part.endpoint, Fingerprint | ResourceEndpoint):
        return part
    found = address(session, part.endpoint, variables)
    problem = VENDORS[part.vendor].misfit(found) if part.protocol == "https" else None
    misfit = f"{kind(part.endpoint)} {problem}" if problem else None
    return dataclasses.replace(part, endpoint=shown_endpoint(part.protocol, found), misfit=misfit)


def address(session: Session, endpoint: Reference | ResourceEndpoint, variables: Mapping[str, str]) -> str:
    """The address behind a reference, which is a secret; raises CallFailed where it cannot be read."""
    match endpoint:
        case ResourceEndpoint(arn):
            return arn
        case EnvironmentReference(name):
            found = environment.value(name, variables)
        case ParameterReference(path):
            answer = session.find("ssm", "get_parameter", ("ParameterNotFound",), Name=path, WithDecryption=True)
            found = answer["Parameter"]["Value"] if answer else None
    if not found:
        raise CallFailed(Unread(str(endpoint), "the endpoint is not there, so subscriptions cannot be compared"))
    return found


def read_topics(session: Session, desired: Pipeline) -> Iterator[Topic]:
    """The declared topics that are there."""
    for wanted in desired.topics:
        yield from read_topic(session, wanted)


def read_topic(session: Session, wanted: AnyTopic) -> Iterator[AnyTopic]:
    """The topic of that name, of the same kind as the wanted one, if there is one."""
    answer = session.find("sns", "get_topic_attributes", _NO_TOPIC, TopicArn=wanted.arn)
    if answer is not None:
        found = answer["Attributes"]
        yield type(wanted)(
            account=session.account,
            name=wanted.name,
            display_name=found.get("DisplayName", ""),
            policy=PolicyDocument.parse(found.get("Policy") or "{}"),
            kms_key_arn=_key(session, wanted.kms_key_arn, found.get("KmsMasterKeyId")),
            signature_version=found.get("SignatureVersion", "1"),
            delivery_policy=as_wanted(wanted.delivery_policy, found.get("DeliveryPolicy")),
        )


def _key(session: Session, wanted: str | None, observed: str | None) -> str | None:
    return attempt(lambda: session.alias_of(wanted, observed))


def read_dead_letter_queues(session: Session, desired: Pipeline) -> Iterator[DeadLetterQueue]:
    """The declared dead-letter queues that are there."""
    for wanted in desired.dead_letter_queues:
        found = queue.attributes(session, wanted.name)
        if found is not None:
            policy = found.get("Policy")
            yield DeadLetterQueue(
                account=session.account,
                name=wanted.name,
                policy=PolicyDocument.parse(policy) if policy else None,
                kms_key_arn=_key(session, wanted.kms_key_arn, found.get("KmsMasterKeyId")),
                message_retention=int(found["MessageRetentionPeriod"]),
                visibility_timeout=int(found["VisibilityTimeout"]),
            )


def read_subscriptions(session: Session, desired: Pipeline) -> Iterator[Subscription]:
    """Every subscription of the declared topics."""
    for topic in desired.topics:
        for listed in subscriptions_of(session, topic):
            if (attributes := attempt(lambda listed=listed: attributes_of(session, listed))) is not None:  # type: ignore[misc]
                yield _subscription(session, desired, topic, listed, attributes)


def subscriptions_of(session: Session, topic: Topic) -> Iterator[dict[str, Any]]:
    """Those that are there: SNS goes on listing a deleted subscription for a while."""
    listed = session.pages("sns", "list_subscriptions_by_topic", "Subscriptions", _NO_TOPIC, TopicArn=topic.arn)
    return (one for one in listed if one["SubscriptionArn"] != _DELETED)


def _subscription(
    session: Session, desired: Pipeline, topic: Topic, listed: dict[str, Any], attributes: dict[str, Any] | Unread
) -> Subscription:
    endpoint = shown_endpoint(listed["Protocol"], listed["Endpoint"])
    wanted = next((s for s in desired.subscriptions if (s.topic_arn, s.endpoint) == (topic.arn, endpoint)), None)
    if attributes is PENDING:
        # A pending subscription shows no attributes to anybody; they are compared once it is confirmed.
        return wanted or Subscription(account=session.account, topic_arn=topic.arn, destination="", endpoint=endpoint)
    return Subscription(
        account=session.account,
        topic_arn=topic.arn,
        destination=wanted.destination if wanted else "",
        endpoint=endpoint,
        protocol=listed["Protocol"],
        **subscription_facts(attributes, wanted),
    )


def subscription_facts(attributes: dict[str, Any] | Unread, wanted: Subscription | None = None) -> dict[str, Any]:
    """What the attributes of a subscription come to; a filter policy that means the `wanted` one is that one."""
    if isinstance(attributes, Unread):
        return {name: attributes for name, _ in facts(Subscription)}
    redrive = json.loads(attributes.get("RedrivePolicy") or "{}")
    return {
        "raw_message_delivery": attributes.get("RawMessageDelivery", "false") == "true",
        "filter_policy": as_wanted(wanted.filter_policy if wanted else None, attributes.get("FilterPolicy")),
        "filter_policy_scope": _scope(attributes),
        "dead_letter_queue_arn": redrive.get("deadLetterTargetArn"),
        "delivery_policy": canonical(attributes.get("DeliveryPolicy")),
    }


def _scope(attributes: dict[str, Any]) -> str:
    """What a filter policy looks at; without one, nothing is looked at."""
    scope: str | None = attributes.get("FilterPolicyScope") if attributes.get("FilterPolicy") else None
    return scope or "MessageAttributes"


def attributes_of(session: Session, listed: dict[str, Any]) -> dict[str, Any] | None:
    """The attributes of a listed subscription: `PENDING` where it shows none to anybody yet, None where it is gone."""
    arn = listed["SubscriptionArn"]
    if arn == _PENDING:
        return PENDING
    answer = session.find("sns", "get_subscription_attributes", _NO_TOPIC, SubscriptionArn=arn)
    return answer["Attributes"] if answer else None


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """Declared subscriptions that nobody has confirmed: SNS delivers nothing to them and drops them after 48 hours.

    And endpoints that have not their vendor's form: one in a parameter is looked at by nobody before it is deployed.
    Nobody is told to confirm what was not declared; it is unmanaged, whether it is confirmed or not.
    """
    yield from (_misfit(one, one.misfit) for one in desired.subscriptions if one.misfit)
    for topic in desired.topics:
        for listed in subscriptions_of(session, topic):
            attributes = attempt(lambda listed=listed: attributes_of(session, listed))  # type: ignore[misc]
            if attributes is None or isinstance(attributes, Unread):
                continue  # it is gone, or every fact of it tells that it could not be read
            endpoint = shown_endpoint(listed["Protocol"], listed["Endpoint"])
            if attributes.get("PendingConfirmation") == "true" and _may_be_declared(desired, topic, endpoint):
                yield _pending(topic, endpoint)


def _misfit(part: Subscription, problem: str) -> Observation:
    return Observation(
        part="subscription", resource=part.name, field="endpoint", expected=VENDORS[part.vendor].endpoint,
        observed=problem, severity=Severity.critical,
        message="This is no endpoint of the vendor's: whoever answers there is not on call.",
        repair=f"put the endpoint right where it is kept, and cdktf deploy {part.account.name}",
    )  # fmt: skip


def _may_be_declared(desired: Pipeline, topic: Topic, endpoint: Fingerprint | ResourceEndpoint) -> bool:
    """Whether it was declared, or nobody can tell, since what was declared could not be looked up."""
    declared = [one.endpoint for one in desired.subscriptions if one.topic_arn == topic.arn]
    return endpoint in declared or not all(isinstance(one, Fingerprint | ResourceEndpoint) for one in declared)


def _pending(topic: Topic, endpoint: Fingerprint | ResourceEndpoint) -> Observation:
    mail = isinstance(endpoint, Fingerprint) and endpoint.scheme.startswith("email")
    return Observation(
        part="subscription",
        resource=f"{topic.arn} -> {endpoint}",
        field="confirmation",
        expected="confirmed",
        observed="pending",
        severity=Severity.critical,
        message="The endpoint has not confirmed the subscription: nothing is delivered to it.",
        repair=_CONFIRMED_BY_A_PERSON if mail else _CONFIRMED_BY_THE_VENDOR,
    )
