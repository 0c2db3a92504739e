from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.stub import ANY

from tests.validators.designed import designed
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import queue
from validators.queue import LONGEST_WAIT

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
FIRST, SECOND = (one.name for one in designed().dead_letter_queues)


def ages(stubs: StubbedClients, *values: float) -> None:
    answer = {"MetricDataResults": [{"Id": "m0", "Values": [*values]}]}
    since = NOW - timedelta(hours=2)
    stubs.answer("cloudwatch", "get_metric_data", answer, MetricDataQueries=ANY, StartTime=since, EndTime=NOW)


def holding(stubs: StubbedClients, name: str, **counts: str) -> None:
    stubs.answer("sqs", "get_queue_url", {"QueueUrl": URL + name}, QueueName=name)
    asked: dict[str, Any] = {"QueueUrl": URL + name, "AttributeNames": ["All"]}
    stubs.answer("sqs", "get_queue_attributes", {"Attributes": counts}, **asked)


@pytest.mark.parametrize(("values", "told"), [((LONGEST_WAIT + 1, 5), 1), ((LONGEST_WAIT,), 0), ((), 0)])
def test_queue_is_unread_where_its_oldest_message_waits_for_over_an_hour(
    stubs: StubbedClients, values: tuple[float, ...], told: int
) -> None:
    ages(stubs, *values)
    found = [*queue.unread(stubbed_session(stubs), "collector-queue", ["collector"], NOW)]
    assert [(one.part, one.resource, one.observed) for one in found] == [
        ("collector-queue", "collector", f"{LONGEST_WAIT + 1} seconds")
    ] * told


def test_messages_that_somebody_is_looking_at_count_as_dead_letters(stubs: StubbedClients) -> None:
    holding(stubs, FIRST, ApproximateNumberOfMessages="0", ApproximateNumberOfMessagesNotVisible="2")
    holding(stubs, SECOND, ApproximateNumberOfMessages="0", ApproximateNumberOfMessagesNotVisible="0")
    found = [*queue.dead_letters(stubbed_session(stubs), designed())]
    assert [(one.resource, one.observed) for one in found] == [(FIRST, "2")]


def test_queue_that_goes_while_it_is_read_is_gone(stubs: StubbedClients) -> None:
    stubs.answer("sqs", "get_queue_url", {"QueueUrl": URL}, QueueName="q")
    stubs.refuse("sqs", "get_queue_attributes", "AWS.SimpleQueueService.NonExistentQueue")
    assert queue.attributes(stubbed_session(stubs), "q") is None
