"""The Terraform of one small account, to be reviewed by eye.

`make -s env` and then `python -m tests.golden.account` write account.json anew from account.yaml. cdktf's comments are
left out, and policies stand as they are read, not as the text that Terraform passes on.
"""

import json
from pathlib import Path
from typing import Any

from pipeline.configuration import load
from pipeline.design import design
from tests.modules.synthesis import stack_of

FOLDER = Path(__file__).parent
GOLDEN = FOLDER / "account.json"


def account() -> str:
    """What account.json should hold."""
    configuration, document = load(FOLDER / "account.yaml")
    (pipeline,) = design(configuration, document)
    return json.dumps(_readable(stack_of(pipeline, configuration.state)), indent=2) + "\n"


def _readable(value: Any) -> Any:
    match value:
        case dict():
            return {name: _readable(inner) for name, inner in value.items() if name != "//"}
        case list():
            return [_readable(inner) for inner in value]
        case str() if value.startswith('{"'):
            return json.loads(value)
        case _:
            return value


if __name__ == "__main__":
    GOLDEN.write_text(account())
