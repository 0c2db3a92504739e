import functools
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox import control
from sandbox.loopback import request
from sandbox.vendor import MAX_BODY_BYTES, Vendor
from tests.sandbox.local import Aws, wait_until


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def post(vendor: Vendor, message: Any, path: str = "/ilert/key") -> int:
    return request("POST", vendor.url + path, json.dumps(message).encode()).status


def notification(state: str) -> dict[str, str]:
    alarm = {"AlarmName": "one", "AlarmArn": "arn", "NewStateValue": state}
    return {"Type": "Notification", "MessageId": state, "Message": json.dumps(alarm)}


def pending(aws: Aws, subscription: str) -> bool:
    attributes = aws.client("sns").get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
    return bool(attributes["PendingConfirmation"] == "true")


def statuses_if(vendor: Vendor, expected: list[str]) -> list[str]:
    statuses = [one["status"] for one in control.incidents(vendor.url)]
    return statuses if statuses == expected else []


def test_a_subscription_is_confirmed(corrected: Aws, vendor: Vendor) -> None:
    subscription = corrected.subscribe(corrected.topic(), vendor.url + "/ilert/key")
    assert wait_until(lambda: not pending(corrected, subscription))


def test_a_subscription_stays_pending_when_asked_to(corrected: Aws, vendor: Vendor) -> None:
    topic = corrected.topic()
    never = corrected.subscribe(topic, vendor.url + "/ilert/key?confirm=never")
    other = corrected.subscribe(topic, vendor.url + "/ilert/key")
    assert wait_until(lambda: not pending(corrected, other))
    assert pending(corrected, never)


def test_an_alarm_opens_an_incident_and_ok_closes_it(corrected: Aws, vendor: Vendor) -> None:
    topic = corrected.topic()
    subscription = corrected.subscribe(topic, vendor.url + "/ilert/key")
    wait_until(lambda: not pending(corrected, subscription))
    corrected.alarm(AlarmActions=[topic], OKActions=[topic])
    seen = []
    for state, status in (("ALARM", "open"), ("OK", "closed")):
        corrected.client("cloudwatch").set_alarm_state(AlarmName="alarm", StateValue=state, StateReason="test")
        seen.append(wait_until(functools.partial(statuses_if, vendor, [status])))
    assert seen == [["open"], ["closed"]]


def test_an_address_elsewhere_is_not_visited(vendor: Vendor, caplog: pytest.LogCaptureFixture) -> None:
    message = {"Type": "SubscriptionConfirmation", "SubscribeURL": "http://vendor.example/?Action=ConfirmSubscription"}
    assert post(vendor, message) == 200
    assert "subscription not confirmed: http://vendor.example is not on this machine" in caplog.text


def test_an_endpoint_refuses_when_asked_to(vendor: Vendor) -> None:
    assert post(vendor, notification("ALARM"), "/ilert/key?answer=503") == 503
    assert control.incidents(vendor.url) == []


def test_incidents_are_forgotten_on_request(vendor: Vendor) -> None:
    post(vendor, notification("ALARM"))
    control.forget_incidents(vendor.url)
    assert control.incidents(vendor.url) == []


def test_a_message_that_is_no_alarm_is_ignored(vendor: Vendor) -> None:
    assert post(vendor, {"Type": "Notification", "MessageId": "one", "Message": "hello"}) == 200
    assert json.loads(request("GET", vendor.url + "/incidents").body) == {"incidents": [], "ignored": 1}


@pytest.mark.parametrize("message", [{}, [], {"Type": "Other"}, "text", None])
def test_what_is_not_from_sns_is_refused(vendor: Vendor, message: Any) -> None:
    assert post(vendor, message) == 400


@pytest.mark.parametrize("body", [b"", b"not json", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_cannot_be_read_is_refused(vendor: Vendor, body: bytes) -> None:
    assert request("POST", vendor.url + "/ilert/key", body).status == 400


def answer_to(vendor: Vendor, request_text: str) -> bytes:
    with socket.create_connection(("127.0.0.1", vendor.server_port), 5) as connection:
        connection.sendall(request_text.encode())
        return connection.recv(1000)


def test_a_body_that_is_too_large_is_refused_unread(vendor: Vendor) -> None:
    length = MAX_BODY_BYTES + 1
    assert b" 413 " in answer_to(vendor, f"POST /ilert/key HTTP/1.1\r\nContent-Length: {length}\r\n\r\n")


@pytest.mark.parametrize("length", ["", "Content-Length: -1\r\n", "Content-Length: ten\r\n"])
def test_a_body_of_unknown_length_is_refused(vendor: Vendor, length: str) -> None:
    assert b" 411 " in answer_to(vendor, f"POST /ilert/key HTTP/1.1\r\n{length}\r\n")


def test_nothing_else_can_be_read(vendor: Vendor) -> None:
    assert request("GET", vendor.url + "/ilert/key").status == 404


def test_only_this_machine_can_reach_it(vendor: Vendor) -> None:
    assert vendor.server_address[0] == "127.0.0.1"


def test_a_message_for_a_chat_can_be_read_again_and_forgotten(vendor: Vendor) -> None:
    assert post(vendor, {"blocks": [{"type": "plain_text", "text": "hello"}]}, "/slack/key") == 200
    assert [one["lines"] for one in control.messages(vendor.url)] == [["hello"]]
    control.forget_incidents(vendor.url)
    assert control.messages(vendor.url) == []
