"""The command as a user meets it: arguments in; exit status, stdout and stderr out."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cli.main
from tests.validators.designed import SETTINGS

SOURCES = Path(__file__).resolve().parents[2]
VERBS = tuple(sorted(cli.main.VERBS))


@dataclass(frozen=True, slots=True)
class Ended:
    status: int
    stdout: str
    stderr: str


class Command(Protocol):
    """Runs the command in this process and the current directory."""

    def __call__(self, *arguments: str) -> Ended: ...


def start(*arguments: str, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """The command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli.main", *arguments],
        env={**environment, "PYTHONPATH": str(SOURCES)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell starts what runs in the background deaf to Ctrl-C, and whatever that starts is deaf as well.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 -- no thread is running
    )


def settings(*accounts: dict[str, Any], **different: Any) -> str:
    """A configuration; JSON is YAML."""
    return json.dumps({**SETTINGS, "accounts": [*accounts], **different}, indent=2)
