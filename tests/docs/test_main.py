"""The generated documentation is what its sources say."""

import json
from pathlib import Path

import pytest

from alerts.catalogue import catalogue
from docs import __main__ as docs
from pipeline.vendors import VENDORS


@pytest.mark.parametrize("name", docs.PAGES)
def test_page_is_not_stale(name: str) -> None:
    assert (docs.FOLDER / name).read_text(encoding="utf-8") == docs.PAGES[name](), "run make docs"


def test_stale_page_is_told_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "FOLDER", tmp_path)
    assert docs.main(["--check"]) == 1
    assert "stale, run make docs: docs/alerts.md" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_stale_page_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "FOLDER", tmp_path)
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0


def test_every_alert_has_a_row() -> None:
    page = docs.PAGES["alerts.md"]()
    assert [name for name in catalogue() if f"| `{name}` |" not in page] == []


def test_every_vendor_has_a_section_with_its_source() -> None:
    page = docs.PAGES["vendors.md"]()
    assert [name for name, vendor in VENDORS.items() if f"## `{name}`" not in page or vendor.source not in page] == []


def test_schema_refuses_unknown_keys_as_the_configuration_does() -> None:
    schema = json.loads(docs.PAGES["configuration.schema.json"]())
    assert schema["additionalProperties"] is False
    assert (schema["required"], schema["then"]) == ([], {"required": ["destinations"]})
    assert [one["required"] for one in schema["anyOf"]] == [["accounts"], ["organization"]]
