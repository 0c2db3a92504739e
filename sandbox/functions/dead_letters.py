"""Keeps an event that a function could not handle: in its dead-letter queue, and at its on-failure destination.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
The queue gets the event as it was, the destination a record of the invocation. Only queues are served, and only where
the function's role may send to them; else the event is lost, as on AWS.
"""

from __future__ import annotations

import datetime
import json
import logging
from typing import TYPE_CHECKING, Any

from moto.sqs.models import sqs_backends
from moto.utilities.arns import parse_arn

from sandbox.functions import metrics, role
from sandbox.functions.process import Outcome

if TYPE_CHECKING:
    from sandbox.functions.asynchronous import Invocation

log = logging.getLogger(__name__)

NO_CONCURRENCY = Outcome(
    payload=json.dumps({"errorType": "TooManyRequestsException", "errorMessage": "Rate Exceeded."}),
    failed=True,
    printed="",
    seconds=0.0,
)

_LONGEST_MESSAGE = 1024


def leave(invocation: Invocation, outcome: Outcome, attempts: int) -> None:
    """Give an event up, after so many attempts."""
    letters = (invocation.function.dead_letter_config or {}).get("TargetArn")
    if letters and not _sent(invocation, letters, invocation.event, _attributes(invocation, outcome, attempts)):
        metrics.count(invocation.function, "DeadLetterErrors")
    destinations = invocation.settings.get("DestinationConfig", {})
    destination = destinations.get("OnFailure", {}).get("Destination")
    if destination and not _sent(invocation, destination, json.dumps(_record(invocation, outcome, attempts)), {}):
        metrics.count(invocation.function, "DestinationDeliveryFailures")
    if not letters and not destination:
        log.warning("%s: an event is lost, for there is no dead-letter queue", invocation.function.function_name)


def _sent(invocation: Invocation, target: str, body: str, attributes: dict[str, Any]) -> bool:
    queue, problem = parse_arn(target), ""
    if queue.service != "sqs":
        problem = "only queues are served here"
    elif not role.allows(invocation.function, "sqs:SendMessage", target):
        problem = "its role may not send to the queue"
    elif queue.resource_id not in sqs_backends[queue.account][queue.region].queues:
        problem = "the queue does not exist"
    else:
        backend = sqs_backends[queue.account][queue.region]
        backend.send_message(queue.resource_id, body, message_attributes=attributes)
    if problem:
        log.warning("%s: an event is lost, for %s", invocation.function.function_name, problem)
    return not problem


def _status(attempts: int) -> int:
    """Lambda's answer to the last attempt; where there was none, the function was throttled."""
    return 200 if attempts else 429


def _attributes(invocation: Invocation, outcome: Outcome, attempts: int) -> dict[str, Any]:
    message = json.loads(outcome.payload)["errorMessage"]
    return {
        "RequestID": {"DataType": "String", "StringValue": invocation.request_id},
        "ErrorCode": {"DataType": "Number", "StringValue": str(_status(attempts))},
        "ErrorMessage": {"DataType": "String", "StringValue": message[:_LONGEST_MESSAGE]},
    }


def _record(invocation: Invocation, outcome: Outcome, attempts: int) -> dict[str, Any]:
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    failed = {"functionError": "Unhandled"} if attempts else {}
    return {
        "version": "1.0",
        "timestamp": now,
        "requestContext": {
            "requestId": invocation.request_id,
            "functionArn": f"{invocation.function.function_arn}:$LATEST",
            "condition": "RetriesExhausted" if attempts else "ZeroReservedConcurrency",
            "approximateInvokeCount": attempts,
        },
        "requestPayload": json.loads(invocation.event),
        "responseContext": {"statusCode": _status(attempts), "executedVersion": "$LATEST", **failed},
        "responsePayload": json.loads(outcome.payload),
    }
