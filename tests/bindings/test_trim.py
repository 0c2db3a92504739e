"""The provider's schema is trimmed to the resources that are listed, the same way on every machine."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bindings import trim
from bindings.trim import TrimError, Wanted
from setup.environment import environment, missing

ROOT = Path(__file__).parents[2]
SETTINGS = ROOT / "cdktf.json"
COMMITTED = ROOT / "bindings" / trim.cache_name(trim.provider_constraint(SETTINGS))
AWS = trim.SOURCE


def full(*resources: str) -> dict[str, Any]:
    """What Terraform prints of a small provider."""
    sections = {"resource_schemas": {name: {"version": 0} for name in resources}, "data_source_schemas": {}}
    provider = {"provider": {"version": 0}, "functions": {}, **sections}
    return {"format_version": "1.0", "provider_schemas": {AWS: provider}}


def settings(folder: Path, *providers: str) -> Path:
    path = folder / "cdktf.json"
    path.write_text(json.dumps({"terraformProviders": providers}))
    return path


def listed(folder: Path, text: str) -> Path:
    path = folder / "resources.txt"
    path.write_text(text)
    return path


def test_list_names_resources_and_data_sources(tmp_path: Path) -> None:
    path = listed(tmp_path, "# why\nresource aws_sns_topic  # the topic\n\ndata aws_partition\n")
    assert trim.read_wanted(path) == (
        Wanted("resource_schemas", "aws_sns_topic", "resources.txt:2"),
        Wanted("data_source_schemas", "aws_partition", "resources.txt:4"),
    )


def test_line_of_another_form_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(TrimError, match=r"resources.txt:2: `aws_sns_topic` is neither `resource NAME` nor `data NAME`"):
        trim.read_wanted(listed(tmp_path, "\naws_sns_topic\n"))


def test_resource_the_provider_lacks_is_refused_with_its_place() -> None:
    wanted = (Wanted("resource_schemas", "aws_sns_topik", "resources.txt:1"),)
    with pytest.raises(TrimError, match=r"resources.txt:1: version 5.100.0 of the AWS provider has no `aws_sns_topik`"):
        trim.trim(full("aws_sns_topic"), wanted, "5.100.0")


def test_only_the_provider_and_what_is_listed_is_kept() -> None:
    wanted = (Wanted("resource_schemas", "aws_sns_topic", ""),)
    trimmed = trim.trim(full("aws_sns_topic", "aws_instance"), wanted, "5.100.0")
    assert trimmed["provider_schemas"][AWS] == {
        "provider": {"version": 0},
        "resource_schemas": {"aws_sns_topic": {"version": 0}},
        "data_source_schemas": {},
    }


def test_constraint_is_the_one_of_the_aws_provider(tmp_path: Path) -> None:
    path = settings(tmp_path, "random@~> 3.0", "aws@>= 5.1.0, < 6.0.0")
    assert trim.provider_constraint(path) == ">= 5.1.0, < 6.0.0"


def test_settings_without_the_aws_provider_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrimError, match=r'cdktf.json: terraformProviders names no "aws@CONSTRAINT"'):
        trim.provider_constraint(settings(tmp_path, "random@~> 3.0"))


def test_schema_is_that_of_the_lowest_version_allowed() -> None:
    assert trim.lowest_version(">= 5.100.0, < 7.0.0") == "5.100.0"


def test_constraint_without_a_lower_bound_is_refused() -> None:
    with pytest.raises(TrimError, match=r"the constraint `< 7.0.0` has no lower bound; begin it with `>= X.Y.Z`"):
        trim.lowest_version("< 7.0.0")


def test_file_bears_the_name_cdktf_looks_for() -> None:
    assert trim.cache_name(">= 5.100.0, < 7.0.0") == "aws@%3E%3D%205.100.0%2C%20%3C%207.0.0.json"


def test_schema_of_opentofu_is_kept_under_the_name_cdktf_asks_for() -> None:
    tofu = full("aws_sns_topic")
    tofu["provider_schemas"] = {"registry.opentofu.org/hashicorp/aws": tofu["provider_schemas"][AWS]}
    assert list(trim.trim(tofu, (), "5.100.0")["provider_schemas"]) == [AWS]


def test_schema_of_an_older_constraint_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "aws@%3E%3D%204.0.0.json").touch()
    listed(tmp_path, "resource aws_sns_topic")
    monkeypatch.setattr(trim, "full_schema", lambda _: full("aws_sns_topic"))
    written = trim.write_schema(tmp_path, settings(tmp_path, "aws@>= 5.0.0"))
    assert list(tmp_path.glob("aws@*")) == [written]


def test_missing_terraform_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERRAFORM_BINARY_NAME", "no-such-terraform")
    with pytest.raises(TrimError, match="no-such-terraform is not on the PATH; run this as `make bindings`"):
        trim.full_schema("5.100.0")


def test_committed_schema_holds_what_is_listed() -> None:
    provider = json.loads(COMMITTED.read_text())["provider_schemas"][AWS]
    held = {(section, name) for section in trim.SECTIONS.values() for name in provider[section]}
    assert held == {(entry.section, entry.name) for entry in trim.read_wanted(ROOT / "bindings/resources.txt")}


def test_committed_schema_leaves_the_version_to_the_constraint() -> None:
    assert "provider_versions" not in json.loads(COMMITTED.read_text())


@pytest.mark.terraform
@pytest.mark.skipif(missing() is not None, reason=str(missing()))
def test_committed_schema_is_what_terraform_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(os.environ).items():
        monkeypatch.setenv(name, value)
    listed(tmp_path, (ROOT / "bindings/resources.txt").read_text())
    assert trim.write_schema(tmp_path, SETTINGS).read_bytes() == COMMITTED.read_bytes()
