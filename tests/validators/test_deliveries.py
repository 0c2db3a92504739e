import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.pipeline import Pipeline
from tests.validators.collecting import collector_of, with_collector
from tests.validators.designed import designed
from tests.validators.recorded import Recorded, recording
from tests.validators.sandboxed import SandboxedAccount
from validators import deliveries
from validators.reading import Observation

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FILTERED = "NumberOfNotificationsFilteredOut"


def observed(
    account: SandboxedAccount, recorded: Recorded, topic: str, pipeline: Pipeline, **counts: float
) -> list[Observation]:
    """What is told where SNS counted this for a topic, an hour each, and nothing for others."""

    def told(asked: dict[str, Any]) -> dict[str, Any]:
        results = []
        for query in asked["MetricDataQueries"]:
            metric = query["MetricStat"]["Metric"]
            found = counts.get(metric["MetricName"], 0) if metric["Dimensions"][0]["Value"] == topic else 0
            results.append({"Id": query["Id"], "Values": [found / 2, found / 2] if found else []})
        return {"MetricDataResults": results}

    recorded.answer("cloudwatch", "GetMetricData", told)
    return [*deliveries.health(account.session(), pipeline, NOW)]


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    yield from recording(monkeypatch)


def test_count_is_that_of_all_hours_of_its_own_topic(account: SandboxedAccount, recorded: Recorded) -> None:
    first = account.pipeline.topics[0].name
    counts = {"NumberOfNotificationsFailed": 4.0, "NumberOfNotificationsDelivered": 2.0}
    (told,) = observed(account, recorded, first, account.pipeline, **counts)
    assert (told.part, told.resource, told.observed) == ("topic", first, "4 in 24 hours; delivered: 2")
    assert told.severity == "medium"


def test_message_that_was_given_up_is_told_louder_than_an_attempt_that_failed(
    account: SandboxedAccount, recorded: Recorded
) -> None:
    first = account.pipeline.topics[0].name
    counts = {"NumberOfNotificationsRedrivenToDlq": 2.0, "NumberOfNotificationsDelivered": 2.0}
    (told,) = observed(account, recorded, first, account.pipeline, **counts)
    assert (told.field, told.severity) == ("NumberOfNotificationsRedrivenToDlq", "high")


def test_declared_filter_policy_may_filter_and_must_be_readable(account: SandboxedAccount, recorded: Recorded) -> None:
    first, *others = account.pipeline.subscriptions
    filtering = dataclasses.replace(first, filter_policy='{"a": ["b"]}')
    pipeline = dataclasses.replace(account.pipeline, subscriptions=(filtering, *others))
    topic = account.pipeline.topics[0]
    assert topic.arn == first.topic_arn
    counts = {FILTERED: 9.0, f"{FILTERED}-InvalidMessageBody": 2.0}
    told = observed(account, recorded, topic.name, pipeline, **counts)
    assert [one.field for one in told] == [f"{FILTERED}-InvalidMessageBody"]


def test_topic_of_a_collector_is_looked_at(account: SandboxedAccount, recorded: Recorded) -> None:
    pipeline = with_collector(account.pipeline.account.id)
    topic = collector_of(pipeline).topic.name
    (told,) = observed(account, recorded, topic, pipeline, NumberOfNotificationsFailed=2.0)
    assert told.resource == topic


def test_topics_that_deliver_are_healthy(account: SandboxedAccount, recorded: Recorded) -> None:
    topic = designed().topics[0].name
    assert observed(account, recorded, topic, account.pipeline, NumberOfNotificationsDelivered=99.0) == []
