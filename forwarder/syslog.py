"""A notice as a syslog message, and its way to a server: RFC 5424 in the frames of RFC 5425, over TLS.

A syslog server never answers: a message counts as taken when the server has closed the connection in order.
https://www.rfc-editor.org/rfc/rfc5424 and https://www.rfc-editor.org/rfc/rfc5425
"""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import suppress

from forwarder.delivery import failure
from forwarder.notice import Notice, words

LOG_AUDIT = 13
"""The facility, RFC 5424 section 6.2.1."""

STRUCTURED_DATA_ID = "trailbell@32473"
"""32473 is the number that RFC 5612 sets aside for those who have none of their own."""

LONGEST = 8192
"""Octets that a server should take, RFC 5425 section 4.3.1; where a message has more, its text is cut."""

_SEVERITIES = {"critical": 2, "high": 3, "medium": 4, "low": 5}
_NOTICE, _INFORMATIONAL = 5, 6
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?\d*(Z|[+-]\d\d:?\d\d)")
_BYTE_ORDER_MARK = "\ufeff"


def message(notice: Notice) -> bytes:
    """SYSLOG-MSG = HEADER SP STRUCTURED-DATA [SP MSG]"""
    header = (
        f"<{LOG_AUDIT * 8 + _severity(notice)}>1 {_timestamp(notice.time)} {_name(notice.account_id, 255)} trailbell - "
        f"{_name(notice.state, 32)}"
    )
    before = f"{header} {_structured_data(notice)} {_BYTE_ORDER_MARK}".encode()
    text = _text(notice).encode()[: max(0, LONGEST - len(before))]
    return before + text.decode(errors="ignore").encode()  # not half a character


def frame(content: bytes) -> bytes:
    """SYSLOG-FRAME = MSG-LEN SP SYSLOG-MSG"""
    return b"%d %b" % (len(content), content)


def send(content: bytes, host: str, port: int, context: ssl.SSLContext, timeout: float) -> None:
    """Send one message in its frame; raises TemporaryError where the server did not take it, or DeliveryError."""
    try:
        with (
            socket.create_connection((host, port), timeout) as connection,
            context.wrap_socket(connection, server_hostname=host) as secured,
        ):
            secured.sendall(frame(content))
            _close(secured)
    except OSError as error:
        raise failure(f"{host}:{port}", error) from None


def _close(secured: ssl.SSLSocket) -> None:
    """Say that this was all and wait till the server says so, too: without that it may never have read it.

    A server that just hangs up, as many do, has read all that came before.
    """
    with suppress(ssl.SSLEOFError, ssl.SSLZeroReturnError):
        secured.unwrap()


def _severity(notice: Notice) -> int:
    if notice.state == "OK":
        return _INFORMATIONAL
    return _SEVERITIES.get(notice.severity, _NOTICE)


def _timestamp(time: str) -> str:
    """TIMESTAMP = NILVALUE / FULL-DATE "T" FULL-TIME; CloudWatch writes the offset without a colon."""
    match = _TIME.fullmatch(time)
    if match is None:
        return "-"
    offset = match[3] if match[3] == "Z" or ":" in match[3] else f"{match[3][:3]}:{match[3][3:]}"
    return f"{match[1]}{match[2] or ''}{offset}"


def _name(text: str, longest: int) -> str:
    """A field of the header: printable ASCII without blanks, or NILVALUE."""
    return re.sub(r"[^!-~]", "", text)[:longest] or "-"


def _structured_data(notice: Notice) -> str:
    """SD-ELEMENT = "[" SD-ID *(SP SD-PARAM) "]" """
    fields = {
        "alarm": notice.alarm,
        "state": notice.state,
        "severity": notice.severity,
        "title": notice.title,
        "account": notice.account_id,
        "region": notice.region,
        "events": notice.events,
    }
    parameters = "".join(f' {name}="{_value(text)}"' for name, text in fields.items() if text)
    return f"[{STRUCTURED_DATA_ID}{parameters}]"


def _value(text: str) -> str:
    return re.sub(r'(["\\\]])', r"\\\1", _printable(text))


def _text(notice: Notice) -> str:
    labelled = (("First", notice.first_step), ("Controls", notice.controls))
    first, controls = (f"{label}: {text}" if text else "" for label, text in labelled)
    where = f"{notice.where}." if notice.where else ""
    parts = (f"{words(notice)}.", where, first, notice.next_steps, notice.reason, notice.details, controls)
    return _printable(" ".join(filter(None, parts)))


def _printable(text: str) -> str:
    """On one line, without control characters: a message must not look like two."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())
