"""How the file of known regions is made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bindings import regions


@pytest.fixture
def partitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two partitions in place of botocore's."""
    file = tmp_path / "partitions.json"
    named = [{"regions": {"us-east-1": {}, "aws-global": {}}}, {"regions": {"cn-north-1": {}}}]
    file.write_text(json.dumps({"partitions": named}))
    monkeypatch.setattr(regions, "_PARTITIONS", file)
    monkeypatch.setattr(regions.botocore, "__version__", "1.2.3")


def test_regions_of_all_partitions_are_listed_without_those_that_are_none(partitions: None) -> None:
    assert regions.text() == "# botocore 1.2.3\ncn-north-1\nus-east-1\n"


def test_the_file_is_written(
    partitions: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(regions, "OUTPUT", tmp_path / "regions.txt")
    assert regions.main() == 0
    assert (tmp_path / "regions.txt").read_text() == regions.text()
    assert capsys.readouterr().err == "written: regions.txt\n"
