import pytest

from sandbox.failures import Call, Failure, Failures

CALL = Call("logs", "DescribeMetricFilters", "111122223333", "us-east-1")


@pytest.mark.parametrize(
    "failure",
    [
        Failure(),
        Failure(service="logs"),
        Failure(operation="Describe*"),
        Failure(service="logs", operation="DescribeMetricFilters", account="111122223333"),
    ],
)
def test_a_failure_concerns_the_calls_it_names(failure: Failure) -> None:
    assert failure.concerns(CALL)


@pytest.mark.parametrize(
    "failure", [Failure(service="sns"), Failure(operation="Put*"), Failure(account="444455556666")]
)
def test_a_failure_leaves_other_calls_alone(failure: Failure) -> None:
    assert not failure.concerns(CALL)


def test_a_failure_asked_for_twice_happens_twice() -> None:
    failures = Failures()
    failures.add(Failure(times=2))
    assert [bool(failures.take(CALL)) for _ in range(3)] == [True, True, False]


def test_the_first_failure_asked_for_wins() -> None:
    failures = Failures()
    failures.add(Failure(error="AccessDenied"))
    failures.add(Failure(error="Throttling"))
    taken = failures.take(CALL)
    assert taken is not None
    assert taken.error == "AccessDenied"


def test_nothing_fails_after_clearing() -> None:
    failures = Failures()
    failures.add(Failure())
    failures.clear()
    assert failures.take(CALL) is None


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"servcie": "logs"}, "a failure has no servcie; it has service, operation, account, error, seconds, times"),
        ({"service": 3}, "service must be text, not 3"),
        ({"error": ""}, "error must be text, not ''"),
        ({"seconds": "long"}, "seconds must be a number, not 'long'"),
        ({"seconds": 1e9}, "seconds must be between 0 and 600, not 1000000000.0"),
        ({"times": 0}, "times must be a whole number from 1, or null for all calls, not 0"),
        ({"times": True}, "times must be a whole number from 1, or null for all calls, not True"),
    ],
)
def test_a_mistake_is_named(asked: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match="^" + message.replace("*", r"\*") + "$"):
        Failure.read(asked)
