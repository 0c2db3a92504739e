"""Read what is kept for the forwarder: a parameter of Systems Manager or a secret of Secrets Manager.

What was read is returned and nothing else: no error repeats an answer. Addresses of a local AWS may be http.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from forwarder.delivery import DeliveryError, TemporaryError
from forwarder.signature import Signer

_CONTENT_TYPE = "application/x-amz-json-1.1"
_SERVER_ERROR = 500
_OK = 200
_THROTTLED = frozenset({"ThrottlingException", "TooManyUpdates", "LimitExceededException"})


def read(reference: str, environment: Mapping[str, str], timeout: float) -> str:
    """What `ssm:/path` or `secretsmanager:NAME` refers to; raises DeliveryError or TemporaryError without it."""
    service, _, name = reference.partition(":")
    if service == "ssm":
        answer = _call("ssm", "AmazonSSM.GetParameter", {"Name": name, "WithDecryption": True}, environment, timeout)
        found = answer.get("Parameter", {}).get("Value")
    else:
        answer = _call("secretsmanager", "secretsmanager.GetSecretValue", {"SecretId": name}, environment, timeout)
        found = answer.get("SecretString")
    if not isinstance(found, str) or not found:
        raise DeliveryError(f"{reference} holds no text")
    return found


def _call(
    service: str, target: str, parameters: dict[str, Any], environment: Mapping[str, str], timeout: float
) -> dict[str, Any]:
    url = urlsplit(_endpoint(service, environment))
    body = json.dumps(parameters).encode()
    headers = {"host": url.netloc, "content-type": _CONTENT_TYPE, "x-amz-target": target}
    headers = _signer(service, environment).signed(headers, body, datetime.now(UTC))
    connection = _connection(url.scheme, url.netloc, timeout)
    try:
        connection.request("POST", "/", body, headers)
        with connection.getresponse() as response:
            status, content = response.status, response.read()
    except (OSError, http.client.HTTPException) as error:
        raise TemporaryError(f"{target} was not answered ({type(error).__name__})") from None
    finally:
        connection.close()
    return _answer(target, status, content)


def _signer(service: str, environment: Mapping[str, str]) -> Signer:
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime"""
    return Signer(
        service,
        environment["AWS_REGION"],
        environment["AWS_ACCESS_KEY_ID"],
        environment["AWS_SECRET_ACCESS_KEY"],
        environment.get("AWS_SESSION_TOKEN", ""),
    )


def _endpoint(service: str, environment: Mapping[str, str]) -> str:
    """https://docs.aws.amazon.com/general/latest/gr/rande.html; the variables are those of AWS's own SDKs."""
    region = environment["AWS_REGION"]
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    own = "SSM" if service == "ssm" else "SECRETS_MANAGER"
    given = environment.get(f"AWS_ENDPOINT_URL_{own}") or environment.get("AWS_ENDPOINT_URL")
    return given or f"https://{service}.{region}.{suffix}"


def _connection(scheme: str, host: str, timeout: float) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, timeout=timeout)
    return http.client.HTTPSConnection(host, timeout=timeout, context=ssl.create_default_context())


def _answer(target: str, status: int, content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if status == _OK and isinstance(answer, dict):
        return answer
    kind = str(answer.get("__type", "")).rpartition("#")[2] if isinstance(answer, dict) else ""
    told = f"{target} answered {status} {kind}".rstrip()
    if status >= _SERVER_ERROR or kind in _THROTTLED:
        raise TemporaryError(told)
    raise DeliveryError(f"{told}: is it there, and may the forwarder's role read it?")
