"""The cdktf app: reads the configuration and synthesises one stack per account. Nothing else.

`TRAILBELL_CONFIG` names another configuration than trailbell.yaml, `TRAILBELL_STATE_FOLDER` another folder for local
state: the sandbox keeps its own, so that it never touches the state of a real account.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from alerts.errors import TrailbellError
from pipeline.advice import advice
from pipeline.configuration import State, load
from pipeline.design import design
from pipeline.environment import inspect
from pipeline.pipeline import Pipeline

EXIT_INPUT = 2


def main() -> int:
    """Synthesise every account's stack; 2 with one message per mistake where the configuration is wrong."""
    path = Path(os.environ.get("TRAILBELL_CONFIG") or "trailbell.yaml")
    try:
        configuration, document = load(path)
        pipelines = design(configuration, document)
        inspect(configuration, document, os.environ)
        for said in advice(configuration, document):
            print(f"warning: {said}", file=sys.stderr)  # noqa: T201 -- cdktf shows the app's own output
    except TrailbellError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- cdktf shows the app's own output
        return EXIT_INPUT
    synthesise(pipelines, configuration.state)
    return 0


def synthesise(pipelines: tuple[Pipeline, ...], state: State) -> None:
    """Write the stacks; cdktf is imported here, so that a mistake is told without waiting for it."""
    from cdktf import App

    from modules.stack import AccountStack

    app = App()
    folder = os.environ.get("TRAILBELL_STATE_FOLDER")
    stacks = [AccountStack(app, one.account.name, one, state, state_folder=folder) for one in pipelines]
    # CloudTrail makes a trail only where bucket and topic let it in already: who receives is deployed first.
    receiving = {one.bucket.name: stack for one, stack in zip(pipelines, stacks, strict=True) if one.bucket}
    for one, stack in zip(pipelines, stacks, strict=True):
        if one.bucket is None and (receiver := receiving.get(one.trail.bucket)):
            stack.add_dependency(receiver)
    app.synth()


if __name__ == "__main__":
    sys.exit(main())
