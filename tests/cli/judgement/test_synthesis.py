import json
import os
from pathlib import Path

import pytest

from cli.judgement.synthesis import synthesise, write_for_checkov
from pipeline.configuration import State
from tests.modules.synthesis import stack_of
from tests.pipeline.written import the_pipeline


def test_the_terraform_is_what_would_be_deployed(tmp_path: Path) -> None:
    pipeline = the_pipeline()
    assert synthesise([pipeline], State(), tmp_path) == {"production": stack_of(pipeline)}


def test_the_copy_for_checkov_lacks_nothing_but_the_version_of_terraform(tmp_path: Path) -> None:
    terraform = stack_of(the_pipeline())
    write_for_checkov({"production": terraform}, tmp_path)
    copy = json.loads((tmp_path / "production/cdk.tf.json").read_text())
    copy["terraform"]["required_version"] = terraform["terraform"]["required_version"]
    assert copy == terraform


def test_the_copy_for_checkov_lacks_import_blocks(tmp_path: Path) -> None:
    terraform = {**stack_of(the_pipeline()), "import": [{"to": "aws_sns_topic.x", "id": "x"}]}
    write_for_checkov({"production": terraform}, tmp_path)
    assert "import" not in json.loads((tmp_path / "production/cdk.tf.json").read_text())


def test_node_is_found_without_an_environment_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JSII_NODE", raising=False)
    synthesise([the_pipeline()], State(), tmp_path)
    assert Path(os.environ["JSII_NODE"]).is_file()
    monkeypatch.delenv("JSII_NODE")
