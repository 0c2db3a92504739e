"""Read the trail back, and how its deliveries go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from alerts.alert import Severity
from pipeline.pipeline import Pipeline
from pipeline.trail import EventSelector, Trail
from validators.reading import Observation, attempt
from validators.session import Session

PERMISSIONS = ("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors")

_ERRORS = (
    ("LatestDeliveryError", Severity.high, "Log files do not reach the bucket."),
    ("LatestCloudWatchLogsDeliveryError", Severity.critical, "Events do not reach the log group: no alert can ring."),
    ("LatestNotificationError", Severity.medium, "Notices of new log files do not reach their topic."),
    ("LatestDigestDeliveryError", Severity.medium, "Digests do not reach the bucket: log files cannot be validated."),
)


def read(session: Session, desired: Pipeline) -> Iterator[Trail]:
    """The trail of that name whose home is this region, if there is one."""
    wanted = desired.trail
    answer = session.call("cloudtrail", "describe_trails", trailNameList=[wanted.name], includeShadowTrails=False)
    for found in answer["trailList"]:
        if found.get("HomeRegion", session.account.region) == session.account.region:
            yield _trail(session, wanted, found)


def _trail(session: Session, wanted: Trail, found: dict[str, Any]) -> Trail:
    return Trail(
        account=session.account,
        name=found["Name"],
        logging=attempt(lambda: bool(_status(session, wanted)["IsLogging"])),
        multi_region=found.get("IsMultiRegionTrail", False),
        include_global_service_events=found.get("IncludeGlobalServiceEvents", False),
        log_file_validation=found.get("LogFileValidationEnabled", False),
        bucket=found.get("S3BucketName", ""),
        key_prefix=found.get("S3KeyPrefix") or "",
        log_group_arn=(found.get("CloudWatchLogsLogGroupArn") or "").removesuffix(":*") or None,
        delivery_role_arn=found.get("CloudWatchLogsRoleArn") or None,
        kms_key_arn=attempt(lambda: session.alias_of(wanted.kms_key_arn, found.get("KmsKeyId"))),
        topic_arn=found.get("SnsTopicARN") or None,
        event_selectors=attempt(lambda: _selectors(session, wanted)),
        advanced_event_selectors=attempt(lambda: _advanced(session, wanted)),
    )


def _status(session: Session, wanted: Trail) -> dict[str, Any]:
    return session.call("cloudtrail", "get_trail_status", Name=wanted.arn)


def _selectors(session: Session, wanted: Trail) -> tuple[EventSelector, ...]:
    answer = session.call("cloudtrail", "get_event_selectors", TrailName=wanted.arn)
    return tuple(
        EventSelector(
            read_write_type=selector.get("ReadWriteType", "All"),
            include_management_events=selector.get("IncludeManagementEvents", True),
            exclude_management_event_sources=tuple(sorted(selector.get("ExcludeManagementEventSources") or ())),
            data_resources=tuple(sorted(resource["Type"] for resource in selector.get("DataResources") or ())),
        )
        for selector in answer.get("EventSelectors") or ()
    )


def _advanced(session: Session, wanted: Trail) -> tuple[str, ...]:
    answer = session.call("cloudtrail", "get_event_selectors", TrailName=wanted.arn)
    selectors = answer.get("AdvancedEventSelectors") or ()
    return tuple(sorted(json.dumps(selector, sort_keys=True) for selector in selectors))


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """Errors of the trail's last deliveries, as GetTrailStatus tells them for the home region."""
    status = session.find("cloudtrail", "get_trail_status", ("TrailNotFoundException",), Name=desired.trail.arn)
    for name, severity, message in _ERRORS:
        if status and status.get(name):
            yield Observation(
                part="trail",
                resource=desired.trail.name,
                field=name,
                expected="",
                observed=str(status[name])[:200],
                severity=severity,
                message=message,
                repair="read the error; mostly a policy of the bucket, the key, the role or the topic was changed",
            )
