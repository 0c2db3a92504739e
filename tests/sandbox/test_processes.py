import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import processes
from tests.sandbox.local import wait_until

SLEEP = ["-c", "import time; time.sleep(60)"]
STUBBORN = ["-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def sleeping(log: Path) -> Iterator[int]:
    pid = processes.spawn([*SLEEP, "the-token"], os.environ, log)
    yield pid
    processes.end(pid, "the-token")


def test_a_started_process_is_recognised(sleeping: int) -> None:
    assert processes.is_running(sleeping, "the-token")


def test_a_process_without_the_token_is_another_one(sleeping: int) -> None:
    assert not processes.is_running(sleeping, "another-token")


def test_another_process_is_left_alone(sleeping: int) -> None:
    assert not processes.end(sleeping, "another-token")
    assert processes.is_running(sleeping, "the-token")


def test_a_process_is_ended(sleeping: int) -> None:
    assert processes.end(sleeping, "the-token")
    assert not processes.is_running(sleeping, "the-token")


def test_ending_twice_does_nothing_more(sleeping: int) -> None:
    processes.end(sleeping, "the-token")
    assert not processes.end(sleeping, "the-token")


def test_a_process_that_does_not_listen_is_forced(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_END_SECONDS", 0.2)
    pid = processes.spawn([*STUBBORN, "the-token"], os.environ, log)
    assert wait_until(lambda: "deaf" in log.read_text())
    assert processes.end(pid, "the-token")
    assert not processes.is_running(pid, "the-token")


def test_both_kinds_of_output_go_to_the_log(log: Path) -> None:
    talk = "import sys; print('out', flush=True); print('err', file=sys.stderr)"
    processes.spawn(["-c", talk], os.environ, log)
    assert wait_until(lambda: log.exists() and "err" in log.read_text())
    assert log.read_text() == "out\nerr\n"
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_process_leads_its_own_session(sleeping: int) -> None:
    assert os.getsid(sleeping) == sleeping


@pytest.mark.skipif(not Path("/bin/ps").exists(), reason="ps is not installed")
def test_a_process_is_recognised_without_proc(sleeping: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PROC", Path("/missing"))
    assert processes.is_running(sleeping, "the-token")
    assert not processes.is_running(sleeping, "another-token")


def test_a_number_in_use_by_somebody_else_is_left_alone() -> None:
    with subprocess.Popen([sys.executable, *SLEEP]) as innocent:
        assert not processes.end(innocent.pid, "the-token")
        assert innocent.poll() is None
        innocent.kill()
