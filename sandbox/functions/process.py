"""Runs one invocation of a function in a process of its own, with nothing of this one's environment but its trust.

What the process gets: the function's variables, its role's credentials, this server's address, and the certificate
that the sandbox's AWS trusts (SSL_CERT_FILE). Its time is the function's timeout, its output is bounded (`runtime`).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sandbox.envelope import own_url
from sandbox.functions import code, role, runtime
from sandbox.functions.log import stream_name

_START_SECONDS = 20
"""For Python to start on a busy machine, before the function's own time begins."""

_TRUST = "SSL_CERT_FILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an invocation: the result, or the error, as JSON. `printed` is what the function printed."""

    payload: str
    failed: bool
    printed: str
    seconds: float


def run(function: Any, event: str, request_id: str) -> Outcome:
    """Invoke a function of moto's with an event in JSON; raises RefusedError for one that is not run here."""
    package = code.require(function)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="function-") as folder:
        path = Path(folder, "package.zip")
        path.write_bytes(package)
        asked = _asked(function, json.loads(event), request_id, path)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as printed:
            status = _execute(json.dumps(asked).encode(), folder, function.timeout, out, printed)
            payload, failed = _payload(status, _read(out), function.timeout)
            return Outcome(payload=payload, failed=failed, printed=_read(printed), seconds=time.monotonic() - began)


def _asked(function: Any, event: Any, request_id: str, package: Path) -> dict[str, Any]:
    return {
        "package": str(package),
        "handler": function.handler,
        "variables": {**code.variables(function), **_given(function)},
        "event": event,
        "seconds": function.timeout,
        "context": {
            "function_name": function.function_name,
            "function_version": "$LATEST",
            "invoked_function_arn": function.function_arn,
            "memory_limit_in_mb": function.memory_size,
            "aws_request_id": request_id,
            "log_group_name": function.logs_group_name,
            "log_stream_name": stream_name(request_id),
        },
    }


def _given(function: Any) -> dict[str, str]:
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime"""
    credentials = role.credentials(function)
    return {
        "AWS_ENDPOINT_URL": own_url(),
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_SESSION_TOKEN": credentials.session_token,
    }


def _execute(asked: bytes, folder: str, timeout: int, out: BinaryIO, printed: BinaryIO) -> int:
    """The exit status of the process."""
    command = [sys.executable, "-I", "-S", "-B", runtime.__file__]
    trust = {_TRUST: os.environ[_TRUST]} if _TRUST in os.environ else {}
    try:
        return subprocess.run(
            command, input=asked, stdout=out, stderr=printed, cwd=folder, env=trust,
            timeout=timeout + _START_SECONDS, check=False,
        ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        return -signal.SIGALRM


def _payload(status: int, answered: str, timeout: int) -> tuple[str, bool]:
    """The result or the error, and whether it is an error; in the words of Lambda's own runtime."""
    if status == -signal.SIGALRM:
        message = f"Task timed out after {timeout:.2f} seconds"
        return json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": message}), True
    try:
        answer = json.loads(answered)
    except ValueError:
        message = f"Runtime exited with error: exit status {status}"
        return json.dumps({"errorType": "Runtime.ExitError", "errorMessage": message}), True
    failed = "error" in answer
    return json.dumps(answer["error" if failed else "result"]), failed


def _read(file: BinaryIO) -> str:
    file.seek(0)
    return file.read(runtime.LONGEST).decode(errors="replace")
