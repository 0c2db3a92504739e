"""Try to deliver until it works, it never will, or time runs out; and the request that delivers to a webhook.

No redirect is followed and no proxy is used: a webhook's address is a key, which goes to its own host alone.
"""

from __future__ import annotations

import http.client
import json
import random
import ssl
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0
LONGEST_TRY = 10.0
"""Seconds."""
MARGIN = 2.0
"""Seconds that are left for the function to end in an orderly way."""

_TOO_MANY = 429
_SERVER_ERROR = 500
_SUCCESS = range(200, 300)


class DeliveryError(Exception):
    """It was not delivered. The message names a host and what it answered; never an address."""


class TemporaryError(DeliveryError):
    """It may be delivered later; `pause` are the seconds that the other side asks for, if it does."""

    def __init__(self, message: str, pause: float | None = None) -> None:
        super().__init__(message)
        self.pause = pause


def persist(
    send: Callable[[float], None], seconds_left: Callable[[], float], sleep: Callable[[float], None] = time.sleep
) -> None:
    """Call `send` with a timeout until it does not raise TemporaryError; raises the last one when time runs out."""
    pause = FIRST_PAUSE
    while True:
        try:
            return send(max(1.0, min(LONGEST_TRY, seconds_left() - MARGIN)))
        except TemporaryError as error:
            wait = error.pause if error.pause is not None else pause * random.uniform(0.5, 1)  # noqa: S311 -- jitter
            if seconds_left() - MARGIN < wait:
                raise
        sleep(wait)
        pause = min(2 * pause, LONGEST_PAUSE)


def post(url: str, payload: dict[str, Any], timeout: float, context: ssl.SSLContext | None = None) -> None:
    """Send this as JSON to a webhook; raises TemporaryError for 429, 5xx and no answer, else DeliveryError."""
    parts = _address(url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    connection = http.client.HTTPSConnection(
        parts.hostname or "", parts.port, timeout=timeout, context=context or ssl.create_default_context()
    )
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "trailbell-forwarder"}
    try:
        connection.request("POST", target, json.dumps(payload).encode(), headers)
        with connection.getresponse() as answer:
            status, asked = answer.status, answer.getheader("Retry-After")
    except (OSError, http.client.HTTPException) as error:
        raise failure(str(parts.hostname), error) from None
    finally:
        connection.close()
    if status == _TOO_MANY or status >= _SERVER_ERROR:
        raise TemporaryError(f"{parts.hostname} answered {status}", _seconds(asked))
    if status not in _SUCCESS:
        raise DeliveryError(f"{parts.hostname} answered {status}: is the webhook still there?")


def failure(whom: str, error: Exception) -> DeliveryError:
    """Why a connection came to nothing, without what was sent; a certificate is not trusted a moment later either."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeliveryError(f"{whom} was not sent the message: its certificate is not trusted: {error.verify_message}")
    return TemporaryError(f"{whom} did not take the message ({type(error).__name__})")


def _address(url: str) -> Any:
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.strip().isascii() or any(character.isspace() for character in url.strip()):
        raise DeliveryError("the webhook is not an address that starts with https://")
    return parts


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds; the form with a date is rare, and not worth a clock that may be wrong."""
    return float(retry_after) if retry_after and retry_after.isdecimal() else None
