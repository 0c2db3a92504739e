import os
import subprocess
import sys

import pytest

from tests.cli.command import SOURCES

ASK = "from cli.asking import agreed; print(agreed('Ring?'))"


def answer(before: bytes, after: bytes) -> str:
    """What a person on a terminal is taken to have said, who typed before the question stood there, and after it."""
    terminal, stdin = os.openpty()
    os.write(terminal, before)
    process = subprocess.Popen(
        [sys.executable, "-c", ASK], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=SOURCES
    )
    assert process.stderr
    asked = b""
    while not asked.endswith(b"[y/N]: "):
        one = process.stderr.read(1)
        assert one, asked
        asked += one
    os.write(terminal, after)
    said, _ = process.communicate(timeout=20)
    os.close(terminal)
    os.close(stdin)
    return said.decode().split()[-1]


@pytest.mark.parametrize(("typed", "meant"), [(b"y\n", "True"), (b"\n", "False"), (b"n\n", "False")])
def test_a_person_is_taken_at_the_word(typed: bytes, meant: str) -> None:
    assert answer(b"", typed) == meant


def test_what_was_typed_before_the_question_agrees_to_nothing() -> None:
    assert answer(b"y\ny\n", b"n\n") == "False"
