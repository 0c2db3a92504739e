"""Read the trail back, and the trails that record the same events beside it; its deliveries are trail_health.py's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.pipeline import Pipeline
from pipeline.trail import Trail
from validators.event_selectors import (
    advanced_event_selectors,
    data_events,
    event_selectors,
    records_management_events,
)
from validators.reading import Unobserved, Unread, attempt
from validators.session import Response, Session

PERMISSIONS = (
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetTrailStatus",
    "cloudtrail:GetEventSelectors",
    "cloudtrail:GetInsightSelectors",
)


def read(session: Session, desired: Pipeline) -> Iterator[Trail]:
    """The pipeline's trail, if there is one, and every other that delivers to its log group or records what it does.

    Trails that record only other regions are not shown here, and only data or Insights events are no duplicates.
    """
    wanted = desired.trail
    for found in described(session):
        if found["TrailARN"] == wanted.arn:
            yield _trail(session, wanted, found)
        elif _duplicates(session, desired, found) is True:
            yield _other(session, found)


def unread_others(session: Session, desired: Pipeline) -> Iterator[Unobserved]:
    """The trails of which it could not be read whether they record the same events."""
    for found in described(session):
        if found["TrailARN"] != desired.trail.arn:
            answer = _duplicates(session, desired, found)
            if isinstance(answer, Unread):
                yield Unobserved(part="trail", resource=found["TrailARN"], field="event_selectors", unread=answer)


def described(session: Session) -> list[dict[str, Any]]:
    """Every trail that records this region, those of other regions and of the organization among them."""
    trails: list[dict[str, Any]] = session.call("cloudtrail", "describe_trails", includeShadowTrails=True)["trailList"]
    return trails


def _trail(session: Session, wanted: Trail, found: dict[str, Any]) -> Trail:
    return Trail(
        account=session.account,
        name=found["Name"],
        logging=attempt(lambda: bool(session.call("cloudtrail", "get_trail_status", Name=wanted.arn)["IsLogging"])),
        multi_region=found.get("IsMultiRegionTrail", False),
        include_global_service_events=found.get("IncludeGlobalServiceEvents", False),
        organization=found.get("IsOrganizationTrail", False),
        log_file_validation=found.get("LogFileValidationEnabled", False),
        bucket=found.get("S3BucketName", ""),
        key_prefix=found.get("S3KeyPrefix") or "",
        log_group_arn=_log_group_arn(found),
        delivery_role_arn=found.get("CloudWatchLogsRoleArn") or None,
        kms_key_arn=attempt(lambda: session.alias_of(wanted.kms_key_arn, found.get("KmsKeyId"))),
        topic_arn=found.get("SnsTopicARN") or None,
        event_selectors=attempt(lambda: event_selectors(_selectors(session, wanted.arn))),
        data_events=attempt(lambda: data_events(_selectors(session, wanted.arn))),
        advanced_event_selectors=attempt(lambda: advanced_event_selectors(_selectors(session, wanted.arn))),
        insight_selectors=attempt(lambda: _insights(session, wanted)),
    )


def _log_group_arn(found: dict[str, Any]) -> str | None:
    return (found.get("CloudWatchLogsLogGroupArn") or "").removesuffix(":*") or None


def _selectors(session: Session, arn: str) -> Response:
    return session.call("cloudtrail", "get_event_selectors", TrailName=arn)


def _insights(session: Session, wanted: Trail) -> tuple[str, ...]:
    """Those of the declared kinds that are on: more of them hide nothing, so they are no difference."""
    if not wanted.insight_selectors:
        return ()
    missing = ("InsightNotEnabledException",)
    answer = session.find("cloudtrail", "get_insight_selectors", missing, TrailName=wanted.arn) or {}
    on = {selector.get("InsightType") for selector in answer.get("InsightSelectors") or ()}
    return tuple(kind for kind in wanted.insight_selectors if kind in on)


def _duplicates(session: Session, desired: Pipeline, found: dict[str, Any]) -> bool | Unread:
    """Whether another trail records management events, or sends whatever it records to the pipeline's log group.

    A trail of the organization is there on purpose and another account's to remove: it is told only where it has the
    name of the trail that is said to exist here.
    """
    wanted = desired.trail
    if wanted.log_group_arn and _log_group_arn(found) == wanted.log_group_arn:
        return True
    if found.get("IsOrganizationTrail") and f":{session.account.id}:" not in found["TrailARN"]:
        return desired.exists(wanted) and found["Name"] == wanted.name
    if not found.get("HasCustomEventSelectors"):
        return True
    return attempt(lambda: records_management_events(_selectors(session, found["TrailARN"])))


def _other(session: Session, found: dict[str, Any]) -> Trail:
    """A trail that nobody declared: only its name is looked at, which may be ours in another region or account."""
    own = f":{session.account.id}:" in found["TrailARN"]
    at_home = own and found.get("HomeRegion", session.account.region) == session.account.region
    return Trail(
        account=session.account,
        name=found["Name"] if at_home else found["TrailARN"],
        bucket=found.get("S3BucketName", ""),
        log_group_arn=_log_group_arn(found),
        delivery_role_arn=None,
    )
