"""Read what somebody set up by hand: one trail, the filters of its log group, their alarms, and who these ring.

Reads only. Knows neither configuration nor prefix: everything is found by what it is connected to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from alerts.errors import TrailbellError
from alerts.terminal import visible
from pipeline.alert import Alarm, MetricFilter
from pipeline.existing import name_of
from pipeline.found import Found, FoundTopic, FoundTrail, Listener
from pipeline.secret import shown_endpoint
from pipeline.vendors import VENDORS
from validators import alert, bucket, trail
from validators.reading import CallFailed
from validators.session import Session

PERMISSIONS = (
    *trail.PERMISSIONS,
    *alert.PERMISSIONS,
    "s3:ListBucket",
    "sns:ListSubscriptionsByTopic",
)

_PENDING = "PendingConfirmation"
_NO_TOPIC = ("NotFound", "NotFoundException")


class NothingToAdoptError(TrailbellError):
    """The account has no trail that could be meant, or nobody is told of what it records."""


def read(session: Session, wanted: str | None = None) -> Found:
    """What is there around the trail of this name, or the only one; raises NothingToAdoptError or CallFailed."""
    chosen = _chosen(session, wanted)
    group = name_of(chosen["CloudWatchLogsLogGroupArn"]) if chosen.get("CloudWatchLogsLogGroupArn") else None
    filters = tuple(_filters(session, group)) if group else ()
    alarms = tuple(_alarms(session, filters))
    notified = {chosen["SnsTopicARN"]} if chosen.get("SnsTopicARN") else set()
    arns = sorted({arn for alarm in alarms for arn in _told(alarm)} | notified)
    return Found(
        account=session.account,
        trail=_trail(session, chosen, group),
        metric_filters=filters,
        alarms=alarms,
        topics=tuple(FoundTopic(arn=arn, listeners=tuple(_listeners(session, arn))) for arn in arns),
    )


def _chosen(session: Session, wanted: str | None) -> dict[str, Any]:
    account, here = session.account, f"account {session.account.id} in {session.account.region}"
    every = trail.described(session)
    there = [one for one in every if one["TrailARN"].split(":")[4] == account.id]
    home = [one for one in there if one.get("HomeRegion", account.region) == account.region]
    named = [one for one in home if wanted in (None, one["Name"])]
    if not named:
        which = f"no trail named {wanted}" if wanted else "no trail"
        raise NothingToAdoptError(f"{here} has {which}; {_instead(session, every, wanted)}")
    sending = [one for one in named if one.get("CloudWatchLogsLogGroupArn")]
    meant = sending or [one for one in named if one.get("SnsTopicARN")]
    if not meant:
        names = ", ".join(visible(one["Name"]) for one in named)
        wrong = "sends events to no log group and tells no topic of log files, so nothing rings yet"
        remedy = "name it as existing.trail, and the check tells how to connect it (docs/existing.md)"
        raise NothingToAdoptError(f"{here}: {names} {wrong}; {remedy}")
    if len(meant) > 1:
        names = ", ".join(visible(one["Name"]) for one in meant)
        do = "send events to a log group" if sending else "tell a topic of log files"
        raise NothingToAdoptError(f"{here} has several trails that {do}; choose by --trail: {names}")
    return meant[0]


def _instead(session: Session, every: Iterable[dict[str, Any]], wanted: str | None) -> str:
    """What there is where the trail that is looked for is not; `every` are the trails that record this region."""
    account, others = session.account, []
    for one in sorted(every, key=lambda one: one["TrailARN"]):
        name, owner = visible(one["Name"]), one["TrailARN"].split(":")[4]
        region = one.get("HomeRegion", account.region)
        if owner != account.id and account.id in (one.get("CloudWatchLogsLogGroupArn") or "").split(":"):
            others.append(
                f"{name} of account {owner} was made here by a delegated administrator: declare it as existing.trail, "
                f"with organization_trail and management_account (docs/organization.md)"
            )
        elif owner != account.id:
            others.append(f"{name} is the trail of account {owner}: adopt that account")
        elif region != account.region and wanted in (None, one["Name"]):
            others.append(f"there is one in {region}: name it with --region")
        elif region == account.region:
            others.append(f"it has {name}: name that with --trail")
    nothing = "nothing is set up there; trailbell init writes a configuration that sets it up"
    return "; ".join(dict.fromkeys(others)) or nothing


def _trail(session: Session, found: dict[str, Any], group: str | None) -> FoundTrail:
    role = found.get("CloudWatchLogsRoleArn") or ""
    folder = found.get("S3KeyPrefix") or ""
    own_bucket = _is_own(session, found["S3BucketName"])
    return FoundTrail(
        name=found["Name"],
        log_group=group,
        bucket=f"{found['S3BucketName']}{f'/{folder}' if folder else ''}" if own_bucket else None,
        role=name_of(role) if role.split(":")[4:5] == [session.account.id] else None,
        multi_region=found.get("IsMultiRegionTrail", False),
        log_file_validation=found.get("LogFileValidationEnabled", False),
        topic_arn=found.get("SnsTopicARN") or None,
    )


def _is_own(session: Session, name: str) -> bool:
    """Whether the bucket is this account's and may be looked at; another account's is its owner's to describe."""
    try:
        return bucket.is_there(session, name)
    except CallFailed:
        return False


def _filters(session: Session, group: str) -> Iterator[MetricFilter]:
    missing = ("ResourceNotFoundException",)
    for found in session.pages("logs", "describe_metric_filters", "metricFilters", missing, logGroupName=group):
        yield alert.metric_filter(session, found, group)


def _alarms(session: Session, filters: Iterable[MetricFilter]) -> Iterator[Alarm]:
    """The alarms on a metric that one of these filters feeds."""
    fed = {(one.metric_namespace, one.metric_name) for one in filters}
    for found in alert.described(session, "MetricAlarms"):
        if (found.get("Namespace"), found.get("MetricName")) in fed:
            yield alert.alarm(session, None, found)


def _told(alarm: Alarm) -> Iterator[str]:
    every = (*alarm.alarm_actions, *alarm.ok_actions, *alarm.insufficient_data_actions)
    return (arn for arn in every if re.match(r"arn:[a-z-]+:sns:", arn))


def _listeners(session: Session, arn: str) -> Iterator[Listener]:
    """Who listens to a topic of the account; another account's may not be asked."""
    if arn.split(":")[4] != session.account.id:
        return
    for one in session.pages("sns", "list_subscriptions_by_topic", "Subscriptions", _NO_TOPIC, TopicArn=arn):
        if one["SubscriptionArn"] != "Deleted":
            yield Listener(
                endpoint=shown_endpoint(one["Protocol"], one["Endpoint"]),
                vendor=_vendor(one["Endpoint"]),
                confirmed=one["SubscriptionArn"] != _PENDING,
            )


def _vendor(endpoint: str) -> str | None:
    """The vendor whose endpoint this is, by its host; of those that have none of their own nothing can be told."""
    try:
        host = urlsplit(endpoint).hostname or ""
    except ValueError:
        return None
    owners = (one for one in VENDORS.values() if one.host and re.fullmatch(one.host, host))
    return next((one.name for one in owners if one.complaint(endpoint) is None), None)
