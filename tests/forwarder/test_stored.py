import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from forwarder import stored
from forwarder.delivery import DeliveryError, TemporaryError


class Aws:
    """What is asked of AWS, and how it answers."""

    def __init__(self) -> None:
        self.status, self.body = 200, b'{"Parameter": {"Value": "planted"}}'
        self.asked: list[tuple[dict[str, str], Any]] = []
        self.environment: dict[str, str] = {}


@pytest.fixture
def aws() -> Iterator[Aws]:
    remembered = Aws()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            given = {name.lower(): value for name, value in self.headers.items()}
            remembered.asked.append((given, json.loads(body)))
            self.send_response(remembered.status)
            self.send_header("Content-Length", str(len(remembered.body)))
            self.end_headers()
            self.wfile.write(remembered.body)

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        remembered.environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
            "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "planted-secret",
            "AWS_SESSION_TOKEN": "planted-token",
        }
        yield remembered
        server.shutdown()
        thread.join()


def test_a_parameter_is_read_decrypted(aws: Aws) -> None:
    assert stored.read("ssm:/on-call/slack", aws.environment, 5) == "planted"
    ((headers, body),) = aws.asked
    assert headers["x-amz-target"] == "AmazonSSM.GetParameter"
    assert body == {"Name": "/on-call/slack", "WithDecryption": True}
    assert "/eu-west-1/ssm/aws4_request" in headers["authorization"]
    assert headers["x-amz-security-token"] == "planted-token"


def test_a_secret_is_read_by_its_name(aws: Aws) -> None:
    aws.body = b'{"SecretString": "planted"}'
    assert stored.read("secretsmanager:on-call", aws.environment, 5) == "planted"
    ((headers, body),) = aws.asked
    assert headers["x-amz-target"] == "secretsmanager.GetSecretValue"
    assert body == {"SecretId": "on-call"}


def test_a_denied_read_is_told_with_what_aws_calls_it_and_nothing_it_says(aws: Aws) -> None:
    aws.status = 400
    aws.body = json.dumps({"__type": "com.amazon#AccessDeniedException", "message": "planted"}).encode()
    with pytest.raises(DeliveryError) as caught:
        stored.read("ssm:/on-call/slack", aws.environment, 5)
    assert not isinstance(caught.value, TemporaryError)
    assert str(caught.value) == (
        "AmazonSSM.GetParameter answered 400 AccessDeniedException: is it there, and may the forwarder's role read it?"
    )


@pytest.mark.parametrize(("status", "kind"), [(500, "InternalServerError"), (400, "ThrottlingException")])
def test_what_may_pass_is_worth_another_try(aws: Aws, status: int, kind: str) -> None:
    aws.status, aws.body = status, json.dumps({"__type": kind}).encode()
    with pytest.raises(TemporaryError):
        stored.read("ssm:/on-call/slack", aws.environment, 5)


@pytest.mark.parametrize("body", [b"{}", b'{"Parameter": {"Value": ""}}', b'{"Parameter": {"Value": 7}}'])
def test_what_holds_no_text_is_told(aws: Aws, body: bytes) -> None:
    aws.body = body
    with pytest.raises(DeliveryError, match="ssm:/on-call/slack holds no text"):
        stored.read("ssm:/on-call/slack", aws.environment, 5)


def test_an_answer_that_is_not_of_aws_is_an_error_without_its_text(aws: Aws) -> None:
    aws.body = b"planted"
    with pytest.raises(DeliveryError) as caught:
        stored.read("ssm:/on-call/slack", aws.environment, 5)
    assert "planted" not in str(caught.value)


def test_aws_that_does_not_answer_is_worth_another_try(aws: Aws) -> None:
    with pytest.raises(TemporaryError, match="ConnectionRefusedError"):
        stored.read("ssm:/a", aws.environment | {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, 1)
