from pathlib import Path

import pytest

from cli.repair import _workspace
from cli.repairing.terraform import TerraformFailedError
from pipeline.configuration import load
from pipeline.design import design
from tests.cli.command import Command


def test_without_anybody_to_ask_nothing_is_begun(trailbell: Command, configuration: Path) -> None:
    ended = trailbell("repair", "-c", str(configuration))
    assert ended.status == 2
    assert "there is nobody to ask; give --yes, or --dry-run" in ended.stderr


def test_an_account_that_cannot_be_read_is_told_and_ends_with_2(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILERT_URL", "https://api.ilert.com/api/v1/events/cloudwatch/planted")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    ended = trailbell("repair", "-c", str(configuration), "--dry-run", "-a", "staging")
    assert ended.status == 2
    assert "account 444455556666: unchecked" in ended.stdout
    said = " ".join(ended.stdout.split())
    assert "The account could not be read" in said
    assert "see to what the message names" in said


def test_a_folder_that_cannot_be_written_is_named_with_the_option_for_another(
    configuration: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    loaded, document = load(configuration)
    pipeline, _ = design(loaded, document)
    with pytest.raises(
        TerraformFailedError, match=r"file/cdktf.out/repair cannot be written: .*; give another --output"
    ):
        _workspace(loaded, pipeline, tmp_path / "file" / "cdktf.out")
