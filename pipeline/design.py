"""Design an account's pipeline from the configuration: every name and every reference is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alerts.alert import Alert
from alerts.document import Document
from alerts.errors import InputError, Mistake
from pipeline import bucket, key, log_group, notification
from pipeline.account import Account
from pipeline.alert import Alarm, FilterPattern, MetricFilter, numbered
from pipeline.configuration import AccountEntry, Configuration, Destination, contradictions
from pipeline.description import description
from pipeline.notification import DeadLetterQueue, Subscription, Topic
from pipeline.pipeline import Pipeline
from pipeline.secret import reference
from pipeline.selection import selected
from pipeline.trail import Trail
from pipeline.vendors import VENDORS


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of one pipeline's parts."""

    account: Account
    prefix: str

    @property
    def trail_arn(self) -> str:
        return self.account.arn("cloudtrail", f"trail/{self.prefix}")

    @property
    def bucket(self) -> str:
        return f"{self.prefix}-cloudtrail-{self.account.id}-{self.account.region}"

    @property
    def log_group(self) -> str:
        return f"/aws/cloudtrail/{self.prefix}"

    @property
    def log_group_arn(self) -> str:
        return self.account.arn("logs", f"log-group:{self.log_group}")

    @property
    def alarm_arns(self) -> str:
        return self.account.arn("cloudwatch", f"alarm:{self.prefix}-*")

    @property
    def topic_arns(self) -> str:
        return self.account.arn("sns", f"{self.prefix}-*")

    def of(self, thing: str) -> str:
        return f"{self.prefix}-{thing}"


def design(configuration: Configuration, document: Document) -> tuple[Pipeline, ...]:
    """One pipeline per account, in the order of the file; raises InputError with every contradiction."""
    wrong = [*contradictions(configuration)]
    chosen: list[tuple[AccountEntry, tuple[Alert, ...]]] = []
    for index, entry in enumerate(configuration.accounts):
        alerts, wrong_choice = selected(configuration, entry, index)
        chosen.append((entry, alerts))
        wrong += wrong_choice
    if wrong:
        raise InputError(Mistake(document.place(path), text) for path, text in wrong)
    return tuple(_pipeline(configuration, entry, alerts) for entry, alerts in chosen)


def _pipeline(configuration: Configuration, entry: AccountEntry, alerts: tuple[Alert, ...]) -> Pipeline:
    account = Account(
        name=entry.name,
        id=entry.id,
        region=entry.region,
        deploy_role=entry.deploy_role,
        check_role=entry.check_role,
        external_id=entry.external_id,
        tags=tuple(sorted((configuration.tags | entry.tags).items())),
    )
    names = _Names(account, configuration.name)
    part_of_key = _key(configuration, names) if configuration.trail.encryption == "kms" else None
    key_arn = part_of_key.arn if part_of_key else None
    used = _used(configuration, alerts)
    return Pipeline(
        account=account,
        prefix=names.prefix,
        trail=_trail(configuration, names, key_arn),
        bucket=_bucket(configuration, names, key_arn),
        key=part_of_key,
        log_group=log_group.LogGroup(
            account=account,
            name=names.log_group,
            retention_days=configuration.trail.retention_days.logs,
            kms_key_arn=key_arn,
        ),
        delivery_role=_delivery_role(names),
        metric_filters=tuple(part for alert in alerts for part in _metric_filters(names, alert)),
        alarms=tuple(_alarm(configuration, names, alert) for alert in alerts),
        topics=tuple(_topic(configuration, names, name, used[name], key_arn) for name in used),
        dead_letter_queues=tuple(_dead_letter_queue(names, name, key_arn) for name in used),
        subscriptions=tuple(_subscription(names, name, used[name]) for name in used),
    )


def _used(configuration: Configuration, alerts: Iterable[Alert]) -> dict[str, Destination]:
    """The destinations that something of this account rings at, by name."""
    names = {name for alert in alerts for name in configuration.destinations_of(alert.severity)}
    if configuration.trail.notify:
        names.add(configuration.trail.notify)
    return {name: configuration.destinations[name] for name in sorted(names)}


def _key(configuration: Configuration, names: _Names) -> key.Key:
    policy = key.key_policy(
        names.account,
        names.trail_arn,
        names.log_group_arn,
        names.alarm_arns,
        names.topic_arns,
        trail_notifies=configuration.trail.notify is not None,
    )
    return key.Key(account=names.account, alias=f"alias/{names.prefix}", policy=policy)


