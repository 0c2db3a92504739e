"""How long synth takes and how much memory, with our bindings and with the prebuilt ones of the same provider.

    python -m benchmarks.synth

Runs main.py as a process of its own, start to end, on configurations of 2 (as shipped), 1, 10 and 100 accounts; the
same main.py with the prebuilt bindings in place of ours for the shipped one. Each runs twice: first without any
bytecode, as after a fresh checkout, then with it. Prints a Markdown table; exits 1 where the goal is missed. Memory is
the peak of the largest process, Python or node.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from setup.environment import ROOT, environment

SHIPPED = ROOT / "trailbell.yaml"
PREBUILT = ROOT / ".tools" / "prebuilt-bindings"

GOAL_SECONDS = 3.0
ACCOUNTS = (1, 10, 100)
# ru_maxrss counts kilobytes on Linux and bytes on macOS.
MEGABYTE = 1024 if sys.platform == "linux" else 1024 * 1024

OURS = "import runpy; runpy.run_path('main.py', run_name='__main__')"
THEIRS = f"""\
import sys
sys.path.insert(0, {str(PREBUILT)!r})
import cdktf_cdktf_provider_aws
sys.modules["imports.aws"] = cdktf_cdktf_provider_aws
{OURS}
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Wall-clock seconds and the peak memory in MB of one synth."""

    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {self.megabytes:.0f} MB"


def install_prebuilt() -> None:
    """Put the prebuilt bindings where only this benchmark looks; once, about 400 MB."""
    if PREBUILT.exists():
        return
    pinned = ["--require-hashes", "--no-deps", "--requirement", str(ROOT / "benchmarks" / "prebuilt.txt")]
    with tempfile.TemporaryDirectory(dir=PREBUILT.parent) as folder:
        fresh = Path(folder, "bindings")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--target", str(fresh), *pinned]
        subprocess.run(command, check=True)
        fresh.replace(PREBUILT)


def configuration(accounts: int, path: Path) -> Path:
    """The shipped configuration for many accounts."""
    document: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    document["accounts"] = [
        {"name": f"account-{number:03}", "id": f"{number:012}", "region": "eu-west-1"}
        for number in range(1, accounts + 1)
    ]
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


def measure(code: str, settings: Path) -> tuple[Run, Run]:
    """The first synth, which compiles everything to bytecode, and the one after it."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **environment(),
            "TRAILBELL_CONFIG": str(settings),
            "CDKTF_OUTDIR": str(Path(folder, "output")),
            "PYTHONPYCACHEPREFIX": str(Path(folder, "bytecode")),
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        return synth(code, env), synth(code, env)


def synth(code: str, env: dict[str, str]) -> Run:
    """Run the app in a process of its own."""
    start = time.monotonic()
    child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=env)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"benchmarks: synth of {env['TRAILBELL_CONFIG']} ended with {os.waitstatus_to_exitcode(status)}")
    return Run(time.monotonic() - start, usage.ru_maxrss / MEGABYTE)


def row(bindings: str, accounts: str, runs: tuple[Run, Run]) -> None:
    """Print one line of the table as soon as it is measured."""
    print(f"| {bindings} | {accounts} | {runs[0]} | {runs[1]} |", flush=True)


def main() -> int:
    """Measure, print, and hold the shipped configuration against the goal."""
    install_prebuilt()
    print("| bindings | accounts | first synth | every later synth |\n|---|---|---|---|")
    shipped = measure(OURS, SHIPPED)
    row("ours", "2, as shipped", shipped)
    row("prebuilt", "2, as shipped", measure(THEIRS, SHIPPED))
    with tempfile.TemporaryDirectory() as folder:
        for number in ACCOUNTS:
            row("ours", str(number), measure(OURS, configuration(number, Path(folder, "trailbell.yaml"))))
    missed = shipped[1].seconds > GOAL_SECONDS
    print(f"\ngoal: under {GOAL_SECONDS:.0f} s as shipped: {'missed' if missed else 'met'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
