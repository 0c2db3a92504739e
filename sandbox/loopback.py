"""HTTP to this machine and no further: proxies are not used, redirects not followed, other hosts refused."""

import http.client
import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

HOST = "127.0.0.1"
MAX_ANSWER_BYTES = 4 * 1024 * 1024


class NotLoopbackError(OSError):
    """The address is not on this machine. Names scheme and host only: a path may hold a vendor's key."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes

    @property
    def succeeded(self) -> bool:
        return self.status // 100 == 2  # noqa: PLR2004 (2xx)


def is_loopback(url: str) -> bool:
    """Whether an http(s) address names this machine: `localhost` or a literal loopback address."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return False
        return parts.hostname == "localhost" or ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def origin(url: str) -> str:
    """Scheme and host of an address, without what may be secret in it: user, path and query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that cannot be read"
    return f"{parts.scheme}://{parts.hostname}" if parts.hostname else "an address without a host"


def request(
    method: str,
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = 15.0,
    *,
    certificate: Path | None = None,
) -> Answer:
    """Send one request. OSError or http.client.HTTPException when there is no answer within `timeout` seconds.

    An HTTPS server is verified with `certificate` alone where one is given, else as this process verifies others.
    """
    if not is_loopback(url):
        raise NotLoopbackError(f"{origin(url)} is not on this machine")
    parts = urlsplit(url)
    connection = _connection(parts, timeout, certificate)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, response.read(MAX_ANSWER_BYTES))
    finally:
        connection.close()


def _connection(parts: SplitResult, timeout: float, certificate: Path | None) -> http.client.HTTPConnection:
    host = parts.hostname or HOST
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=certificate)
        return http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=timeout)
