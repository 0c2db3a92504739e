"""A webhook and a syslog server on this machine, over real TLS, and a real alarm's message as SNS hands it over."""

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from alerts.catalogue import catalogue
from pipeline.account import Account
from pipeline.description import description
from sandbox import certificate
from tests.validators.conftest import local_aws

__all__ = ["local_aws"]

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
ALARM: dict[str, Any] = {
    "AlarmName": "trailbell-cis-root-usage",
    "AlarmDescription": description(ACCOUNT, "/aws/cloudtrail/trailbell", catalogue()["cis-root-usage"]),
    "AWSAccountId": "111122223333",
    "AlarmConfigurationUpdatedTimestamp": "2025-02-02T12:00:35.472+0000",
    "NewStateValue": "ALARM",
    "NewStateReason": "Threshold Crossed: 1 datapoint [1.0 (02/02/25 12:05:00)] was greater than the threshold (0.0).",
    "StateChangeTime": "2025-02-02T12:06:35.472+0000",
    "Region": "EU (Ireland)",
    "AlarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:trailbell-cis-root-usage",
    "OldStateValue": "OK",
}


def message(**different: Any) -> dict[str, Any]:
    """What SNS hands to a function; `different` are keys of the alarm."""
    return {
        "Type": "Notification",
        "MessageId": "5e1c0f53-7f8a-5a3b-9d32-5106f1b6d1a0",
        "TopicArn": "arn:aws:sns:eu-west-1:111122223333:trailbell-chat",
        "Subject": 'ALARM: "trailbell-cis-root-usage" in EU (Ireland)',
        "Message": json.dumps({**ALARM, **different}),
        "Timestamp": "2025-02-02T12:06:35.501Z",
    }


@dataclass
class Webhook:
    """What a webhook was sent. `answers` are the statuses of the next answers, the last of them for good."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [200])
    headers: dict[str, str] = field(default_factory=dict)
    received: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    def answer(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class Syslog:
    """What a syslog server read from each connection, and how it ends them."""

    port: int
    hangs_up: bool = False
    read: list[bytes] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for this machine, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate.make(folder)
    return folder


@pytest.fixture
def context(tls: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=tls / certificate.NAME)


@pytest.fixture
def webhook(tls: Path) -> Iterator[Webhook]:
    remembered = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            given = {name.lower(): value for name, value in self.headers.items()}
            remembered.received.append((self.path, given, json.loads(body)))
            self.send_response(remembered.answer())
            for name, value in {**remembered.headers, "Content-Length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that does not trust this server hangs up."""

    with Server(("127.0.0.1", 0), Handler) as server:
        secured = _server_context(tls).wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.socket = secured
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        remembered.url = f"https://127.0.0.1:{server.server_port}/services/T0/B0/planted-key?x=planted-key"
        yield remembered
        server.shutdown()
        thread.join()


@pytest.fixture
def syslog_server(tls: Path) -> Iterator[Syslog]:
    context = _server_context(tls)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        remembered = Syslog(listening.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listening, context, remembered), daemon=True)
        thread.start()
        yield remembered
        listening.close()


def _serve(listening: socket.socket, context: ssl.SSLContext, remembered: Syslog) -> None:
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listening.accept()
            with connection, contextlib.suppress(ssl.SSLError):
                secured = context.wrap_socket(connection, server_side=True)
                remembered.read.append(b"".join(iter(partial(secured.recv, 4096), b"")))
                if not remembered.hangs_up:
                    secured.unwrap()
                secured.close()
            remembered.done.set()


def _server_context(tls: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls / certificate.NAME_WITH_KEY)
    return context
