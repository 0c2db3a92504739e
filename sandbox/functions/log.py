"""Writes what an invocation printed to the function's log group, as far as that exists and the role allows it.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
Lambda would make a log group that is not there, if the role lets it; the forwarder's does not.
"""

from __future__ import annotations

import datetime
import json
import logging
from typing import TYPE_CHECKING, Any

from moto.core.utils import unix_time_millis
from moto.logs.exceptions import ResourceNotFoundException

from sandbox.functions import role

if TYPE_CHECKING:
    from sandbox.functions.process import Outcome

log = logging.getLogger(__name__)

_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")


def stream_name(request_id: str) -> str:
    """A stream for each event: here no invocation finds a process that another has left; a retry has the same id."""
    return f"{datetime.datetime.now(datetime.UTC):%Y/%m/%d}/[$LATEST]{request_id.replace('-', '')}"


def write(function: Any, request_id: str, outcome: Outcome) -> None:
    """START, what was printed, the error, END and REPORT."""
    stream = stream_name(request_id)
    arn = function.function_arn.replace(":lambda:", ":logs:", 1).partition(":function:")[0]
    arn += f":log-group:{function.logs_group_name}:log-stream:{stream}"
    if not all(role.allows(function, action, arn) for action in _ACTIONS):
        log.warning("%s: its role may not write its log", function.function_name)
        return
    now = int(unix_time_millis())
    events = [{"timestamp": now, "message": line} for line in lines(function, request_id, outcome)]
    try:
        function.logs_backend.ensure_log_stream(function.logs_group_name, stream)
        function.logs_backend.put_log_events(function.logs_group_name, stream, events)
    except ResourceNotFoundException:
        log.warning("%s: its log group is not there", function.function_name)


def lines(function: Any, request_id: str, outcome: Outcome) -> list[str]:
    """What stands in the log, line by line."""
    error = json.loads(outcome.payload) if outcome.failed else {}
    told = [f"[ERROR] {error['errorType']}: {error['errorMessage']}", *error.get("stackTrace", ())] if error else []
    duration = f"Duration: {outcome.seconds * 1000:.2f} ms\tMemory Size: {function.memory_size} MB"
    return [
        f"START RequestId: {request_id} Version: $LATEST",
        *(line for line in outcome.printed.splitlines() if line),
        *(line.rstrip() for line in told),
        f"END RequestId: {request_id}",
        f"REPORT RequestId: {request_id}\t{duration}",
    ]
