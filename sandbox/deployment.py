"""Runs cdktf in a folder of its own, so that the demo and the tests never touch a user's state.

The synthesised Terraform goes to `<folder>/cdktf.out`, and with it the local state to `<folder>`.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import SandboxError

ROOT = Path(__file__).resolve().parents[1]

_PLAN = re.compile(r"Plan: (\d+) to add, (\d+) to change, (\d+) to destroy")
_DONE = re.compile(r"(Creation|Modifications|Destruction) complete after")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_LINES_SHOWN = 25


@dataclass(slots=True)
class Progress:
    """How far a deployment is: resources done, of those planned so far."""

    done: int = 0
    planned: int = 0


@dataclass(frozen=True, slots=True)
class Deployment:
    """`folder` is where everything is written, `environment` what cdktf and Terraform run in."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def output(self) -> Path:
        """The folder of the synthesised Terraform."""
        return self.folder / "cdktf.out"

    def stack(self, account: str) -> Path:
        """The folder of one account's Terraform."""
        return self.output / "stacks" / account

    def deploy(self, *accounts: str, tell: Callable[[Progress], None] = lambda _: None) -> None:
        """`cdktf deploy`; raises SandboxError with the end of its output."""
        self._cdktf("deploy", accounts, tell)

    def destroy(self, *accounts: str, tell: Callable[[Progress], None] = lambda _: None) -> None:
        """`cdktf destroy`; raises SandboxError with the end of its output."""
        self._cdktf("destroy", accounts, tell)

    def plan(self, account: str) -> subprocess.CompletedProcess[str]:
        """`terraform plan -detailed-exitcode` in the account's folder, without cdktf."""
        command = [self.environment["TERRAFORM_BINARY_NAME"], "plan", "-no-color", "-input=false", "-detailed-exitcode"]
        return subprocess.run(
            command, cwd=self.stack(account), env={**self.environment}, capture_output=True, text=True, check=False
        )

    def _cdktf(self, verb: str, accounts: tuple[str, ...], tell: Callable[[Progress], None]) -> None:
        log = self.folder / f"{verb}.log"
        command = ["cdktf", verb, *accounts, "--auto-approve", "--no-color", "--output", str(self.output)]
        progress = Progress()
        with (
            log.open("w", encoding="utf-8", buffering=1) as copy,
            subprocess.Popen(
                command, cwd=ROOT, env={**self.environment}, text=True, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            ) as process,
        ):  # fmt: skip
            try:
                for line in process.stdout or ():
                    copy.write(line)
                    if _advance(progress, line):
                        tell(progress)
            except BaseException:
                process.terminate()
                raise
        if process.returncode:
            end = _ANSI.sub("", "\n".join(log.read_text(encoding="utf-8").splitlines()[-_LINES_SHOWN:]))
            raise SandboxError(f"cdktf {verb}", f"ended with status {process.returncode}:\n{end}", f"All of it: {log}")


def _advance(progress: Progress, line: str) -> bool:
    if match := _PLAN.search(line):
        progress.planned += sum(int(number) for number in match.groups())
    elif _DONE.search(line):
        progress.done += 1
    else:
        return False
    return True
