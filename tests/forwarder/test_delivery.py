import ssl
from collections.abc import Callable

import pytest

from forwarder.delivery import FIRST_PAUSE, LONGEST_PAUSE, LONGEST_TRY, DeliveryError, TemporaryError, persist, post
from tests.forwarder.conftest import Webhook


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self, seconds: float = 30) -> None:
        self.left = seconds
        self.slept: list[float] = []

    def seconds_left(self) -> float:
        return self.left

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.left -= seconds


def failing(times: int, error: Exception) -> Callable[[float], None]:
    """Fails so many times, then works."""
    left = [error] * times

    def send(timeout: float) -> None:
        assert 0 < timeout <= LONGEST_TRY
        if left:
            raise left.pop()

    return send


def test_what_works_at_once_is_not_waited_for() -> None:
    clock = Clock()
    persist(failing(0, TemporaryError("busy")), clock.seconds_left, clock.sleep)
    assert clock.slept == []


def test_pauses_grow_up_to_a_limit() -> None:
    clock = Clock(60)
    persist(failing(7, TemporaryError("busy")), clock.seconds_left, clock.sleep)
    assert len(clock.slept) == 7
    assert clock.slept[0] <= FIRST_PAUSE
    assert FIRST_PAUSE < clock.slept[3] < max(clock.slept) <= LONGEST_PAUSE


def test_it_gives_up_while_there_is_time_to_say_so() -> None:
    clock = Clock(10)
    with pytest.raises(TemporaryError, match="busy"):
        persist(failing(1000, TemporaryError("busy")), clock.seconds_left, clock.sleep)
    assert 0 < clock.left < 10


def test_the_pause_that_is_asked_for_is_kept() -> None:
    clock = Clock()
    persist(failing(1, TemporaryError("busy", 7)), clock.seconds_left, clock.sleep)
    assert clock.slept == [7]


def test_a_pause_longer_than_the_time_left_ends_it_at_once() -> None:
    clock = Clock(30)
    with pytest.raises(TemporaryError):
        persist(failing(1, TemporaryError("busy", 3600)), clock.seconds_left, clock.sleep)
    assert clock.slept == []


def test_what_will_never_work_is_tried_once() -> None:
    clock = Clock()
    with pytest.raises(DeliveryError, match="gone"):
        persist(failing(5, DeliveryError("gone")), clock.seconds_left, clock.sleep)
    assert clock.slept == []


def test_a_webhook_gets_json_at_its_whole_address(webhook: Webhook, context: ssl.SSLContext) -> None:
    post(webhook.url, {"text": "für"}, 5, context)
    ((path, headers, body),) = webhook.received
    assert path == "/services/T0/B0/planted-key?x=planted-key"
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert body == {"text": "für"}


@pytest.mark.parametrize("status", [202, 204])
def test_any_success_is_one(webhook: Webhook, context: ssl.SSLContext, status: int) -> None:
    webhook.answers = [status]
    post(webhook.url, {}, 5, context)


@pytest.mark.parametrize(("status", "again"), [(429, True), (500, True), (503, True), (404, False), (400, False)])
def test_only_what_may_pass_is_worth_another_try(
    webhook: Webhook, context: ssl.SSLContext, status: int, again: bool
) -> None:
    webhook.answers = [status]
    with pytest.raises(DeliveryError, match=str(status)) as caught:
        post(webhook.url, {}, 5, context)
    assert isinstance(caught.value, TemporaryError) is again
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize(("asked", "pause"), [("3", 3.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)])
def test_the_pause_of_a_busy_webhook_is_read(
    webhook: Webhook, context: ssl.SSLContext, asked: str, pause: float | None
) -> None:
    webhook.answers, webhook.headers = [429], {"Retry-After": asked}
    with pytest.raises(TemporaryError) as caught:
        post(webhook.url, {}, 5, context)
    assert caught.value.pause == pause


def test_a_redirect_is_not_followed(webhook: Webhook, context: ssl.SSLContext) -> None:
    webhook.answers, webhook.headers = [307], {"Location": webhook.url}
    with pytest.raises(DeliveryError, match="307"):
        post(webhook.url, {}, 5, context)
    assert len(webhook.received) == 1


def test_a_webhook_that_is_not_trusted_gets_nothing(webhook: Webhook) -> None:
    with pytest.raises(DeliveryError, match="its certificate is not trusted: self-signed certificate") as caught:
        post(webhook.url, {}, 5)
    assert not isinstance(caught.value, TemporaryError)  # nor will it be a moment later
    assert webhook.received == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/planted", "planted", "https://", "https://a:planted/", "https://a b/"]
)
def test_what_is_no_https_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        post(url, {}, 5)
    assert str(caught.value) == "the webhook is not an address that starts with https://"


def test_no_answer_is_worth_another_try_and_tells_no_address(context: ssl.SSLContext) -> None:
    with pytest.raises(TemporaryError) as caught:
        post("https://127.0.0.1:1/planted", {}, 1, context)
    assert str(caught.value) == "127.0.0.1 did not take the message (ConnectionRefusedError)"
