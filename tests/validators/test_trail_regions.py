from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.validators.designed import designed
from tests.validators.recorded import Answer, Recorded, recording
from tests.validators.sandboxed import SandboxedAccount
from validators import trail_regions
from validators.reading import CallFailed, Observation, Unobserved

HOME, NEAR, FAR = "eu-west-1", "eu-west-2", "us-west-2"
Observed = list[Observation | Unobserved]


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """A new account with three regions."""
    for recorded in recording(monkeypatch):
        regions = [{"RegionName": name, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for name in (FAR, HOME, NEAR)]
        recorded.answer("account", "ListRegions", {"Regions": regions})
        yield recorded


def health(account: SandboxedAccount, *, hours: int = 2) -> Observed:
    """What is seen so many hours after the trail began to log."""
    session, now = account.session(), datetime.now(UTC) + timedelta(hours=hours)
    shares = range(trail_regions.SHARES)
    return [one for share in shares for one in trail_regions.health(session, account.pipeline, share, now)]


def status(recorded: Recorded, answer: Answer, region: str = FAR) -> None:
    recorded.answer("cloudtrail", "GetTrailStatus", answer, region)


def asked(recorded: Recorded) -> list[str]:
    """The regions whose status is asked for from now on."""
    regions: list[str] = []

    def noted(region: str) -> None:
        recorded.answer("cloudtrail", "GetTrailStatus", lambda _: regions.append(region), region)

    for region in (HOME, NEAR, FAR):
        noted(region)
    return regions


def test_each_other_region_is_asked_once(with_trail: SandboxedAccount, recorded: Recorded) -> None:
    regions = asked(recorded)
    assert health(with_trail) == []
    assert sorted(regions) == [HOME, NEAR, FAR]


def test_error_in_one_region_is_told_with_the_region(with_trail: SandboxedAccount, recorded: Recorded) -> None:
    status(recorded, {"IsLogging": True, "LatestDeliveryError": "NoSuchBucket"})
    (observation,) = health(with_trail)
    assert isinstance(observation, Observation)
    assert (observation.resource, observation.field) == ("bell in us-west-2", "LatestDeliveryError")


def test_region_where_nothing_was_delivered_for_long_is_only_quiet(
    with_trail: SandboxedAccount, recorded: Recorded
) -> None:
    status(recorded, {"IsLogging": True})
    assert health(with_trail) == []


def test_region_that_is_not_recorded_is_told(with_trail: SandboxedAccount, recorded: Recorded) -> None:
    status(recorded, {"IsLogging": False}, NEAR)
    recorded.refuse("cloudtrail", "GetTrailStatus", "TrailNotFoundException", FAR)
    observed = {one.resource: one.observed for one in health(with_trail) if isinstance(one, Observation)}
    assert observed == {"bell in eu-west-2": "not logging", "bell in us-west-2": "no trail"}


def test_new_trail_has_an_hour_to_reach_every_region(with_trail: SandboxedAccount, recorded: Recorded) -> None:
    recorded.refuse("cloudtrail", "GetTrailStatus", "TrailNotFoundException", FAR)
    assert health(with_trail, hours=0) == []


def test_region_that_refuses_is_unchecked_and_the_others_are_told(
    with_trail: SandboxedAccount, recorded: Recorded
) -> None:
    recorded.refuse("cloudtrail", "GetTrailStatus", "AccessDeniedException", NEAR)
    status(recorded, {"IsLogging": False})
    near, far = sorted(health(with_trail), key=lambda one: one.resource)
    assert isinstance(near, Unobserved)
    assert isinstance(far, Observation)
    assert near.resource == "bell in eu-west-2"
    assert near.unread.call == "cloudtrail:GetTrailStatus"
    assert near.unread.reason.endswith("name the open ones as trail.regions)")


def test_declared_regions_are_asked_and_no_others(with_trail: SandboxedAccount, recorded: Recorded) -> None:
    recorded.refuse("account", "ListRegions", "AccessDeniedException")
    with_trail.pipeline = designed(with_trail.pipeline.account.id, trail={"regions": [HOME, FAR]})
    regions = asked(recorded)
    assert health(with_trail) == []
    assert regions == [HOME, FAR]


def test_regions_that_cannot_be_listed_are_no_pass(with_trail: SandboxedAccount, recorded: Recorded) -> None:
    recorded.refuse("account", "ListRegions", "AccessDeniedException")
    with pytest.raises(CallFailed, match=r"^account:ListRegions: access denied"):
        health(with_trail)


def test_trail_that_is_designed_for_one_region_is_asked_for_in_none(
    with_trail: SandboxedAccount, recorded: Recorded
) -> None:
    with_trail.pipeline = designed(with_trail.pipeline.account.id, trail={"multi_region": False})
    regions = asked(recorded)
    assert health(with_trail) == []
    assert regions == []


def test_trail_that_was_changed_to_one_region_is_not_told_for_each_other(
    with_trail: SandboxedAccount, recorded: Recorded
) -> None:
    with_trail.client("cloudtrail").update_trail(Name="bell", IsMultiRegionTrail=False)
    assert health(with_trail) == []


def test_stopped_trail_is_not_told_for_each_region(with_trail: SandboxedAccount, recorded: Recorded) -> None:
    with_trail.client("cloudtrail").stop_logging(Name="bell")
    assert health(with_trail) == []


def test_trail_that_is_gone_is_not_told_for_each_region(account: SandboxedAccount, recorded: Recorded) -> None:
    assert health(account) == []
