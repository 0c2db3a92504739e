"""The environment the project's commands run in: its own Python, node, cdktf and Terraform come first.

The Makefile and the tests use it, and so can people: `eval "$(make -s env)"`.
It only looks; what it points at is made by `make setup`.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Both in .tools: the Terraform configuration of `make setup`, and the path of the one it stands in for.
CONFIGURATION = "terraformrc"
REFUSED = "refused-terraformrc"

Changes = dict[str, str | None]


def environment(base: Mapping[str, str] | None = None, root: Path = ROOT) -> dict[str, str]:
    """A whole environment for a child process: the given one (this process's), changed for the project."""
    base = os.environ if base is None else base
    merged = {**base, **changes(base, root)}
    return {name: value for name, value in merged.items() if value is not None}


def changes(base: Mapping[str, str], root: Path = ROOT) -> Changes:
    """What differs from the given environment; None stands for a variable to unset."""
    tools = root / ".tools"
    return {
        "PATH": _path(base, root),
        "JSII_NODE": str(tools / "bin" / "node"),
        "CDKTF_EXPERIMENTAL_PROVIDER_SCHEMA_CACHE_PATH": str(root / "bindings"),
        # cdktf and Terraform ask no server about newer versions and report nothing.
        "CHECKPOINT_DISABLE": "1",
        "DISABLE_VERSION_CHECK": "1",
        # cdktf would have all stacks fill one plugin cache at once, which Terraform does not allow for.
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        # cdktf would ask the public registry for checksums, even where a mirror holds the provider.
        "CDKTF_SKIP_PROVIDER_LOCK": "true",
        "TERRAFORM_BINARY_NAME": base.get("TERRAFORM_BINARY_NAME") or _terraform_name(tools),
        **_terraform_configuration(base, tools),
    }


def _path(base: Mapping[str, str], root: Path) -> str:
    first = [str(root / ".tools/bin"), str(root / ".venv/bin"), str(root / "node_modules/.bin")]
    others = [folder for folder in base.get("PATH", os.defpath).split(os.pathsep) if folder not in first]
    return os.pathsep.join([*first, *others])


def _terraform_name(tools: Path) -> str:
    return "tofu" if (tools / "bin/tofu").exists() else "terraform"


def _terraform_configuration(base: Mapping[str, str], tools: Path) -> Changes:
    own = base.get("TF_CLI_CONFIG_FILE", "")
    if own and Path(own).is_file() and own != _refused(tools):
        return {}
    ours = tools / CONFIGURATION
    # Terraform warns at every start about a variable that names a missing file, so that one is unset.
    return {"TF_CLI_CONFIG_FILE": str(ours) if ours.is_file() else None}


def _refused(tools: Path) -> str | None:
    """The user's own Terraform configuration, where set-up found that it does not give the provider."""
    record = tools / REFUSED
    return record.read_text().strip() if record.is_file() else None


def missing(root: Path = ROOT, base: Mapping[str, str] | None = None) -> str | None:
    """Why nothing can be deployed from here, and the remedy; None when Terraform and the provider are there."""
    env = environment(base, root)
    if not shutil.which(env["TERRAFORM_BINARY_NAME"], path=env["PATH"]):
        return "Terraform >= 1.5 or OpenTofu is missing; `make setup` says why it could not be had"
    if not (root / ".tools/providers").exists():
        return "Terraform's AWS provider is missing; `make setup` says why it could not be had"
    return None


def exports(base: Mapping[str, str], root: Path = ROOT) -> str:
    """The changes as lines for a POSIX shell."""
    return "\n".join(
        f"unset {name}" if value is None else f"export {name}={shlex.quote(value)}"
        for name, value in changes(base, root).items()
    )


if __name__ == "__main__":
    if "--complete" in sys.argv and (reason := missing()):
        sys.exit(f"make: {reason}")
    print(exports(os.environ))  # noqa: T201
