"""What AWS Lambda calls with each message of SNS. Where it raises, Lambda tries twice more, then keeps a dead letter.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html

Environment: CHANNEL is slack, teams or syslog; ENDPOINT where the webhook is found, as ssm:/path or
secretsmanager:NAME; for syslog SYSLOG_HOST, SYSLOG_PORT and, where the server's authority is one's own, SYSLOG_CA.
"""

from __future__ import annotations

import json
import os
import ssl
import sys
from collections.abc import Callable, Mapping
from typing import Any

from forwarder import slack, stored, syslog, teams
from forwarder.delivery import persist, post
from forwarder.notice import Notice, notice_of

_PAYLOADS: Mapping[str, Callable[[Notice], dict[str, Any]]] = {"slack": slack.payload, "teams": teams.payload}


def handle(event: dict[str, Any], context: Any) -> None:
    """Forward every message of the event; raises DeliveryError where one was not taken."""
    for record in event["Records"]:
        message = record["Sns"]
        notice = notice_of(message)
        persist(lambda timeout, notice=notice: _send(notice, os.environ, timeout), _seconds_left(context))  # type: ignore[misc]
        _log(message, notice)


def _seconds_left(context: Any) -> Callable[[], float]:
    return lambda: float(context.get_remaining_time_in_millis()) / 1000


def _send(notice: Notice, environment: Mapping[str, str], timeout: float) -> None:
    channel = environment["CHANNEL"]
    if channel == "syslog":
        host, port = environment["SYSLOG_HOST"], int(environment["SYSLOG_PORT"])
        syslog.send(syslog.message(notice), host, port, _trust(environment, timeout), timeout)
    else:
        post(stored.read(environment["ENDPOINT"], environment, timeout), _PAYLOADS[channel](notice), timeout)


def _trust(environment: Mapping[str, str], timeout: float) -> ssl.SSLContext:
    """The authorities that the server's certificate may be of: one's own alone, or those that everybody trusts."""
    reference = environment.get("SYSLOG_CA")
    return ssl.create_default_context(cadata=stored.read(reference, environment, timeout) if reference else None)


def _log(message: Mapping[str, Any], notice: Notice) -> None:
    """That it was delivered, and which message it was; not what it said."""
    told = {"delivered": message.get("MessageId"), "alarm": notice.alarm, "state": notice.state}
    sys.stdout.write(json.dumps(told) + "\n")
