"""What a part or a pipeline becomes: Terraform JSON as Python values."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cdktf import App, TerraformStack

from imports.aws.provider import AwsProvider
from modules.stack import AccountStack
from pipeline.configuration import State
from pipeline.pipeline import Pipeline

Terraform = dict[str, Any]


def stack_of(pipeline: Pipeline, state: State | None = None) -> Terraform:
    """The whole stack of an account."""
    return _synthesised(lambda app: AccountStack(app, pipeline.account.name, pipeline, state))


def alone(build: Callable[[TerraformStack], object]) -> Terraform:
    """The resources, data sources and variables of a stack that holds nothing but the provider and what is built."""

    def stack(app: App) -> None:
        bare = TerraformStack(app, "bare")
        AwsProvider(bare, "aws", region="eu-west-1")
        build(bare)

    written = _synthesised(stack)
    return {kind: written[kind] for kind in ("resource", "data", "variable") if kind in written}


def the(written: Terraform, *path: str) -> Any:
    """The only thing of this kind, such as `the(written, "resource", "aws_sns_topic")`, without what says nothing."""
    for step in path:
        written = written[step]
    (found,) = written.values()
    return {name: value for name, value in found.items() if name != "//" and (name, value) != ("depends_on", [])}


def _synthesised(build: Callable[[App], object]) -> Terraform:
    with tempfile.TemporaryDirectory() as folder:
        app = App(outdir=folder)
        build(app)
        app.synth()
        (path,) = Path(folder).glob("stacks/*/cdk.tf.json")
        written: Terraform = json.loads(path.read_text())
    return written
