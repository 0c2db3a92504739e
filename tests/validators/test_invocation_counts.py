from datetime import UTC, datetime

from botocore.stub import ANY

from tests.validators.stubbed import StubbedClients, stubbed_session
from validators.invocation_counts import Runs, runs

SINCE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_what_lambda_counted_of_each_function_is_added_up(stubs: StubbedClients) -> None:
    values = {"m0": [2.0, 1.0], "m1": [1.0], "m2": [], "m3": [4.0], "m5": [1.0]}
    answer = {"MetricDataResults": [{"Id": id_, "Values": values_} for id_, values_ in values.items()]}
    since = SINCE.replace(second=0)
    stubs.answer("cloudwatch", "get_metric_data", answer, MetricDataQueries=ANY, StartTime=since, EndTime=ANY)
    found = runs(stubbed_session(stubs), ["chat", "audit"], SINCE)
    assert found == {"chat": Runs(run=3, failed=1), "audit": Runs(run=4, dropped=1)}
    assert found["chat"].succeeded == 2


def test_without_functions_nothing_is_asked(stubs: StubbedClients) -> None:
    assert runs(stubbed_session(stubs), [], SINCE) == {}
