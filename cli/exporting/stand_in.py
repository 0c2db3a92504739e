"""An account that stands in for any: its name, id and region are found again in the Terraform and become expressions.

The words are as long as what they stand for can be, since an alarm's description is cut to what is left beside them.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from alerts.document import Document
from cli.judgement.synthesis import synthesise
from pipeline.configuration import Configuration
from pipeline.description import CONSOLES
from pipeline.design import design
from pipeline.pipeline import Pipeline

NAME = "zz-name-of-a-modulex"
ACCOUNT_NAME = "zz-name-of-an-account-in-forty-character"
ACCOUNT_ID = "909090909090"
REGION = "zz-anyregion-1"
DESTINATION = "on-call"
ENDPOINT = "ENDPOINT"

EXPRESSIONS: tuple[tuple[str, str], ...] = (
    (f"logs.{REGION}.amazonaws.com", "logs.${local.region}.${local.dns_suffix}"),
    (CONSOLES["aws"], "${local.console}"),
    ("arn:aws:", "arn:${local.partition}:"),
    (NAME, "${var.name}"),
    (ACCOUNT_NAME, "${var.account_name}"),
    (ACCOUNT_ID, "${local.account_id}"),
    (REGION, "${local.region}"),
)
"""What stands in, and the expression for it, in the order of replacing."""

Terraform = dict[str, Any]


def pipeline() -> Pipeline:
    """Every alert of the catalogue that needs no parameters, ringing at one HTTPS endpoint."""
    settings = {
        "name": NAME,
        "destinations": {DESTINATION: {"vendor": "https", "url": f"env:{ENDPOINT}"}},
        "alerts": {"packs": ["all"]},
        "accounts": [{"name": ACCOUNT_NAME, "id": ACCOUNT_ID, "region": REGION}],
    }
    (designed,) = design(Configuration.model_validate(settings), Document("the module", settings, {}))
    return designed


def terraform() -> Terraform:
    """Its Terraform as cdktf synthesises it, with expressions where something stood in."""
    with tempfile.TemporaryDirectory(prefix="trailbell-module-") as name:
        configuration = Configuration.model_fields["state"].get_default()
        stacks = synthesise((pipeline(),), configuration, Path(name).resolve())
    made: Terraform = expressed(stacks[ACCOUNT_NAME])
    return made


def expressed(document: Any) -> Any:
    """With expressions where something stood in."""
    text = json.dumps(document, ensure_ascii=False)
    for word, expression in EXPRESSIONS:
        text = text.replace(word, expression)
    return json.loads(text)
