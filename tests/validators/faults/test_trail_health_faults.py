"""Faults of the trail's deliveries: rows 17 to 21 of docs/faults.yaml."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox import control
from tests.validators.faults.told import the_finding, told
from tests.validators.recorded import Recorded
from tests.validators.sandboxed import SandboxedAccount

YESTERDAY = (datetime.now(UTC) - timedelta(hours=30)).timestamp()


def status(account: SandboxedAccount, **fields: Any) -> None:
    """What the trail says of its deliveries; failures do not happen by themselves in the local AWS."""
    control.set_trail_status(account.aws.url, account.pipeline.trail.arn, **fields)


@pytest.mark.fault(17)
def test_refused_log_files(deployed: SandboxedAccount) -> None:
    status(deployed, LatestDeliveryError="NoSuchBucket")
    assert told(deployed) == {("unhealthy", "trail", "LatestDeliveryError")}


@pytest.mark.fault(17)
def test_no_log_files_for_a_day(deployed: SandboxedAccount) -> None:
    status(deployed, LatestDeliveryTime=YESTERDAY, StartLoggingTime=YESTERDAY)
    assert told(deployed) == {("unhealthy", "trail", "LatestDeliveryTime")}


@pytest.mark.fault(18)
def test_refused_events(deployed: SandboxedAccount) -> None:
    status(deployed, LatestCloudWatchLogsDeliveryError="Access denied.")
    assert told(deployed) == {("unhealthy", "trail", "LatestCloudWatchLogsDeliveryError")}


@pytest.mark.fault(18)
def test_no_events_for_a_day(deployed: SandboxedAccount) -> None:
    status(deployed, LatestCloudWatchLogsDeliveryTime=YESTERDAY, StartLoggingTime=YESTERDAY)
    assert told(deployed) == {("unhealthy", "trail", "LatestCloudWatchLogsDeliveryTime")}


@pytest.mark.fault(19)
def test_refused_notices(deployed: SandboxedAccount) -> None:
    status(deployed, LatestNotificationError="AuthorizationError")
    assert told(deployed) == {("unhealthy", "trail", "LatestNotificationError")}


@pytest.mark.fault(20)
def test_refused_digests(deployed: SandboxedAccount) -> None:
    status(deployed, LatestDigestDeliveryError="AccessDenied")
    assert told(deployed) == {("unhealthy", "trail", "LatestDigestDeliveryError")}


@pytest.mark.fault(20)
def test_no_digests_for_a_day(deployed: SandboxedAccount) -> None:
    status(deployed, LatestDigestDeliveryTime=YESTERDAY, StartLoggingTime=YESTERDAY)
    assert told(deployed) == {("unhealthy", "trail", "LatestDigestDeliveryTime")}


@pytest.mark.fault(21)
def test_refusal_in_one_other_region(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # moto has one status for all regions.
    broken = {"IsLogging": True, "LatestCloudWatchLogsDeliveryError": "Access denied."}
    recorded.answer("cloudtrail", "GetTrailStatus", broken, region="ap-northeast-1")
    assert told(deployed) == {("unhealthy", "trail", "LatestCloudWatchLogsDeliveryError")}
    assert the_finding(deployed).resource == "bell in ap-northeast-1"


@pytest.mark.fault(21)
def test_region_that_the_trail_does_not_record(deployed: SandboxedAccount, recorded: Recorded) -> None:
    status(deployed, StartLoggingTime=YESTERDAY)
    recorded.refuse("cloudtrail", "GetTrailStatus", "TrailNotFoundException", region="sa-east-1")
    assert told(deployed) == {("unhealthy", "trail", "IsLogging")}


@pytest.mark.fault(21)
def test_region_whose_status_is_denied_is_no_pass(deployed: SandboxedAccount, recorded: Recorded) -> None:
    recorded.refuse("cloudtrail", "GetTrailStatus", "AccessDeniedException", region="sa-east-1")
    assert told(deployed) == {("unchecked", "trail", "health")}
    assert the_finding(deployed).resource == "bell in sa-east-1"