def _trail(configuration: Configuration, names: _Names, key_arn: str | None) -> Trail:
    settings = configuration.trail
    return Trail(
        account=names.account,
        name=names.prefix,
        multi_region=settings.multi_region,
        log_file_validation=settings.log_file_validation,
        bucket=names.bucket,
        log_group_arn=names.log_group_arn,
        delivery_role_arn=names.account.role_arn(names.of("cloudtrail-delivery")),
        kms_key_arn=key_arn,
        topic_arn=names.account.arn("sns", names.of(settings.notify)) if settings.notify else None,
    )


def _bucket(configuration: Configuration, names: _Names, key_arn: str | None) -> bucket.Bucket:
    return bucket.Bucket(
        account=names.account,
        name=names.bucket,
        policy=bucket.bucket_policy(names.account, names.bucket, names.trail_arn),
        sse_algorithm="aws:kms" if key_arn else "AES256",
        kms_key_arn=key_arn,
        expiration_days=configuration.trail.retention_days.bucket,
    )


def _delivery_role(names: _Names) -> log_group.DeliveryRole:
    policy = log_group.delivery_policy(names.account, names.log_group_arn)
    return log_group.DeliveryRole(
        account=names.account,
        name=names.of("cloudtrail-delivery"),
        trust_policy=log_group.trust_policy(),
        inline_policies=(("deliver", policy),),
    )


def _metric_filters(names: _Names, alert: Alert) -> Iterator[MetricFilter]:
    patterns = alert.patterns
    for name, pattern in zip(numbered(alert.filter_name or names.of(alert.id), len(patterns)), patterns, strict=True):
        yield MetricFilter(
            account=names.account,
            name=name,
            log_group=names.log_group,
            pattern=FilterPattern(pattern),
            metric_name=alert.metric,
            metric_namespace=alert.namespace,
            metric_value=alert.metric_value,
            default_value=alert.published_default,
            unit=alert.unit,
            dimensions=tuple(sorted(alert.dimensions.items())),
        )


def _alarm(configuration: Configuration, names: _Names, alert: Alert) -> Alarm:
    where = configuration.destinations_of(alert.severity)
    actions = tuple(sorted(names.account.arn("sns", names.of(name)) for name in where))
    return Alarm(
        account=names.account,
        name=names.of(alert.id),
        description=description(names.account, names.log_group, alert),
        metric_name=alert.metric,
        metric_namespace=alert.namespace,
        dimensions=tuple(sorted(alert.watch.items())),
        unit=None if alert.unit == "None" else alert.unit,
        statistic=alert.statistic,
        period=alert.period,
        evaluation_periods=alert.evaluation_periods,
        datapoints_to_alarm=alert.datapoints_to_alarm,
        threshold=alert.threshold,
        comparison_operator=alert.comparison,
        treat_missing_data=alert.missing_data,
        alarm_actions=actions,
        ok_actions=actions if alert.notify_ok else (),
        insufficient_data_actions=actions if alert.notify_insufficient_data else (),
    )


def _topic(configuration: Configuration, names: _Names, name: str, to: Destination, key_arn: str | None) -> Topic:
    arn = names.account.arn("sns", names.of(name))
    trail_arn = names.trail_arn if configuration.trail.notify == name else None
    return Topic(
        account=names.account,
        name=names.of(name),
        display_name=to.display_name,
        policy=notification.topic_policy(names.account, arn, names.alarm_arns, trail_arn),
        kms_key_arn=key_arn,
        signature_version=to.signature_version or VENDORS[to.vendor].signature_version,
    )


def _dead_letters(names: _Names, name: str) -> str:
    return names.of(f"{name}-dead-letters")


def _dead_letter_queue(names: _Names, name: str, key_arn: str | None) -> DeadLetterQueue:
    queue = _dead_letters(names, name)
    topic_arn = names.account.arn("sns", names.of(name))
    policy = notification.dead_letter_policy(names.account.arn("sqs", queue), topic_arn)
    return DeadLetterQueue(account=names.account, name=queue, policy=policy, kms_key_arn=key_arn)


def _subscription(names: _Names, name: str, to: Destination) -> Subscription:
    vendor = VENDORS[to.vendor]
    return Subscription(
        account=names.account,
        topic_arn=names.account.arn("sns", names.of(name)),
        destination=name,
        endpoint=reference(to.url),
        confirms=vendor.confirms is True if to.confirms is None else to.confirms,
        raw_message_delivery=vendor.raw_message_delivery,
        dead_letter_queue_arn=names.account.arn("sqs", _dead_letters(names, name)),
    )
