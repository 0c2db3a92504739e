"""Design what is asked of resources that exist already: enough for alerts to ring, and nothing of taste.

Every part is designed as if it were created, under the name that was given; here those that exist keep of their facts
only what they must have, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from pipeline.bucket import Bucket
from pipeline.existing import Existing
from pipeline.fact import facts
from pipeline.key import Key
from pipeline.log_group import DeliveryRole, LogGroup
from pipeline.notification import Subscription, Topic
from pipeline.pipeline import Identity, Pipeline, identity
from pipeline.policy_document import PolicyDocument
from pipeline.requirement import ANY, ManagementEvents, Permits
from pipeline.trail import Trail

AnyPart = TypeVar("AnyPart", Trail, Bucket, Key, LogGroup, DeliveryRole, Topic, Subscription)

_OF_THE_TRAIL = frozenset({"CloudTrailEncrypts", "CloudTrailDescribes"})
_OF_THE_LOG_GROUP = frozenset({"LogGroupEncrypts"})


def required(pipeline: Pipeline, existing: Existing, listened: Collection[str] = ()) -> Pipeline:
    """The pipeline in which those parts that exist hold requirements; `listened` are topics, by name.

    Bucket and delivery role are left out where an existing trail has its own, which nobody named.
    """
    trail, bucket, role, key = pipeline.trail, pipeline.bucket, pipeline.delivery_role, pipeline.key
    group = pipeline.log_group
    if existing.trail and not existing.bucket:
        bucket = None
    if existing.trail and existing.log_group and not existing.role:
        role = None
    return replace(
        pipeline,
        trail=_trail(trail, existing) if existing.trail else trail,
        bucket=_bucket(bucket, trail) if bucket and existing.bucket else bucket,
        log_group=_log_group(group) if group and existing.log_group else group,
        delivery_role=_delivery_role(role, trail) if role and existing.role else role,
        key=_key(key, trail, existing) if key and existing.key else key,
        topics=tuple(_topics(pipeline, listened)),
        subscriptions=tuple(_subscriptions(pipeline, listened)),
        existing=pipeline.existing.union(_identities(pipeline, existing), (("topic", name) for name in listened)),
    )


def _topics(pipeline: Pipeline, listened: Collection[str]) -> Iterator[Topic]:
    """Those that exist let alarms publish; two destinations may be subscribed to one of them."""
    owner = (("aws:sourceaccount", pipeline.account.id), ("aws:sourceowner", pipeline.account.id))
    for topic in {one.name: one for one in pipeline.topics}.values():
        needed = Permits(topic.policy, context=owner)
        yield _only(topic, policy=needed) if topic.name in listened else topic


def _subscriptions(pipeline: Pipeline, listened: Collection[str]) -> Iterator[Subscription]:
    """Those to a topic that exists pass every message on in its envelope."""
    for one in pipeline.subscriptions:
        there = one.topic_arn.rpartition(":")[2] in listened
        whole = {"raw_message_delivery": one.raw_message_delivery, "filter_policy": None}
        yield _only(one, **whole) if there else one


def _identities(pipeline: Pipeline, existing: Existing) -> Iterator[Identity]:
    for part, named in (
        (pipeline.trail, existing.trail),
        (pipeline.bucket, existing.bucket),
        (pipeline.log_group, existing.log_group),
        (pipeline.delivery_role, existing.role),
        (pipeline.key, existing.key),
    ):
        if part is not None and named:
            yield identity(part)


def _only(part: AnyPart, **required: Any) -> AnyPart:
    """The part with these facts; any other value will do."""
    return replace(part, **({name: ANY for name, _ in facts(part)} | required))


def _trail(part: Trail, existing: Existing) -> Trail:
    """It records every management event and sends it to the log group, if there are alerts; the rest where the
    configuration asks for it."""
    return _only(
        part,
        logging=True,
        include_global_service_events=True,
        multi_region=part.multi_region or ANY,
        organization=part.organization or ANY,
        log_file_validation=part.log_file_validation or ANY,
        insight_selectors=part.insight_selectors or ANY,
        bucket=part.bucket if existing.bucket else ANY,
        key_prefix=part.key_prefix if existing.bucket else ANY,
        log_group_arn=part.log_group_arn or ANY,
        delivery_role_arn=part.delivery_role_arn if existing.role else ANY,
        topic_arn=part.topic_arn or ANY,
        event_selectors=ManagementEvents(),
    )


def _bucket(part: Bucket, trail: Trail) -> Bucket:
    """CloudTrail may write there, into the folder that was named. Whether somebody could make it public is told by its
    health, for the account may forbid that, too."""
    statements = (part.policy or PolicyDocument()).statements
    needed = tuple(statement for statement in statements if statement["Effect"] == "Allow")
    policy = Permits(PolicyDocument(needed), star=f"CloudTrail/{part.account.region}", context=_source(trail))
    return _only(part, policy=policy)


def _key(part: Key, trail: Trail, existing: Existing) -> Key:
    """It is on, and the services that write to what is created may use it."""
    unused = _OF_THE_TRAIL if existing.trail else frozenset()
    unused |= _OF_THE_LOG_GROUP if existing.log_group else frozenset()
    services = (statement for statement in part.policy.statements if "Service" in statement["Principal"])
    needed = tuple(statement for statement in services if statement["Sid"] not in unused)
    context = (*_source(trail)[:1], ("kms:encryptioncontext:aws:cloudtrail:arn", trail.arn))
    return _only(part, policy=Permits(PolicyDocument(needed), context=context), enabled=True)


def _log_group(part: LogGroup) -> LogGroup:
    """It is of the class that has metric filters."""
    return _only(part, log_group_class=part.log_group_class)


def _delivery_role(part: DeliveryRole, trail: Trail) -> DeliveryRole:
    """CloudTrail may assume it, and it may write to the log group, by whichever of its policies."""
    trust = Permits(part.trust_policy, context=_source(trail))
    (_, policy), *_ = part.inline_policies
    return _only(part, trust_policy=trust, inline_policies=Permits(policy))


def _source(trail: Trail) -> tuple[tuple[str, str], ...]:
    """What CloudTrail's requests carry, on behalf of this trail."""
    return ("aws:sourceaccount", trail.account.trail_owner), ("aws:sourcearn", trail.arn)
