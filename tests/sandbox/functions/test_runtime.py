import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.functions import runtime


def ran(
    folder: Path, source: str, seconds: float = 20, event: Any = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """The process of a function whose code is `def handle(event, context):` and this."""
    (folder / "some.py").write_text(f"def handle(event, context):\n    {source}\n")
    asked = {
        "package": str(folder), "handler": "some.handle", "variables": variables, "event": event, "seconds": seconds,
        "context": {"function_name": "bell-chat"},
    }  # fmt: skip
    command = [sys.executable, "-I", "-S", "-B", runtime.__file__]
    return subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, env={}, check=False)


def answered(folder: Path, source: str, **how: Any) -> Any:
    return json.loads(ran(folder, source, **how).stdout)


def test_what_the_function_returns_is_the_result(tmp_path: Path) -> None:
    assert answered(tmp_path, "return [event, context.function_name]", event=1) == {"result": [1, "bell-chat"]}


def test_what_the_function_prints_is_not_taken_for_its_result(tmp_path: Path) -> None:
    done = ran(tmp_path, "print('hello'); return 1")
    assert (json.loads(done.stdout), done.stderr) == ({"result": 1}, "hello\n")


def test_what_the_function_raises_is_its_error(tmp_path: Path) -> None:
    error = answered(tmp_path, "raise ValueError('no')")["error"]
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "no")
    assert [line.partition(", line ")[0].rpartition("/")[2] for line in error["stackTrace"]] == ['some.py"']


def test_a_result_that_is_no_json_is_the_functions_error(tmp_path: Path) -> None:
    assert answered(tmp_path, "return object()")["error"]["errorType"] == "TypeError"


def test_the_function_is_told_how_much_time_is_left(tmp_path: Path) -> None:
    left = answered(tmp_path, "return context.get_remaining_time_in_millis()", seconds=60)["result"]
    assert 0 < left < 60_000


def test_a_function_whose_time_is_over_is_ended(tmp_path: Path) -> None:
    done = ran(tmp_path, "__import__('time').sleep(30)", seconds=0.2)
    assert (done.returncode, done.stdout) == (-signal.SIGALRM, "")


def test_the_function_sees_its_variables_and_no_others(tmp_path: Path) -> None:
    seen = answered(tmp_path, "return dict(__import__('os').environ)", CHANNEL="slack")["result"]
    # Python and macOS add variables of their own.
    assert {name for name in seen if not name.startswith(("LC_", "__CF"))} == {"CHANNEL"}


def test_the_function_has_the_standard_library_alone(tmp_path: Path) -> None:
    assert answered(tmp_path, "import boto3")["error"]["errorType"] == "ModuleNotFoundError"


@pytest.mark.parametrize(
    "call",
    [
        "create_connection(('hooks.slack.example', 443))",
        "create_connection(('203.0.113.9', 443), 1)",
        "socket().connect(('203.0.113.9', 443))",
        "socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.9', 514))",
        "gethostbyname('hooks.slack.example')",
    ],
)
def test_the_function_reaches_nothing_but_this_machine(tmp_path: Path, call: str) -> None:
    error = answered(tmp_path, f"import socket; socket.{call}")["error"]
    assert error["errorType"] == "NotLoopbackError"
    assert "is not on this machine" in error["errorMessage"]


def test_a_function_cannot_fill_the_disk(tmp_path: Path) -> None:
    big = str(tmp_path / "big")
    source = f"__import__('pathlib').Path({big!r}).write_bytes(bytes({runtime.LONGEST + 1}))"
    assert answered(tmp_path, source)["error"]["errorType"] == "OSError"
    assert (tmp_path / "big").stat().st_size == runtime.LONGEST
