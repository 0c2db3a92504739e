"""Two servers for the whole run: moto as it is, and moto corrected; a receiver that remembers what it was sent."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sandbox import certificate, control
from sandbox.loopback import request
from tests.sandbox.local import Aws, Receiver, wait_until

SOURCES = Path(__file__).resolve().parents[2]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses one of the servers needs moto."""
    for item in items:
        if {"plain", "corrected", "session_folder"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.moto)


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for this machine, and its key; both servers trust it, and no other."""
    folder = tmp_path_factory.mktemp("tls")
    certificate.make(folder)
    return folder


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory, tls: Path) -> Iterator[dict[str, Aws]]:
    folder = tmp_path_factory.mktemp("servers")
    command = [sys.executable, "-m", "sandbox.server", "--port-file"]
    asked = {"corrected": [str(folder / "corrected")], "plain": [str(folder / "plain"), "--plain"]}
    log = (folder / "log").open("w")
    # No test needs containers, also where there are any.
    settings = {"SSL_CERT_FILE": str(tls / certificate.NAME), "DOCKER_HOST": "tcp://127.0.0.1:9"}
    started = {
        name: subprocess.Popen([*command, *arguments], cwd=SOURCES, stdout=log, stderr=log, env=os.environ | settings)
        for name, arguments in asked.items()
    }
    try:
        for name in started:
            assert wait_until((folder / name).exists, 60), (folder / "log").read_text()
        running = {name: Aws(f"http://127.0.0.1:{int((folder / name).read_text())}") for name in started}
        yield running
        for aws in running.values():
            for client in aws.clients.values():
                client.close()
    finally:
        for process in started.values():
            process.terminate()
            process.wait(10)
        log.close()


@pytest.fixture
def plain(servers: dict[str, Aws]) -> Aws:
    """moto without corrections, empty."""
    request("POST", servers["plain"].url + "/moto-api/reset")
    servers["plain"].forget_accounts()
    return servers["plain"]


@pytest.fixture
def corrected(servers: dict[str, Aws]) -> Aws:
    """moto with corrections, empty."""
    control.reset(servers["corrected"].url)
    servers["corrected"].forget_accounts()
    return servers["corrected"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    remembered = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            remembered.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(remembered.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        remembered.url = f"http://127.0.0.1:{server.server_port}/receiver"
        yield remembered
        server.shutdown()
        thread.join()
