"""Starts processes that outlive this one, and ends them again; refuses to touch a process it cannot recognise.

A process is recognised by a random token on its command line, so that a number the system has given to another
process since is left alone. Works on Linux and macOS.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_END_SECONDS = 5.0
_KILL_SECONDS = 5.0
_POLL_SECONDS = 0.05
_PROC = Path("/proc")  # absent on macOS


def spawn(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> int:
    """Start this Python with `arguments` in a session of its own, its output added to `log`. Returns the process id."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), flags, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    command = [sys.executable, *arguments]
    pid = os.posix_spawn(sys.executable, command, dict(environment), file_actions=actions, setsid=True)
    while not _command_line(pid) and not _reap(pid):  # Linux shows it a moment after the process has begun
        time.sleep(_POLL_SECONDS)
    return pid


def is_running(pid: int, token: str) -> bool:
    """Whether this very process runs: the number exists and the token stands on its command line."""
    _reap(pid)
    return token in _command_line(pid)


def end(pid: int, token: str) -> bool:
    """Ask the process to end, then force it. False, and nothing done, when it does not run."""
    if not is_running(pid, token):
        return False
    _signal(pid, signal.SIGTERM)
    if not _wait_until_ended(pid, token, _END_SECONDS):
        _signal(pid, signal.SIGKILL)
        _wait_until_ended(pid, token, _KILL_SECONDS)
    return True


def _wait_until_ended(pid: int, token: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not is_running(pid, token):
            return True
        time.sleep(_POLL_SECONDS)
    return False


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _reap(pid: int) -> bool:
    """Whether this is no child of ours that still runs. One that ended keeps its number until its parent asks."""
    try:
        return os.waitpid(pid, os.WNOHANG) != (0, 0)
    except ChildProcessError:
        return True


def _command_line(pid: int) -> str:
    """Empty when there is no such process."""
    if _PROC.is_dir():
        try:
            return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    ps = shutil.which("ps") or "/bin/ps"
    shown = subprocess.run([ps, "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return shown.stdout
