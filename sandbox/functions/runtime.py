"""The program of an invocation's process: `python -I -S -B runtime.py`, with Python's standard library alone.

In: one JSON object with package, handler, variables, event, seconds and context. Out: {"result": ...}, or {"error":
...} with errorType, errorMessage and stackTrace; what the function prints goes to standard error.
https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html

It connects to nothing but this machine, writes no more than LONGEST, and ends when its time is over, even where nobody
is left to end it.
"""

import importlib
import ipaddress
import json
import os
import resource
import signal
import sys
import time
import traceback
from types import SimpleNamespace
from typing import Any

LONGEST = 1024 * 1024
"""Bytes of the result, and of what the function prints. AWS's own limit for a result is 6 MB."""

_ADDRESSED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_RESOLVED = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})


class NotLoopbackError(Exception):
    """Of a kind of its own, so that nobody takes it for a server that may answer later, and tries again."""


def main() -> None:
    asked = json.load(sys.stdin)
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    resource.setrlimit(resource.RLIMIT_FSIZE, (LONGEST, LONGEST))
    signal.setitimer(signal.ITIMER_REAL, asked["seconds"])
    deadline = time.monotonic() + asked["seconds"]
    sys.addaudithook(_stay_on_this_machine)
    os.environ.update(asked["variables"])
    sys.path.insert(0, asked["package"])
    answer.write(_answer(asked, deadline))
    answer.flush()


def _answer(asked: dict[str, Any], deadline: float) -> str:
    """What came of it. Everything that is raised is the function's error, as in Lambda's own runtime."""
    try:
        module, _, name = asked["handler"].rpartition(".")
        handle = getattr(importlib.import_module(module), name)
        return json.dumps({"result": handle(asked["event"], _context(asked["context"], deadline))})
    except Exception as error:  # noqa: BLE001
        told = {
            "errorMessage": str(error),
            "errorType": type(error).__name__,
            "stackTrace": traceback.format_list(traceback.extract_tb(error.__traceback__)[1:]),
        }
        return json.dumps({"error": told})


def _context(given: dict[str, Any], deadline: float) -> SimpleNamespace:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""
    left = {"get_remaining_time_in_millis": lambda: max(0, int((deadline - time.monotonic()) * 1000))}
    return SimpleNamespace(**given, **left)


def _stay_on_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _ADDRESSED:
        host = arguments[1][0]
    elif event in _RESOLVED:
        host = arguments[0]
    else:
        return
    if not _is_loopback(str(host)):
        raise NotLoopbackError(f"{host} is not on this machine, and the sandbox sends nothing elsewhere")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


if __name__ == "__main__":
    main()
