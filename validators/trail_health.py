"""How the trail's deliveries go in its home region: errors and silence. Other regions are trail_regions.py's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alerts.alert import Severity
from pipeline.pipeline import Pipeline
from pipeline.trail import Trail
from validators.clock import DAY, shown, time_of
from validators.reading import Observation, Unobserved
from validators.session import Response, Session
from validators.trail import unread_others

PERMISSIONS = ("cloudtrail:GetTrailStatus",)

GONE = ("TrailNotFoundException",)

_BUCKET = "Log files do not reach the bucket."
_LOG_GROUP = "Events do not reach the log group: no alert can ring."
_TOPIC = "Notices of new log files do not reach their topic."
_DIGESTS = "Digests do not reach the bucket: log files cannot be validated."
_ERRORS = (
    ("LatestDeliveryError", Severity.high, _BUCKET),
    ("LatestCloudWatchLogsDeliveryError", Severity.critical, _LOG_GROUP),
    ("LatestNotificationError", Severity.medium, _TOPIC),
    ("LatestDigestDeliveryError", Severity.medium, _DIGESTS),
)
_READ_IT = "read the error; mostly a policy of the bucket, the key, the role or the topic was changed"
_SILENT = (
    "look at the policies of the bucket, the key, the role and the topic, and at the trail's status in the console"
)


def health(session: Session, desired: Pipeline, now: datetime | None = None) -> Iterator[Observation | Unobserved]:
    """Errors of the last deliveries, and destinations that nothing reached for a day though the trail logs.

    Each check is recorded itself, and digests come every hour, events or not: a day without any is no quiet day.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
    """
    status = session.find("cloudtrail", "get_trail_status", GONE, Name=desired.trail.arn)
    if status:
        yield from errors(desired.trail.name, status)
        yield from _silence(desired.trail, status, time_of(now))
    yield from unread_others(session, desired)


def errors(resource: str, status: Response) -> Iterator[Observation]:
    """What GetTrailStatus says of the last delivery to each destination."""
    for name, severity, message in _ERRORS:
        if status.get(name):
            yield Observation(
                part="trail", resource=resource, field=name, expected="", observed=str(status[name])[:200],
                severity=severity, message=message, repair=_READ_IT,
            )  # fmt: skip


def _silence(trail: Trail, status: Response, now: datetime) -> Iterator[Observation]:
    """Where an error is told already, silence adds nothing."""
    for name, severity, message in _expected(trail):
        latest, started = status.get(f"{name}Time"), status.get("StartLoggingTime")
        since = max(filter(None, (latest, started)), default=None)
        if status.get("IsLogging") and not status.get(f"{name}Error") and since and now - since > DAY:
            yield Observation(
                part="trail", resource=trail.name, field=f"{name}Time", expected="within a day",
                observed=shown(latest) if latest else "never", severity=severity, message=message, repair=_SILENT,
            )  # fmt: skip


def _expected(trail: Trail) -> Iterator[tuple[str, Severity, str]]:
    """The deliveries that this trail is to make, and what it means when they stop."""
    yield "LatestDelivery", Severity.high, _BUCKET
    if trail.log_group_arn:
        yield "LatestCloudWatchLogsDelivery", Severity.critical, _LOG_GROUP
    if trail.topic_arn:
        yield "LatestNotification", Severity.medium, _TOPIC
    if trail.log_file_validation:
        yield "LatestDigestDelivery", Severity.medium, _DIGESTS
