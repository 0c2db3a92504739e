"""Invoke runs the forwarder's code, in a process; moto runs any code, in a container, which few machines can.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
A function with other code is refused. DryRun tells whether it would be run.
"""

import base64
import json
import uuid
from typing import Any

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaFunction

from sandbox.functions import asynchronous, code, invocation, log

_LONGEST_TAIL = 4096


def apply() -> None:
    def invoke(self: Any, body: Any, request_headers: Any, response_headers: Any) -> bytes:
        event, request_id = _event(body), str(uuid.uuid4())
        _require(self)
        match request_headers.get("X-Amz-Invocation-Type", "RequestResponse"):
            case "Event":
                asynchronous.submit(asynchronous.Invocation(function=self, event=event, request_id=request_id))
                return b""
            case "DryRun":
                return b""
        if self.reserved_concurrency == 0:
            raise _error(429, "TooManyRequestsException", "Rate Exceeded.")
        outcome = invocation.invoke(self, event, request_id)
        response_headers["x-amz-executed-version"] = "$LATEST"
        if outcome.failed:
            response_headers["x-amz-function-error"] = "Unhandled"
        tail = "\n".join(log.lines(self, request_id, outcome)).encode()[-_LONGEST_TAIL:]
        response_headers["x-amz-log-result"] = base64.b64encode(tail).decode()
        return outcome.payload.encode()

    LambdaFunction.invoke = invoke


def _event(body: Any) -> str:
    text = body.decode(errors="replace") if isinstance(body, bytes) else str(body or "{}")
    try:
        json.loads(text)
    except ValueError:
        raise _error(400, "InvalidRequestContentException", "Could not parse request body into json") from None
    return text


def _require(function: Any) -> None:
    try:
        code.require(function)
    except code.RefusedError as error:
        raise _error(501, "NotImplemented", f"The sandbox runs forwarders alone: {error}.") from None


def _error(status: int, kind: str, message: str) -> Exception:
    error: Any = LambdaClientError(kind, message)
    error.code = status
    raised: Exception = error
    return raised
