from datetime import UTC, datetime
from typing import Any

from botocore.stub import ANY

from tests.validators.stubbed import StubbedClients, stubbed_session
from validators.metric import MAXIMUM_QUERIES, Metric, hourly

START, END = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
FAILED = Metric("AWS/SNS", "NumberOfNotificationsFailed", "TopicName", "bell-on-call")
AGE = Metric("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "bell-collector", "Maximum")


def query(id_: str, metric: Metric) -> dict[str, Any]:
    named = {
        "Namespace": metric.namespace,
        "MetricName": metric.name,
        "Dimensions": [{"Name": metric.dimension, "Value": metric.value}],
    }
    return {"Id": id_, "MetricStat": {"Metric": named, "Period": 3600, "Stat": metric.statistic}}


def answer(stubs: StubbedClients, results: dict[str, list[float]], queries: Any = ANY, **more: Any) -> None:
    listed = [{"Id": id_, "Values": values} for id_, values in results.items()]
    token = {"NextToken": more.pop("asked")} if "asked" in more else {}
    stubs.answer(
        "cloudwatch", "get_metric_data", {"MetricDataResults": listed, **more}, MetricDataQueries=queries,
        StartTime=START, EndTime=END, **token,
    )  # fmt: skip


def test_each_metric_is_asked_for_once_in_one_call(stubs: StubbedClients) -> None:
    answer(stubs, {"m0": [2.0, 1.0], "m1": [60.0]}, [query("m0", FAILED), query("m1", AGE)])
    values = hourly(stubbed_session(stubs), [FAILED, AGE, FAILED], START, END)
    assert values == {FAILED: (2.0, 1.0), AGE: (60.0,)}


def test_values_of_all_pages_are_put_together(stubs: StubbedClients) -> None:
    answer(stubs, {"m0": [2.0]}, NextToken="more")
    answer(stubs, {"m0": [1.0]}, asked="more")
    assert hourly(stubbed_session(stubs), [FAILED], START, END) == {FAILED: (2.0, 1.0)}


def test_metric_without_data_has_no_values(stubs: StubbedClients) -> None:
    answer(stubs, {})
    assert hourly(stubbed_session(stubs), [FAILED], START, END) == {FAILED: ()}


def test_more_metrics_than_one_call_takes_are_asked_for_in_two(stubs: StubbedClients) -> None:
    metrics = [Metric("AWS/SNS", "N", "TopicName", str(number)) for number in range(MAXIMUM_QUERIES + 1)]
    answer(stubs, {"m0": [1.0], f"m{MAXIMUM_QUERIES - 1}": [2.0]})
    answer(stubs, {"m0": [3.0]}, [query("m0", metrics[-1])])
    values = hourly(stubbed_session(stubs), metrics, START, END)
    assert (values[metrics[0]], values[metrics[-2]], values[metrics[-1]]) == ((1.0,), (2.0,), (3.0,))


def test_nothing_is_asked_for_without_a_metric(stubs: StubbedClients) -> None:
    assert hourly(stubbed_session(stubs), [], START, END) == {}
