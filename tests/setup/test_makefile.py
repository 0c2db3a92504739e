"""`make` alone tells what there is to run."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()


def listed(*arguments: str) -> str:
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_make_alone_lists_every_target() -> None:
    phony = re.sub(r"\\\n", "", MAKEFILE).partition(".PHONY:")[2].splitlines()[0].split()
    assert set(phony) - {"moved"} == set(re.findall(r"^  make (\S+)", listed(), re.MULTILINE))


def test_make_help_says_the_same() -> None:
    assert listed("help") == listed()


def test_continuous_integration_runs_make_test() -> None:
    assert (ROOT / ".ci/run").read_text().splitlines()[-1] == "exec make test"
