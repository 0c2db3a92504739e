from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from validators import pace
from validators.pace import RATES, Pace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A clock that goes on only while something sleeps."""
    clock = SimpleNamespace(now=100.0)
    clock.monotonic = lambda: clock.now
    clock.sleep = lambda seconds: setattr(clock, "now", clock.now + seconds)
    monkeypatch.setattr(pace, "time", clock)
    return clock


@pytest.mark.parametrize(("service", "operation"), [key for key in RATES if key[1]])
def test_call_keeps_its_rate(clock: SimpleNamespace, service: str, operation: str) -> None:
    kept, rate = Pace(), RATES[service, operation]
    for _ in range(100):
        kept.wait(service, operation)
    assert clock.now - 100 == pytest.approx((100 - rate) / rate)


def test_all_calls_of_a_service_share_its_rate(clock: SimpleNamespace) -> None:
    kept = Pace()
    for at in range(30):
        kept.wait("cloudtrail", ("describe_trails", "get_trail_status")[at % 2])
    assert clock.now - 100 == pytest.approx(2)


def test_first_second_of_calls_waits_for_nothing(clock: SimpleNamespace) -> None:
    kept = Pace()
    for _ in range(3):
        kept.wait("cloudwatch", "describe_alarm_history")
    assert clock.now == 100


def test_call_without_a_rate_waits_for_nothing(clock: SimpleNamespace) -> None:
    kept = Pace()
    for _ in range(1000):
        kept.wait("kms", "describe_key")
    assert clock.now == 100


def test_time_that_passed_gives_calls_back(clock: SimpleNamespace) -> None:
    kept = Pace()
    for _ in range(5):
        kept.wait("logs", "describe_log_groups")
    clock.now += 1
    before = clock.now
    for _ in range(5):
        kept.wait("logs", "describe_log_groups")
    assert clock.now == before
