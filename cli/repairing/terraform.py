"""Terraform on one account's stack, limited to some of its constructs.

Works in a folder of its own beside what cdktf synthesised, on the same state. A saved plan holds every variable in
clear, so it lies in a folder that only this user can read and is gone afterwards. Never replaces what keeps events.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alerts.errors import TrailbellError
from pipeline.secret import fingerprint

KEEPING = frozenset({"aws_s3_bucket", "aws_cloudwatch_log_group", "aws_kms_key"})
"""Resources that hold what cannot be made again; to replace one is left to a deployment that somebody looks at."""

_LINES_SHOWN = 25
_NOTHING = (["no-op"], ["read"])


class TerraformFailedError(TrailbellError):
    """Terraform ended with an error, or would do what no repair may."""


@dataclass(frozen=True, slots=True)
class Change:
    """What Terraform would do to one resource: create, update or replace. `construct` is the id of its construct.

    `arguments` are the names of those that change, without values: some are secret.
    """

    address: str
    construct: str
    action: str
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        type_, _, name = self.address.partition(".")
        return f"{self.action} {self.construct or name} ({type_})"


@dataclass(frozen=True, slots=True)
class Plan:
    """A saved plan: what it would change; the file is None where that is nothing."""

    changes: tuple[Change, ...] = ()
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """One stack. `secrets` are taken out of everything that Terraform says."""

    folder: Path
    terraform: Mapping[str, Any]
    environment: Mapping[str, str]
    secrets: tuple[str, ...] = ()

    def prepare(self, deployed: Path) -> None:
        """`terraform init`, with the providers and the lock file of the folder that cdktf deployed from, if any."""
        lock, providers = deployed / ".terraform.lock.hcl", deployed / ".terraform" / "providers"
        if lock.is_file():
            shutil.copy(lock, self.folder)
        known = [f"-plugin-dir={providers.resolve()}"] if providers.is_dir() else []
        self._run("init", "-reconfigure", *known)

    @contextmanager
    def plan(self, constructs: Iterable[str]) -> Iterator[Plan]:
        """A plan limited to these constructs and what they depend on; gone when the context ends."""
        wanted = {*constructs}
        targets = [f"-target={address}" for address, construct in self._addresses() if construct in wanted]
        with tempfile.TemporaryDirectory(prefix="trailbell-plan-") as private:
            file = Path(private) / "plan"
            if not targets:
                yield Plan()
                return
            self._run("plan", f"-out={file}", *targets)
            planned = json.loads(self._run("show", "-json", str(file)))
            _refuse_without_state(planned)
            changes = tuple(self._changes(planned))
            _refuse_loss(changes)
            yield Plan(changes, file)

    def apply(self, plan: Plan) -> None:
        """Do what was planned, and nothing else."""
        if plan.changes and plan.file:
            self._run("apply", str(plan.file))

    def _addresses(self) -> Iterator[tuple[str, str]]:
        for type_, resources in self.terraform.get("resource", {}).items():
            for name, arguments in resources.items():
                yield f"{type_}.{name}", arguments["//"]["metadata"]["path"].split("/")[1]

    def _changes(self, plan: Mapping[str, Any]) -> Iterator[Change]:
        constructs = dict(self._addresses())
        for resource in plan.get("resource_changes", ()):
            change = resource["change"]
            if resource["mode"] == "managed" and change["actions"] not in _NOTHING:
                address = resource["address"]
                yield Change(address, constructs.get(address, ""), _action(change["actions"]), _arguments(change))

    def _run(self, verb: str, *arguments: str) -> str:
        """What it prints; raises TerraformFailedError with the end of it."""
        given = [] if verb == "show" else ["-input=false"]
        command = [self.environment["TERRAFORM_BINARY_NAME"], verb, "-no-color", *given, *arguments]
        status, printed, complained = self._ended(command)
        if status:
            lines = [line for line in (complained or printed).splitlines() if line.strip()]
            said = "\n".join(lines[-_LINES_SHOWN:])
            raise TerraformFailedError(f"terraform {verb} ended with status {status}:\n{self._masked(said)}")
        return printed

    def _ended(self, command: Sequence[str]) -> tuple[int, str, str]:
        """Status, stdout and stderr of Terraform.

        Ctrl-C reaches it, too: it finishes what it is at and keeps its state. Killed, as subprocess.run would do, it
        would leave resources that no state knows of.
        """
        try:
            process = subprocess.Popen(  # noqa: S603 -- the program of our environment, and addresses of our own stack
                command, cwd=self.folder, env={**self.environment}, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
            )  # fmt: skip
        except OSError as error:
            problem = f"{command[0]} cannot be run: {error.strerror}"
            raise TerraformFailedError(f"{problem}; `make setup` says why it could not be had") from None
        with process:
            try:
                printed, complained = process.communicate()
            except KeyboardInterrupt:
                process.communicate()
                raise
        return process.returncode, printed, complained

    def _masked(self, text: str) -> str:
        """Without the secrets as they are, as JSON or HCL writes them, and as a request to AWS does."""
        for secret in self.secrets:
            for written in (secret, json.dumps(secret)[1:-1], quote(secret, safe="")):
                text = text.replace(written, str(fingerprint(secret)))
        return text


def _action(actions: Sequence[str]) -> str:
    return "replace" if len(actions) > 1 else actions[0]


def _arguments(change: Mapping[str, Any]) -> tuple[str, ...]:
    before, after = change.get("before"), change.get("after")
    if not before or not after:
        return ()
    unknown = change.get("after_unknown") or {}
    return tuple(sorted(name for name in after if before.get(name) != after[name] and not unknown.get(name)))


def _refuse_without_state(planned: Mapping[str, Any]) -> None:
    """An empty state would have everything made a second time."""
    if not planned.get("prior_state", {}).get("values", {}).get("root_module", {}).get("resources"):
        raise TerraformFailedError(
            "Terraform's state of this account is empty: run this in the folder that `cdktf deploy` runs in, with the "
            "same configuration; an account that was never deployed is deployed by `cdktf deploy`, not repaired"
        )


def _refuse_loss(changes: Iterable[Change]) -> None:
    for change in changes:
        type_ = change.address.partition(".")[0]
        if change.action == "delete" or (change.action == "replace" and type_ in KEEPING):
            raise TerraformFailedError(
                f"Terraform would {change.action} {change.address}, which a repair does not do; look at it by "
                "`terraform plan` and deploy it by `cdktf deploy` if that is meant"
            )
