"""Have Terraform's AWS provider in .tools/providers, from wherever this machine can get it.

Terraform fetches it the way its user configured it; where that fails, from a provider mirror on this disk.
The version is the lowest that cdktf.json allows, so that the demo and the tests meet the same provider everywhere;
a mirror that lacks it may give another one the constraint allows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bindings.trim import TrimError, lowest_version, provider_constraint
from setup import mirror
from setup.environment import CONFIGURATION, REFUSED, ROOT, environment

REGISTRIES = {"terraform": "registry.terraform.io", "tofu": "registry.opentofu.org"}

SECONDS = 900
# With these the user's shell would move what `terraform init` writes, or ask it for something else.
MEDDLING = frozenset({"TF_DATA_DIR", "TF_WORKSPACE", "TF_CLI_ARGS", "TF_CLI_ARGS_init"})


class ProviderError(Exception):
    """Why there is no provider, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Provision:
    """Where the provider goes, and the Terraform that fetches it."""

    tools: Path
    terraform: str
    env: Mapping[str, str]

    @property
    def providers(self) -> Path:
        """Holds the provider in the layout of a mirror."""
        return self.tools / "providers"

    @property
    def registry(self) -> str:
        """The host whose providers this Terraform takes by default."""
        return REGISTRIES.get(Path(self.terraform).name, REGISTRIES["terraform"])


def provide(tools: Path, constraint: str, base: Mapping[str, str], top: Path = Path("/")) -> str:
    """Have .tools/providers hold the provider and .tools/terraformrc name it; say where it came from."""
    version = lowest_version(constraint)
    if _ready(_provision(tools, base), version):
        return f"AWS provider {version} at {tools / 'providers'}"
    _forget(tools)
    wanted = _provision(tools, base)
    _say(f"fetching Terraform's AWS provider {version} (up to 150 MB, once)")
    refusal = fetch(wanted, version)
    source = _from_mirror(wanted, [version, constraint], top) if refusal else "Terraform's own sources"
    if not source:
        raise ProviderError(
            f"the AWS provider cannot be had, and no mirror of it is on this disk: {refusal}."
            " Allow registry.terraform.io, or name a Terraform configuration with a mirror in TF_CLI_CONFIG_FILE"
        )
    _settle(wanted, wanted.env.get("TF_CLI_CONFIG_FILE") if refusal else None)
    return f"AWS provider taken from {source}"


def _provision(tools: Path, base: Mapping[str, str]) -> Provision:
    env = environment(base, tools.parent)
    return Provision(tools, env["TERRAFORM_BINARY_NAME"], env)


def _ready(wanted: Provision, version: str) -> bool:
    held = wanted.providers / wanted.registry / mirror.SOURCE / version
    # What came from a mirror is a link to it, and the mirror may be gone.
    if not any(platform.is_dir() for platform in held.glob("*")):
        return False
    # After an interrupted set-up there is none, and in a moved checkout it names the old folder.
    ours = wanted.tools / CONFIGURATION
    return ours.is_file() and ours.read_text() == mirror.configuration(wanted.providers)


def _forget(tools: Path) -> None:
    """Take back what `_settle` wrote, so that the user's own configuration counts again."""
    for name in (CONFIGURATION, REFUSED):
        (tools / name).unlink(missing_ok=True)


def _from_mirror(wanted: Provision, versions: list[str], top: Path) -> str | None:
    found = list(mirror.find(wanted.registry, top))
    for version in versions:
        for folder in found:
            with tempfile.NamedTemporaryFile("w", dir=wanted.tools, suffix=".tfrc") as file:
                file.write(mirror.configuration(folder))
                file.flush()
                env = {**wanted.env, "TF_CLI_CONFIG_FILE": file.name}
                if not fetch(Provision(wanted.tools, wanted.terraform, env), version):
                    return str(folder)
    return None


def fetch(wanted: Provision, version: str) -> str | None:
    """Have Terraform fetch the provider; why it could not, or None."""
    required = {"aws": {"source": mirror.SOURCE, "version": version}}
    with tempfile.TemporaryDirectory(dir=wanted.tools) as folder:
        Path(folder, "main.tf.json").write_text(json.dumps({"terraform": {"required_providers": required}}))
        if refusal := _initialise(wanted, folder):
            return refusal
        if wanted.providers.exists():
            shutil.rmtree(wanted.providers)
        Path(folder, ".terraform", "providers").replace(wanted.providers)
    return None


def _initialise(wanted: Provision, folder: str) -> str | None:
    env = {name: value for name, value in wanted.env.items() if name not in MEDDLING}
    command = [wanted.terraform, "init", "-input=false", "-no-color"]
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        return str(failure)
    return _sentence(done.stderr) if done.returncode else None


def _sentence(stderr: str) -> str:
    """Terraform's error without its box and its line breaks."""
    words = " ".join(line.strip("│╷╵ ") for line in stderr.splitlines()).split()
    return " ".join(words).rpartition("Error: ")[2] or "terraform init failed and did not say why"


def _settle(wanted: Provision, refused: str | None) -> None:
    """Write down what `environment` goes by: our configuration, and the user's own where it gave no provider."""
    if refused:
        (wanted.tools / REFUSED).write_text(refused + "\n")
    (wanted.tools / CONFIGURATION).write_text(mirror.configuration(wanted.providers))


def _say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    try:
        _say(provide(ROOT / ".tools", provider_constraint(ROOT / "cdktf.json"), os.environ))
    except (ProviderError, TrimError) as error:
        sys.exit(f"setup: {error}")
