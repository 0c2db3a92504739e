"""Design how a vendor collects log files, where the configuration asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from alerts.document import Path_
from pipeline import centralising
from pipeline.collector import (
    Collector,
    CollectorQueue,
    CollectorRole,
    CollectorSubscription,
    LogFileTopic,
    collecting_policy,
    log_file_topic_policy,
    queue_policy,
    vendor_trust_policy,
)
from pipeline.collector_settings import CollectorSettings
from pipeline.configuration import AccountEntry, Configuration
from pipeline.delivering import ROOT, Delivering
from pipeline.key import Key, trails_publish
from pipeline.names import LOG_FILES
from pipeline.notification import DeadLetterQueue, dead_letter_policy
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from pipeline.secret import ResourceEndpoint

DAY = 86_400


def collected(configuration: Configuration, entry: AccountEntry, pipeline: Pipeline) -> Pipeline:
    """The pipeline with its collector, where this account has one; its own words come before the common ones."""
    settings = entry.collector or configuration.collector
    if settings is None or centralising.sends(configuration, pipeline.account):
        return pipeline
    trails = centralising.delivering(configuration, entry, pipeline)
    collector = _collector(settings, pipeline, trails)
    return replace(
        pipeline,
        trail=replace(pipeline.trail, topic_arn=collector.topic.arn),
        key=_with_publishing(pipeline.key, trails),
        collector=collector,
        dead_letter_queues=(*pipeline.dead_letter_queues, collector.dead_letter_queue),
    )


def contradictions(configuration: Configuration) -> Iterator[tuple[Path_, str]]:
    """What cannot stand beside a collector."""
    everywhere: list[tuple[Path_, CollectorSettings | None]] = [((), configuration.collector)]
    everywhere += [(("accounts", index), entry.collector) for index, entry in enumerate(configuration.accounts)]
    written = [(*path, "collector") for path, settings in everywhere if settings is not None]
    if not written:
        return
    if configuration.trail.notify is not None:
        yield (
            ("trail", "notify"),
            "trail.notify and collector cannot both be given: a trail tells one topic of new log files; keep one",
        )
    if LOG_FILES in configuration.destinations:
        yield ("destinations", LOG_FILES), f"destinations.{LOG_FILES}: the collector's topic is called so; rename it"
    for path in written:
        yield from _own_vendor(configuration, path)


def _own_vendor(configuration: Configuration, path: Path_) -> Iterator[tuple[Path_, str]]:
    """A vendor is somebody else: the role would otherwise be open to whoever is in the account already."""
    entries = configuration.accounts[int(path[1]) :][:1] if path[0] == "accounts" else configuration.accounts
    for entry in entries:
        settings = entry.collector or configuration.collector
        if settings is not None and settings.vendor_account == entry.id:
            name = ".".join(map(str, (*path, "vendor_account")))
            yield (
                (*path, "vendor_account"),
                f"{name}: {entry.id} is account {entry.name} itself; give the account of the vendor",
            )


def _collector(settings: CollectorSettings, pipeline: Pipeline, trails: Delivering) -> Collector:
    account = pipeline.account
    name = f"{pipeline.prefix}-{LOG_FILES}"
    topic_arn, queue_arn = account.arn("sns", name), account.arn("sqs", name)
    dead_letters = f"{name}-dead-letters"
    key_arn = pipeline.key.arn if pipeline.key else None
    return Collector(
        topic=LogFileTopic(
            account=account,
            name=name,
            policy=log_file_topic_policy(topic_arn, trails.condition()),
            kms_key_arn=key_arn,
        ),
        queue=CollectorQueue(
            account=account,
            name=name,
            policy=queue_policy(queue_arn, topic_arn),
            kms_key_arn=key_arn,
            message_retention=settings.retention_days * DAY,
            visibility_timeout=settings.visibility_timeout,
            dead_letter_queue_arn=account.arn("sqs", dead_letters),
            max_receive_count=settings.max_receive_count,
        ),
        # The topic leaves here what the queue does not take; what the vendor gives up, SQS moves here by itself.
        dead_letter_queue=DeadLetterQueue(
            account=account,
            name=dead_letters,
            policy=dead_letter_policy(account.arn("sqs", dead_letters), topic_arn),
            kms_key_arn=key_arn,
        ),
        subscription=CollectorSubscription(
            account=account,
            topic_arn=topic_arn,
            endpoint=ResourceEndpoint(queue_arn),
            raw_message_delivery=settings.raw_message_delivery,
            dead_letter_queue_arn=account.arn("sqs", dead_letters),
        ),
        role=_role(settings, pipeline, trails, topic_arn, queue_arn),
    )


def _role(
    settings: CollectorSettings, pipeline: Pipeline, trails: Delivering, topic_arn: str, queue_arn: str
) -> CollectorRole:
    account = pipeline.account
    alias = pipeline.key.alias if pipeline.key else None
    policy = collecting_policy(pipeline.trail, topic_arn, queue_arn, _readable(trails), alias)
    return CollectorRole(
        account=account,
        name=f"{pipeline.prefix}-collector",
        trust_policy=vendor_trust_policy(account, settings.vendor_account, settings.external_id),
        inline_policies=(("collect", policy),),
    )


def _readable(trails: Delivering) -> tuple[str, ...]:
    """The folders of one account; of several the one above them, which holds nothing else.

    A role's inline policies have room for 10,240 characters, and so for the folders of some eighty accounts:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """
    if len(trails.accounts) == 1:
        return trails.folders
    return tuple(sorted({folder.rpartition(ROOT)[0] + ROOT for folder in trails.folders}))


def _with_publishing(key: Key | None, trails: Delivering) -> Key | None:
    """The topic is encrypted with the key, so CloudTrail must be able to use it when it publishes."""
    if key is None:
        return None
    policy = PolicyDocument((*key.policy.statements, trails_publish(trails.condition())))
    return replace(key, policy=policy)
