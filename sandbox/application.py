"""The WSGI application: the control addresses under /sandbox/, calls made to fail, and moto behind them.

Control addresses take and give JSON (`sandbox.control` calls them):

    GET  /sandbox/health               {"status": "ready"}
    POST /sandbox/fail-calls           a `sandbox.failures.Failure`, every key optional
    POST /sandbox/clear-failures       {}
    POST /sandbox/trail-status         {"trail_arn": ..., "fields": {"LatestDeliveryError": "AccessDenied", ...}}
    POST /sandbox/confirmation-token   {"subscription_arn": ...}; answers {"token": ...}
    POST /sandbox/authorize-chat       {"account": ..., "client": "slack" or "teams", "workspace": ...}
    POST /sandbox/chat-messages        {}; answers {"messages": [...]}, each a `sandbox.chats.Message`
    POST /sandbox/reset                {}: as if just started

A mistake is answered with status 400 and {"error": ...}.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from moto.moto_api._internal import moto_api_backends

from sandbox import calls, signature
from sandbox.chatbot.configurations import heard, of_account
from sandbox.corrections import subscription_confirmation, trail_status
from sandbox.deliveries import deliveries
from sandbox.failures import Call, Failure, Failures
from sandbox.functions import allowed

log = logging.getLogger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]

_PREFIX = "/sandbox/"
_MAX_CONTROL_BYTES = 64 * 1024
_UNSIGNED_SNS_ACTIONS = {"ConfirmSubscription": "TopicArn", "Unsubscribe": "SubscriptionArn"}


class Application:
    def __init__(self, aws: Wsgi) -> None:
        self._aws = aws
        self._failures = Failures()
        self._controls: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "fail-calls": self._fail_calls,
            "clear-failures": self._clear_failures,
            "trail-status": self._trail_status,
            "confirmation-token": self._confirmation_token,
            "authorize-chat": self._authorize_chat,
            "chat-messages": self._chat_messages,
            "reset": self._reset,
        }

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(_PREFIX):
            return self._control(path.removeprefix(_PREFIX), environ, start_response)
        if path.startswith(signature.CERTIFICATE_PATH_PREFIX):
            return _answer(start_response, 200, "application/x-pem-file", signature.signer().certificate)
        _sign_visit(environ)
        if self._failures:
            call = calls.identify(environ)
            if call and (failure := self._failures.take(call)):
                return self._fail(failure, call, environ, start_response)
        if call := allowed.refused(environ):
            return _refuse(environ, start_response, call, calls.refusal(call, "AccessDenied"))
        return self._call_aws(environ, start_response)

    def _fail(self, failure: Failure, call: Call, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if failure.error == "Hang":
            self._failures.hang(failure.seconds)
            return self._call_aws(environ, start_response)
        return _refuse(environ, start_response, call, calls.refusal(call, failure.error))

    def _call_aws(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._aws(environ, start_response)
        except NotImplementedError as error:
            call = calls.identify(environ)
            if call is None:
                raise
            log.warning("%s", error)
            message = f"The sandbox cannot answer {call.service} {call.operation}: moto does not implement it."
            return _refuse(environ, start_response, call, ("NotImplemented", message, 501))

    def _control(self, name: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if name == "health" and method == "GET":
            return _answer_json(start_response, 200, {"status": "ready"})
        if name not in self._controls or method != "POST":
            return _answer_json(start_response, 404, {"error": f"there is no {method} {_PREFIX}{name}"})
        try:
            return _answer_json(start_response, 200, self._controls[name](_read_json(environ)))
        except KeyError as error:
            return _answer_json(start_response, 400, {"error": f"{error} is missing or does not exist"})
        except (TypeError, ValueError) as error:
            return _answer_json(start_response, 400, {"error": str(error)})

    def _fail_calls(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._failures.add(Failure.read(asked))
        return {}

    def _clear_failures(self, _: dict[str, Any]) -> dict[str, Any]:
        self._failures.clear()
        return {}

    def _trail_status(self, asked: dict[str, Any]) -> dict[str, Any]:
        trail_status.set_fields(asked["trail_arn"], asked["fields"])
        return {}

    def _confirmation_token(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"token": subscription_confirmation.token(asked["subscription_arn"])}

    def _authorize_chat(self, asked: dict[str, Any]) -> dict[str, Any]:
        of_account(asked["account"]).authorize(asked["client"], asked["workspace"])
        return {}

    def _chat_messages(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"messages": [asdict(message) for message in heard()]}

    def _reset(self, _: dict[str, Any]) -> dict[str, Any]:
        self._failures.clear()
        deliveries.forget()
        moto_api_backends["global"].reset()
        return {}


def _sign_visit(environ: Environ) -> None:
    """A receiver visits SubscribeURL unsigned, and moto would take that for a request to S3."""
    if environ.get("HTTP_AUTHORIZATION") or "Action=" not in environ.get("QUERY_STRING", ""):
        return
    query = parse_qs(environ["QUERY_STRING"])
    arn = query.get(_UNSIGNED_SNS_ACTIONS.get(query.get("Action", [""])[0], ""), [""])[0].split(":")
    if len(arn) >= 6:  # noqa: PLR2004 (the parts of an ARN)
        scope = f"{subscription_confirmation.UNSIGNED}/20000101/{arn[3]}/sns/aws4_request"
        environ["HTTP_AUTHORIZATION"] = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = arn[4]


def _refuse(
    environ: Environ, start_response: StartResponse, call: Call, refusal: tuple[str, str, int]
) -> Iterable[bytes]:
    status, headers, body = calls.error(environ, call, *refusal)
    start_response(_status_line(status), headers)
    return [body]


def _read_json(environ: Environ) -> dict[str, Any]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > _MAX_CONTROL_BYTES:
        raise ValueError(f"the request is larger than {_MAX_CONTROL_BYTES} bytes")
    read = json.loads(environ["wsgi.input"].read(length) or b"{}")
    if not isinstance(read, dict):
        raise TypeError("a JSON object is expected")
    return read


def _answer_json(start_response: StartResponse, status: int, answer: dict[str, Any]) -> Iterable[bytes]:
    return _answer(start_response, status, "application/json", json.dumps(answer).encode())


def _answer(start_response: StartResponse, status: int, content_type: str, body: bytes) -> Iterable[bytes]:
    start_response(_status_line(status), [("Content-Type", content_type), ("Content-Length", str(len(body)))])
    return [body]


def _status_line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
