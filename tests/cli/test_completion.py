import os
import subprocess
import sys

import pytest

from tests.cli.command import SOURCES, VERBS, Command


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_of_each_shell_completes_the_command(trailbell: Command, shell: str) -> None:
    ended = trailbell("completion", shell)
    assert ended.status == 0
    assert f"_TRAILBELL_COMPLETE={shell}_complete" in ended.stdout
    assert "trailbell" in ended.stdout


def test_other_shells_are_refused(trailbell: Command) -> None:
    ended = trailbell("completion", "tcsh")
    assert (ended.status, ended.stdout) == (2, "")


def complete(words: str) -> list[str]:
    """What the script is answered for these words, as bash asks."""
    asking = {"_TRAILBELL_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    ended = subprocess.run(
        [sys.executable, "-m", "cli.main"],
        env={**os.environ, **asking, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stderr == ""
    return [line.partition(",")[2] for line in ended.stdout.splitlines()]


def test_verbs_are_completed() -> None:
    assert complete("trailbell ") == [*VERBS]


def test_options_of_a_verb_are_completed() -> None:
    assert complete("trailbell check --acc") == ["--account"]


def test_script_of_bash_is_a_script() -> None:
    script = subprocess.run(
        [sys.executable, "-m", "cli.main", "completion", "bash"],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    ended = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
