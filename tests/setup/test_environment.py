"""The environment that the Makefile, the tests and people share."""

import os
import subprocess
from pathlib import Path

import pytest

from setup.environment import environment, exports, missing


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout whose name has a space and a quote in it, as a folder of a user's may."""
    folder = tmp_path / "it's a checkout"
    (folder / ".tools/bin").mkdir(parents=True)
    return folder


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_programs_of_the_project_come_first(root: Path) -> None:
    path = environment({"PATH": "/usr/bin"}, root)["PATH"].split(os.pathsep)
    assert path == [str(root / ".tools/bin"), str(root / ".venv/bin"), str(root / "node_modules/.bin"), "/usr/bin"]


def test_environment_within_itself_changes_nothing(root: Path) -> None:
    once = environment({"PATH": "/usr/bin"}, root)
    assert environment(once, root) == once


def test_other_variables_are_kept(root: Path) -> None:
    assert environment({"AWS_REGION": "eu-west-1"}, root)["AWS_REGION"] == "eu-west-1"


def test_terraform_configuration_that_is_missing_is_taken_out(root: Path) -> None:
    assert "TF_CLI_CONFIG_FILE" not in environment({"TF_CLI_CONFIG_FILE": str(root / "no-such-file")}, root)


def test_terraform_configuration_of_the_user_is_kept(root: Path) -> None:
    (root / ".tools/terraformrc").touch()
    own = root / "own.tfrc"
    own.touch()
    assert environment({"TF_CLI_CONFIG_FILE": str(own)}, root)["TF_CLI_CONFIG_FILE"] == str(own)


def test_terraform_configuration_of_set_up_is_used_where_the_user_has_none(root: Path) -> None:
    ours = root / ".tools/terraformrc"
    ours.touch()
    assert environment({}, root)["TF_CLI_CONFIG_FILE"] == str(ours)


def test_terraform_configuration_that_gave_no_provider_is_replaced(root: Path) -> None:
    own = root / "own.tfrc"
    own.touch()
    ours = root / ".tools/terraformrc"
    ours.touch()
    (root / ".tools/refused-terraformrc").write_text(f"{own}\n")
    assert environment({"TF_CLI_CONFIG_FILE": str(own)}, root)["TF_CLI_CONFIG_FILE"] == str(ours)


def test_opentofu_is_named_where_set_up_found_it(root: Path) -> None:
    program(root / ".tools/bin/tofu")
    assert environment({}, root)["TERRAFORM_BINARY_NAME"] == "tofu"


def test_terraform_the_user_names_is_kept(root: Path) -> None:
    assert environment({"TERRAFORM_BINARY_NAME": "tf"}, root)["TERRAFORM_BINARY_NAME"] == "tf"


def test_missing_terraform_is_named_with_the_remedy(root: Path) -> None:
    assert "Terraform >= 1.5 or OpenTofu is missing; `make setup`" in str(missing(root, {"PATH": ""}))


def test_missing_provider_is_named_with_the_remedy(root: Path) -> None:
    program(root / ".tools/bin/terraform")
    assert "AWS provider is missing; `make setup`" in str(missing(root, {"PATH": ""}))


def test_nothing_is_missing_when_terraform_and_the_provider_are_there(root: Path) -> None:
    program(root / ".tools/bin/terraform")
    (root / ".tools/providers").mkdir()
    assert missing(root, {"PATH": ""}) is None


def test_exports_give_a_shell_the_same_environment(root: Path) -> None:
    base = {"PATH": os.defpath, "TF_CLI_CONFIG_FILE": "/no/such/file"}
    script = f"{exports(base, root)}\nenv -0"
    shell = subprocess.run(["/bin/sh", "-c", script], env=base, capture_output=True, text=True, check=True)
    seen = dict(line.split("=", 1) for line in shell.stdout.split("\0") if line)
    assert {name: seen.get(name) for name in environment(base, root)} == environment(base, root)
    assert "TF_CLI_CONFIG_FILE" not in seen
