from types import SimpleNamespace

import pytest

from validators import silence
from validators.silence import LEFT_ALONE_SECONDS, Silence

HERE, THERE = ("logs", "eu-west-1"), ("logs", "us-east-1")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(now=1000.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr(silence, "time", clock)
    return clock


def test_endpoint_that_has_never_answered_is_left_alone_and_no_other(clock: SimpleNamespace) -> None:
    endpoints = Silence()
    endpoints.gave_up(HERE, began=950)
    assert endpoints.holds(HERE)
    assert not endpoints.holds(THERE)


def test_endpoint_is_asked_again_after_a_while(clock: SimpleNamespace) -> None:
    endpoints = Silence()
    endpoints.gave_up(HERE, began=950)
    clock.now += LEFT_ALONE_SECONDS
    assert not endpoints.holds(HERE)


def test_endpoint_that_answered_others_meanwhile_is_not_silent(clock: SimpleNamespace) -> None:
    endpoints = Silence()
    endpoints.heard(HERE)
    endpoints.gave_up(HERE, began=950)
    assert not endpoints.holds(HERE)


def test_endpoint_that_answered_only_before_is_silent(clock: SimpleNamespace) -> None:
    endpoints = Silence()
    endpoints.heard(HERE)
    clock.now += 50
    endpoints.gave_up(HERE, began=1001)
    assert endpoints.holds(HERE)


def test_endpoint_that_answers_again_is_asked_at_once(clock: SimpleNamespace) -> None:
    endpoints = Silence()
    endpoints.gave_up(HERE, began=950)
    clock.now += 1
    endpoints.heard(HERE)
    assert not endpoints.holds(HERE)
