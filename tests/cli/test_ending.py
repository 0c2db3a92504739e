import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import NoReturn

import click
import pytest

from tests.cli.command import SOURCES, Command

ENDED = """
import os, signal
from cli.ending import end_like_ctrl_c
end_like_ctrl_c()
try:
    os.kill(os.getpid(), signal.{name})
finally:
    print("put back")
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_what_must_be_put_back_is_put_back_before_a_job_ends(name: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDED.format(name=name)], capture_output=True, text=True, cwd=SOURCES, check=False
    )
    assert ended.stdout == "put back\n"
    assert "KeyboardInterrupt" in ended.stderr


@pytest.fixture
def handlers() -> Iterator[None]:
    """Those of the tests come back."""
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


@pytest.mark.parametrize(("verb", "writes"), [("repair", "cli.repair._run"), ("ring", "cli.ring.ring_bells")])
@pytest.mark.usefixtures("configuration", "handlers")
def test_the_verbs_that_write_end_like_that(
    trailbell: Command, monkeypatch: pytest.MonkeyPatch, verb: str, writes: str
) -> None:
    def ended(*_: object, **__: object) -> NoReturn:
        raise click.ClickException(str(signal.getsignal(signal.SIGTERM) is signal.default_int_handler))

    monkeypatch.setenv("ILERT_URL", "https://api.ilert.com/api/v1/events/cloudwatch/planted")
    monkeypatch.setattr(writes, ended)
    assert trailbell(verb, "--yes").stderr.endswith("Error: True\n")
