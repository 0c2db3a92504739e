"""Reads from an HTTP request which API call it is, and writes an AWS error in the protocol the caller speaks.

Both lean on moto's own models of the services; neither answers a call.
"""

import io
from typing import Any
from urllib.parse import parse_qs

from moto.core.model import OperationModel
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from moto.iam.models import get_account_id_from

from sandbox.failures import Call

Environ = dict[str, Any]

_SERVICE_OF_SIGNING_NAME = {"monitoring": "cloudwatch", "email": "ses", "access-analyzer": "accessanalyzer"}
_FORM = "application/x-www-form-urlencoded"
_MAX_FORM_BYTES = 1024 * 1024

# What a service calls the same refusal; all others use the words of their protocol.
_CODES = {
    ("sns", "AccessDenied"): "AuthorizationError",
    ("sns", "Throttling"): "Throttled",
    ("ec2", "AccessDenied"): "UnauthorizedOperation",
    ("ec2", "Throttling"): "RequestLimitExceeded",
    ("s3", "Throttling"): "SlowDown",
}


class _AwsError(Exception):
    """What moto writes as an error of the service; its own exceptions belong to one service each."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def identify(environ: Environ) -> Call | None:
    """None for a request that is not a signed API call of a known service."""
    try:
        scope = environ["HTTP_AUTHORIZATION"].split("Credential=", 1)[1].split(",", 1)[0].split("/")
        key, _, region, signing_name, _ = scope
        service = _SERVICE_OF_SIGNING_NAME.get(signing_name, signing_name)
        return Call(service, _operation(environ, service), get_account_id_from(key), region)
    except (KeyError, IndexError, ValueError):
        return None


def error(
    environ: Environ, call: Call, code: str, message: str, status: int
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body of an AWS error."""
    model = get_service_model(call.service)
    protocol = determine_request_protocol(model, environ.get("CONTENT_TYPE", ""))
    serializer = get_serializer_class(model.service_name, protocol)(operation_model=OperationModel({}, model))
    answer = serializer.serialize(_AwsError(code, message))
    headers = {**answer["headers"], "x-amzn-RequestId": "00000000-0000-0000-0000-000000000000"}
    body = answer["body"]
    return status, list(headers.items()), body if isinstance(body, bytes) else body.encode()


def refusal(call: Call, kind: str) -> tuple[str, str, int]:
    """Code, message and HTTP status for AccessDenied, Throttling or a code of the caller's choice.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and each service's "Common Errors"
    """
    protocol = str(get_service_model(call.service).protocol)
    json = "json" in protocol
    if kind == "AccessDenied":
        code = _CODES.get((call.service, kind), "AccessDeniedException" if json else kind)
        action = f"{call.service}:{call.operation}"
        return code, f"User: {_caller(call)} is not authorized to perform: {action}", 400 if json else 403
    if kind == "Throttling":
        code = _CODES.get((call.service, kind), "ThrottlingException" if json else kind)
        return code, "Rate exceeded", 503 if call.service in ("s3", "ec2") else 400
    return kind, "This call was made to fail.", 400


def _caller(call: Call) -> str:
    return f"arn:aws:sts::{call.account}:assumed-role/sandbox/caller"


def _operation(environ: Environ, service: str) -> str:
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rsplit(".", 1)[-1]
    fields = parse_qs(environ.get("QUERY_STRING", "")) | parse_qs(_form(environ))
    if "Action" in fields:
        return str(fields["Action"][0])
    try:
        operation, _ = get_service_router(service).match(Request(environ))
    except Exception:  # noqa: BLE001 (routing is moto's; a request it cannot place is simply not a known call)
        return ""
    return str(operation.name)


def _form(environ: Environ) -> str:
    """The body of a form, left readable for whoever comes next."""
    if not environ.get("CONTENT_TYPE", "").startswith(_FORM):
        return ""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if not 0 < length <= _MAX_FORM_BYTES:
        return ""
    body: bytes = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return body.decode("utf-8", "replace")
