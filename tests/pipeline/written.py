"""What a user may have written: a small configuration, and what becomes of one."""

import contextlib
import tempfile
from pathlib import Path

import pytest

from alerts.document import Document
from alerts.errors import InputError
from pipeline.configuration import Configuration, load
from pipeline.design import design
from pipeline.pipeline import Pipeline

FILE = "trailbell.yaml"

SMALL = """\
destinations:
  on-call: {vendor: ilert, url: "env:ILERT_URL"}
accounts:
  - {name: production, id: "111122223333", region: eu-west-1}
"""


def small(replaced: str = "", by: str = "", *, more: str = "") -> str:
    """The small configuration with one piece replaced and something added."""
    assert replaced in SMALL
    return (SMALL.replace(replaced, by) if replaced else SMALL) + more


def loaded(text: str) -> tuple[Configuration, Document]:
    """The configuration that this text is."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path(FILE).write_text(text)
        return load(Path(FILE))


def designed(text: str) -> tuple[Pipeline, ...]:
    """The pipelines that this text describes."""
    return design(*loaded(text))


def the_pipeline(text: str = SMALL) -> Pipeline:
    """The pipeline of the only account that this text describes."""
    (pipeline,) = designed(text)
    return pipeline


def refusal(text: str) -> str:
    """The whole text by which this text is refused."""
    with pytest.raises(InputError) as caught:
        designed(text)
    return str(caught.value)
