import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import certificate
from sandbox.vendor import Vendor
from tests.sandbox.functions.forwarding import Forwarding

NOTIFICATION = {"Records": [{"Sns": {"Message": "hello", "MessageId": "1"}}]}


@pytest.fixture
def untrusted(tmp_path: Path) -> Iterator[Vendor]:
    """A server on this machine whose certificate is not that of the sandbox."""
    certificate.make(tmp_path)
    with Vendor(certificate=tmp_path / certificate.NAME_WITH_KEY) as vendor:
        thread = threading.Thread(target=vendor.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield vendor
        vendor.shutdown()
        thread.join()


def test_a_webhook_that_never_answers_costs_the_function_its_time(forwarding: Forwarding) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        forwarding.forward_to({"slack": "ssm:/on-call/hook"}, hook=address)
        forwarding.configure(Timeout=1)
        answer = forwarding.invoke(NOTIFICATION)
    assert json.load(answer["Payload"]) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": "Task timed out after 1.00 seconds",
    }


def test_a_webhook_whose_certificate_the_sandbox_does_not_trust_gets_nothing(
    forwarding: Forwarding, untrusted: Vendor
) -> None:
    forwarding.forward_to({"slack": "ssm:/on-call/hook"}, hook=untrusted.url)
    forwarding.configure(Timeout=3)
    error = json.load(forwarding.invoke(NOTIFICATION)["Payload"])
    assert "its certificate is not trusted" in error["errorMessage"]
