import io
import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from sandbox import certificate
from sandbox.functions import code, process, role
from sandbox.vendor import Vendor
from tests.sandbox.functions.forwarding import Forwarding

NOTIFICATION = {"Records": [{"Sns": {"Message": "hello", "MessageId": "1"}}]}


class Untrusted(Vendor):
    def handle_error(self, *_: object) -> None:
        """A client that does not trust this server hangs up."""


@pytest.fixture
def untrusted(tmp_path: Path) -> Iterator[Vendor]:
    """A server on this machine whose certificate is not that of the sandbox."""
    certificate.make(tmp_path)
    with Untrusted(certificate=tmp_path / certificate.NAME_WITH_KEY) as vendor:
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
    error = json.load(forwarding.invoke(NOTIFICATION)["Payload"])
    assert "its certificate is not trusted" in error["errorMessage"]


def package(source: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("some.py", f"def handle(event, context):\n    {source}\n")
    return written.getvalue()


def ran(monkeypatch: pytest.MonkeyPatch, source: str, **variables: str) -> process.Outcome:
    """An invocation of other code, which only a test can have run."""
    session = SimpleNamespace(access_key_id="key", secret_access_key="secret", session_token="token")
    monkeypatch.setattr(code, "require", lambda _: package(source))
    monkeypatch.setattr(role, "credentials", lambda _: session)
    monkeypatch.setenv("MOTO_PORT", "1234")
    function = SimpleNamespace(
        function_name="bell-chat", function_arn="arn", handler="some.handle", environment_vars=variables, timeout=20,
        memory_size=128, region="eu-west-1", logs_group_name="/aws/lambda/bell-chat",
    )  # fmt: skip
    return process.run(function, "{}", "00000000-0000-0000-0000-000000000000")


def test_the_process_gets_what_lambda_gives_and_nothing_of_this_ones_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLANTED", "planted")
    monkeypatch.setenv("SSL_CERT_FILE", "/trusted.pem")
    outcome = ran(monkeypatch, "return dict(__import__('os').environ)", CHANNEL="slack", OTHER="left out")
    seen = {name: value for name, value in json.loads(outcome.payload).items() if not name.startswith(("LC_", "__CF"))}
    assert seen == {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1234",
        "AWS_REGION": "eu-west-1",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": "token",
        "CHANNEL": "slack",
        "SSL_CERT_FILE": "/trusted.pem",
    }


def test_what_is_printed_without_end_is_cut_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = ran(monkeypatch, "print('x' * 10_000_000, flush=True)")
    assert outcome.failed
    assert len(outcome.printed) <= 1024 * 1024


def test_a_process_that_ends_without_an_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = ran(monkeypatch, "__import__('os')._exit(7)")
    assert json.loads(outcome.payload) == {
        "errorType": "Runtime.ExitError",
        "errorMessage": "Runtime exited with error: exit status 7",
    }
