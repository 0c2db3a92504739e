from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox import control
from tests.validators.designed import designed
from tests.validators.sandboxed import SandboxedAccount
from validators import trail_health
from validators.reading import Observation, Unobserved

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=25)
LATELY = NOW - timedelta(hours=23)


def health(account: SandboxedAccount, now: datetime | None = None) -> list[Observation | Unobserved]:
    return [*trail_health.health(account.session(), account.pipeline, now)]


def silent(account: SandboxedAccount) -> dict[str, str]:
    """Field and what was observed, at noon of that day."""
    return {one.field: one.observed for one in health(account, NOW) if isinstance(one, Observation)}


def set_status(account: SandboxedAccount, **fields: Any) -> None:
    """What the trail says of itself; times of all deliveries are lately, unless told otherwise."""
    times = {
        "LatestDeliveryTime": LATELY,
        "LatestCloudWatchLogsDeliveryTime": LATELY,
        "LatestNotificationTime": LATELY,
        "LatestDigestDeliveryTime": LATELY,
        "StartLoggingTime": LONG_AGO,
    }
    told = {
        name: value.timestamp() if isinstance(value, datetime) else value for name, value in {**times, **fields}.items()
    }
    control.set_trail_status(account.aws.url, account.pipeline.trail.arn, **told)


def test_healthy_trail_has_nothing_to_observe(with_trail: SandboxedAccount) -> None:
    assert health(with_trail) == []


@pytest.mark.parametrize(
    "field",
    [
        "LatestDeliveryError",
        "LatestCloudWatchLogsDeliveryError",
        "LatestNotificationError",
        "LatestDigestDeliveryError",
    ],
)
def test_error_of_the_last_delivery_is_observed(with_trail: SandboxedAccount, field: str) -> None:
    control.set_trail_status(with_trail.aws.url, with_trail.pipeline.trail.arn, **{field: "AccessDenied"})
    (observation,) = health(with_trail)
    assert isinstance(observation, Observation)
    assert (observation.part, observation.resource, observation.field) == ("trail", "bell", field)
    assert observation.observed == "AccessDenied"


def test_long_error_is_cut(with_trail: SandboxedAccount) -> None:
    control.set_trail_status(with_trail.aws.url, with_trail.pipeline.trail.arn, LatestDeliveryError="x" * 5000)
    (observation,) = health(with_trail)
    assert isinstance(observation, Observation)
    assert len(observation.observed) == 200


@pytest.mark.parametrize(
    "field",
    ["LatestDeliveryTime", "LatestCloudWatchLogsDeliveryTime", "LatestNotificationTime", "LatestDigestDeliveryTime"],
)
def test_destination_that_nothing_reached_for_a_day_is_observed(with_trail: SandboxedAccount, field: str) -> None:
    set_status(with_trail, **{field: LONG_AGO})
    assert silent(with_trail) == {field: "2026-07-31 11:00 UTC"}


def test_destination_that_nothing_ever_reached_is_observed(with_trail: SandboxedAccount) -> None:
    set_status(with_trail, LatestCloudWatchLogsDeliveryTime=None)
    assert silent(with_trail) == {"LatestCloudWatchLogsDeliveryTime": "never"}


def test_trail_that_logs_since_today_has_a_day_for_its_first_delivery(with_trail: SandboxedAccount) -> None:
    set_status(with_trail, LatestDeliveryTime=None, LatestDigestDeliveryTime=LONG_AGO, StartLoggingTime=LATELY)
    assert silent(with_trail) == {}


def test_silence_of_a_stopped_trail_is_not_told_again(with_trail: SandboxedAccount) -> None:
    set_status(with_trail, LatestDeliveryTime=LONG_AGO, IsLogging=False)
    assert silent(with_trail) == {}


def test_silence_of_a_destination_that_refuses_is_not_told_again(with_trail: SandboxedAccount) -> None:
    set_status(with_trail, LatestDeliveryTime=LONG_AGO, LatestDeliveryError="AccessDenied")
    assert silent(with_trail) == {"LatestDeliveryError": "AccessDenied"}


def test_delivery_that_is_not_declared_may_be_silent(account: SandboxedAccount) -> None:
    arn = account.pipeline.trail.arn
    account.client("s3").create_bucket(
        Bucket="kept", CreateBucketConfiguration={"LocationConstraint": account.pipeline.account.region}
    )
    account.client("cloudtrail").create_trail(Name="bell", S3BucketName="kept")
    account.client("cloudtrail").start_logging(Name="bell")
    account.pipeline = designed(account.pipeline.account.id, trail={"log_file_validation": False})
    old = {name: LONG_AGO.timestamp() for name in ("LatestNotificationTime", "LatestDigestDeliveryTime")}
    control.set_trail_status(account.aws.url, arn, StartLoggingTime=LONG_AGO.timestamp(), **old)
    assert not {*old} & set(silent(account))


def test_trail_that_is_gone_has_no_health(account: SandboxedAccount) -> None:
    assert health(account) == []
