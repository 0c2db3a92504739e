import json

import pytest
from pydantic import ValidationError

from pipeline.delivery import DEFAULT_RETRIES, Delivery, canonical

# AWS's own example: https://docs.aws.amazon.com/sns/latest/dg/sns-creating-subscription-retry-policy.html
FIFTY = Delivery(
    retries=50, no_delay_retries=3, min_delay_retries=2, max_delay_retries=35, min_delay=1, max_delay=60,
    backoff="exponential", per_second=10,
)  # fmt: skip
EFFECTIVE = {
    "guaranteed": False,
    "healthyRetryPolicy": {**DEFAULT_RETRIES, "retryBackoffMultiplier": None},
    "requestPolicy": {"headerContentType": "text/plain; charset=UTF-8"},
    "sicklyRetryPolicy": None,
    "throttlePolicy": None,
}


def test_the_policy_says_all_that_was_written_in_the_words_of_sns() -> None:
    assert json.loads(FIFTY.policy() or "") == {
        "healthyRetryPolicy": {
            "numRetries": 50, "numNoDelayRetries": 3, "numMinDelayRetries": 2, "numMaxDelayRetries": 35,
            "minDelayTarget": 1, "maxDelayTarget": 60, "backoffFunction": "exponential",
        },
        "throttlePolicy": {"maxReceivesPerSecond": 10},
    }  # fmt: skip


def test_what_sns_does_of_itself_is_no_policy() -> None:
    assert Delivery().policy() is None
    assert canonical(json.dumps(EFFECTIVE)) is None
    assert canonical(None) is canonical("") is None


def test_two_policies_are_equal_whatever_their_order_and_what_they_leave_out() -> None:
    turned = {"throttlePolicy": {"maxReceivesPerSecond": 10}, "healthyRetryPolicy": {"numRetries": 5}}
    full = {**EFFECTIVE, **turned, "healthyRetryPolicy": {**DEFAULT_RETRIES, "numRetries": 5}}
    assert canonical(json.dumps(turned)) == canonical(json.dumps(full)) is not None


def test_another_content_type_is_another_policy() -> None:
    assert canonical('{"requestPolicy": {"headerContentType": "application/json"}}') is not None


@pytest.mark.parametrize("text", ["nonsense", "[1]"])
def test_what_is_no_policy_stays_to_be_seen(text: str) -> None:
    assert canonical(text) == text


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"min_delay": 30}, "min_delay 30 is longer than max_delay 20"),
        ({"retries": 2, "no_delay_retries": 3}, "names 3 single retries, and retries is 2; raise it to 3"),
        ({"retries": 100, "min_delay": 60, "max_delay": 60}, "6000 seconds or more; SNS takes 3600"),
        ({"retries": 101}, "less than or equal to 100"),
        ({"max_delay": 3601}, "less than or equal to 3600"),
    ],
)
def test_what_sns_refuses_is_refused_before_it_is_deployed(settings: dict[str, int], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Delivery(**settings)  # type: ignore[arg-type]


def test_an_hour_of_retries_is_taken() -> None:
    assert Delivery(retries=60, min_delay=60, max_delay=60).policy() is not None
