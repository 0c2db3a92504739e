"""Whether a function's role allows a call that the function makes; moto allows everything to everybody.

Judged are the role's policies and its boundary, and for what is encrypted with a key of the account its use, too. Keys
that AWS manages may be used by everybody who may read: their own policies say so. Only functions are judged.
https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from moto.kms.models import kms_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssm.models import ssm_backends

from pipeline.permission import Request
from sandbox import calls
from sandbox.failures import Call
from sandbox.functions import role

_MANAGED = "alias/aws/"
_LONGEST_BODY = 1024 * 1024


def refused(environ: dict[str, Any]) -> Call | None:
    """The call that this HTTP request is, where a function makes it that may not."""
    function = role.holder(_access_key(environ))
    call = calls.identify(environ) if function else None
    if function is None or call is None:
        return None
    needed = _NEEDED.get((call.service, call.operation), _anything)(function, call, _body(environ))
    return None if all(role.may_do(function, request) for request in needed) else call


def _access_key(environ: dict[str, Any]) -> str:
    return str(environ.get("HTTP_AUTHORIZATION", "")).partition("Credential=")[2].partition("/")[0]


def _body(environ: dict[str, Any]) -> dict[str, Any]:
    """The request's JSON, left readable for whoever comes next."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(min(length, _LONGEST_BODY))
    environ["wsgi.input"] = io.BytesIO(body)
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _anything(_function: Any, call: Call, _body: dict[str, Any]) -> Iterator[Request]:
    yield Request(action=f"{call.service}:{call.operation}", resource="*")


def _parameter(function: Any, _call: Call, body: dict[str, Any]) -> Iterator[Request]:
    name = str(body.get("Name"))
    arn = f"{_arn(function, 'ssm')}:parameter/{name.removeprefix('/')}"
    yield Request(action="ssm:GetParameter", resource=arn)
    found = ssm_backends[function.account_id][function.region].get_parameter(name)
    key = getattr(found, "keyid", None)
    yield from _decrypt(function, key, "ssm", {"kms:encryptioncontext:parameter_arn": arn})


def _secret(function: Any, _call: Call, body: dict[str, Any]) -> Iterator[Request]:
    name = str(body.get("SecretId"))
    found = secretsmanager_backends[function.account_id][function.region].secrets.get(name)
    arn = found.arn if found else f"{_arn(function, 'secretsmanager')}:secret:{name}-000000"
    yield Request(action="secretsmanager:GetSecretValue", resource=arn)
    key = getattr(found, "kms_key_id", None)
    yield from _decrypt(function, key, "secretsmanager", {"kms:encryptioncontext:secretarn": arn})


def _decrypt(function: Any, key: str | None, store: str, context: dict[str, str | None]) -> Iterator[Request]:
    if not key or _MANAGED in key:
        return
    id_ = kms_backends[function.account_id][function.region].any_id_to_key_id(key)
    suffix = "amazonaws.com.cn" if function.partition == "aws-cn" else "amazonaws.com"
    via = {"kms:viaservice": f"{store}.{function.region}.{suffix}"}
    yield Request(action="kms:Decrypt", resource=f"{_arn(function, 'kms')}:key/{id_}", context={**context, **via})


def _arn(function: Any, service: str) -> str:
    return f"arn:{function.partition}:{service}:{function.region}:{function.account_id}"


_NEEDED: dict[tuple[str, str], Callable[[Any, Call, dict[str, Any]], Iterator[Request]]] = {
    ("ssm", "GetParameter"): _parameter,
    ("secretsmanager", "GetSecretValue"): _secret,
}
