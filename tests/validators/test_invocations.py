from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.validators.designed import designed
from tests.validators.recorded import Recorded, recording
from tests.validators.sandboxed import SandboxedAccount
from validators import invocations
from validators.reading import Observation

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CHATS = {name: {"forwarder": {"slack": f"ssm:/on-call/{name}"}} for name in ("chat", "audit")}
FAILED, GIVEN_UP, LOST = "Errors", "AsyncEventsDropped", "DeadLetterErrors"


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    yield from recording(monkeypatch)


def observed(account: SandboxedAccount, recorded: Recorded, **counts: float) -> list[Observation]:
    """What is told where Lambda counted this for the forwarder bell-chat, an hour each, and nothing for others."""

    def told(asked: dict[str, Any]) -> dict[str, Any]:
        results = []
        for query in asked["MetricDataQueries"]:
            metric = query["MetricStat"]["Metric"]
            assert metric["Namespace"] == "AWS/Lambda"
            found = counts.get(metric["MetricName"], 0) if metric["Dimensions"][0]["Value"] == "bell-chat" else 0
            results.append({"Id": query["Id"], "Values": [found / 2, found / 2] if found else []})
        return {"MetricDataResults": results}

    recorded.answer("cloudwatch", "GetMetricData", told)
    pipeline = designed(account.pipeline.account.id, destinations=CHATS, routes={}, trail={})
    return [*invocations.health(account.session(), pipeline, NOW)]


def test_runs_that_failed_are_told_of_their_own_forwarder(account: SandboxedAccount, recorded: Recorded) -> None:
    (told,) = observed(account, recorded, Invocations=6, Errors=2)
    assert (told.part, told.resource, told.field) == ("forwarder", "bell-chat", FAILED)
    assert (told.observed, told.severity) == ("2 in 24 hours; runs: 6", "medium")


def test_a_forwarder_that_only_failed_is_critical(account: SandboxedAccount, recorded: Recorded) -> None:
    (told,) = observed(account, recorded, Invocations=6, Errors=6)
    assert told.severity == "critical"
    assert told.message.startswith("The forwarder delivered nothing at all")


@pytest.mark.parametrize(("name", "severity"), [(GIVEN_UP, "high"), (LOST, "critical")])
def test_what_was_given_up_or_lost_is_told(
    account: SandboxedAccount, recorded: Recorded, name: str, severity: str
) -> None:
    (told,) = observed(account, recorded, Invocations=6, **{name: 2})
    assert (told.field, told.severity) == (name, severity)


def test_a_forwarder_that_never_failed_is_healthy(account: SandboxedAccount, recorded: Recorded) -> None:
    assert observed(account, recorded, Invocations=6) == []


def test_without_forwarders_nothing_is_asked(account: SandboxedAccount) -> None:
    account.fail("cloudwatch", "GetMetricData")
    assert [*invocations.health(account.session(), account.pipeline, NOW)] == []
