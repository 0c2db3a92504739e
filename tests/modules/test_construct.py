"""A finding is led to its Terraform by the id of a construct: both sides must call it the same."""

from pathlib import Path

import pytest

from pipeline.configuration import load
from pipeline.construct import constructs
from pipeline.design import design
from tests.modules.synthesis import stack_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.parametrize("name", ["channels", "amazon-q", "alert-logic", "audited"])
def test_every_part_is_found_under_the_id_of_its_construct(name: str) -> None:
    pipeline = design(*load(EXAMPLES / f"{name}.yaml"))[0]
    resources = [one for kind in stack_of(pipeline)["resource"].values() for one in kind.values()]
    written = {one["//"]["metadata"]["path"].split("/")[1] for one in resources}
    assert {construct for construct, part in constructs(pipeline) if not pipeline.exists(part)} == written
