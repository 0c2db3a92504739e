"""An incident vendor on this machine: `python -m sandbox.vendor --port 0 --port-file FILE`.

POST any path                the endpoint of an integration: confirms its subscription by visiting SubscribeURL,
                             then turns alarm messages into incidents. Two questions make it misbehave:
                             ?confirm=never leaves subscriptions pending, ?answer=500 refuses everything
                             A message for a chat, as webhooks of Slack and Teams take it, is kept as it would be shown.
GET  /incidents              {"incidents": [...], "ignored": 0}
POST /incidents/forget       {}
GET  /messages               {"messages": [...]}: what forwarders brought here

It does not check signatures, visits addresses on this machine only, and listens on the loopback interface only.
"""

import argparse
import http.client
import json
import logging
import ssl
from collections.abc import Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.chats import Chats
from sandbox.incidents import Incidents
from sandbox.loopback import HOST, request
from sandbox.server import announce

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024  # four times SNS's largest message, which JSON may lengthen
_TIMEOUT_SECONDS = 15


class Vendor(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int = 0, certificate: Path | None = None) -> None:
        """`certificate` is a PEM file with the key in it; plain HTTP without one."""
        self.incidents = Incidents()
        self.chats = Chats()
        self._scheme = "https" if certificate else "http"
        super().__init__((HOST, port), _Handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The handshake is left to the request's own thread: who stalls in it holds up nobody else.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def url(self) -> str:
        return f"{self._scheme}://{HOST}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Vendor
    timeout = _TIMEOUT_SECONDS

    def do_GET(self) -> None:
        match urlsplit(self.path).path:
            case "/incidents":
                self._answer(HTTPStatus.OK, self.server.incidents.report())
            case "/messages":
                self._answer(HTTPStatus.OK, {"messages": self.server.chats.report()})
            case _:
                self._answer(HTTPStatus.NOT_FOUND, {"error": "only /incidents and /messages can be read here"})

    def do_POST(self) -> None:
        body = self._read_body()
        if body is None:
            return
        address = urlsplit(self.path)
        if address.path == "/incidents/forget":
            self.server.incidents.forget()
            self.server.chats.forget()
            self._answer(HTTPStatus.OK, {})
        elif refusal := _asked_refusal(address.query):
            self._answer(refusal, {"error": "this endpoint was asked to refuse"})
        else:
            self._receive(address.path, address.query, body)

    def _read_body(self) -> bytes | None:
        """None when it was refused."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            self._answer(HTTPStatus.LENGTH_REQUIRED, {"error": "a Content-Length is needed"})
            return None
        if int(length) > MAX_BODY_BYTES:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": f"at most {MAX_BODY_BYTES} bytes"})
            return None
        return self.rfile.read(int(length))

    def _receive(self, path: str, query: str, body: bytes) -> None:
        message = _read_object(body)
        match message.get("Type"):
            case "SubscriptionConfirmation":
                if parse_qs(query).get("confirm") != ["never"]:
                    _confirm(str(message.get("SubscribeURL")))
            case "Notification":
                alarm = _read_object(str(message.get("Message")).encode())
                self.server.incidents.receive(path, str(message.get("MessageId")), alarm)
            case _ if self.server.chats.receive(path, message):
                pass
            case _:
                self._answer(HTTPStatus.BAD_REQUEST, {"error": "not a message from SNS; is raw delivery on?"})
                return
        self._answer(HTTPStatus.OK, {})

    def _answer(self, status: HTTPStatus, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 (http.server's name)
        """Request lines hold the integration's key; they are not logged."""


def _asked_refusal(query: str) -> HTTPStatus | None:
    try:
        return HTTPStatus(int(parse_qs(query)["answer"][0]))
    except (KeyError, ValueError):
        return None


def _read_object(text: bytes) -> dict[str, Any]:
    """Empty for anything but a JSON object."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _confirm(subscribe_url: str) -> None:
    try:
        answer = request("GET", subscribe_url, timeout=_TIMEOUT_SECONDS)
    except (OSError, http.client.HTTPException, ValueError) as error:
        log.warning("subscription not confirmed: %s", error)
        return
    if not answer.succeeded:
        log.warning("subscription not confirmed: the visit was answered with %s", answer.status)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox.vendor", description="An incident vendor on the loopback.")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--port-file", type=Path, help="write the port here once it is bound")
    parser.add_argument("--certificate", type=Path, help="PEM file with certificate and key, to answer HTTPS")
    parser.add_argument("--session", help="ignored: marks the process for whoever started it")
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    with Vendor(arguments.port, arguments.certificate) as vendor:
        if arguments.port_file is not None:
            announce(arguments.port_file, vendor.server_port)
        try:
            vendor.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
