"""How the deliveries of a multi-region trail go in the account's other regions: GetTrailStatus answers for one only.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html. The enabled regions are asked
for, not known by heart: a region that is off, and one whose calls are refused, would look the same. Silence says
nothing there, since most regions have no events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from alerts.alert import Severity
from pipeline.pipeline import Pipeline
from validators.clock import time_of
from validators.reading import CallFailed, Observation, Unobserved
from validators.session import Response, Session
from validators.trail import described
from validators.trail_health import GONE, errors

PERMISSIONS = ("account:ListRegions", "cloudtrail:GetTrailStatus")

SHARES = 8
"""Into how many readers the regions are divided: each makes its calls one after the other."""

_SETTLING = timedelta(hours=1)
"""How long a trail that logs since lately may take to do so in every region."""

_CLOSED = " (where the organization closes this region, name the open ones as trail.regions)"
_ENABLED = ["ENABLED", "ENABLED_BY_DEFAULT"]


def health(
    session: Session, desired: Pipeline, share: int, now: datetime | None = None
) -> Iterator[Observation | Unobserved]:
    """Errors of deliveries in one share of the regions, and regions that the trail does not record though it should.

    Only where the trail was deployed for all regions and logs at home; else that is the finding.
    """
    home = _home(session, desired) if desired.trail.multi_region else None
    if home is None:
        return
    since = home.get("StartLoggingTime")
    settled = since is None or time_of(now) - since > _SETTLING
    for region in _others(session, desired)[share::SHARES]:
        yield from _health_in(session, desired, region, settled=settled)


def _home(session: Session, desired: Pipeline) -> Response | None:
    """The status at home of a trail for all regions that logs."""
    if not any(one["TrailARN"] == desired.trail.arn and one.get("IsMultiRegionTrail") for one in described(session)):
        return None
    status = session.find("cloudtrail", "get_trail_status", GONE, Name=desired.trail.arn)
    return status if status and status["IsLogging"] else None


def _others(session: Session, desired: Pipeline) -> list[str]:
    """The declared regions, else the enabled ones, but the home one; in order."""
    if desired.regions is not None:
        return sorted({*desired.regions} - {session.account.region})
    regions = session.pages("account", "list_regions", "Regions", RegionOptStatusContains=_ENABLED, MaxResults=50)
    return sorted({region["RegionName"] for region in regions} - {session.account.region})


def _health_in(
    session: Session, desired: Pipeline, region: str, *, settled: bool
) -> Iterator[Observation | Unobserved]:
    resource = f"{desired.trail.name} in {region}"
    try:
        status = session.elsewhere(region).find("cloudtrail", "get_trail_status", GONE, Name=desired.trail.arn)
    except CallFailed as failure:
        unread = replace(failure.unread, reason=f"{failure.unread.reason}{_CLOSED}")
        yield Unobserved(part="trail", resource=resource, unread=unread)
        return
    if status and status.get("IsLogging"):
        yield from errors(resource, status)
    elif settled:
        yield _silent(resource, status)


def _silent(resource: str, status: Response | None) -> Observation:
    return Observation(
        part="trail", resource=resource, field="IsLogging", expected="logging",
        observed="not logging" if status else "no trail", severity=Severity.critical,
        message="Events of this region are not recorded, though the trail is for all regions.",
        repair="aws cloudtrail update-trail --is-multi-region-trail; if the region was enabled today, wait a day",
    )  # fmt: skip
