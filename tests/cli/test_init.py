import errno
import io
from pathlib import Path
from typing import Any

import pytest

from pipeline.configuration import load
from pipeline.design import design
from pipeline.vendors import VENDORS
from tests.cli.command import Command


@pytest.mark.parametrize("vendor", VENDORS)
def test_starter_of_every_vendor_is_a_configuration_that_can_be_designed(
    trailbell: Command, directory: Path, vendor: str
) -> None:
    assert trailbell("init", "--vendor", vendor).status == 0
    configuration, document = load(directory / "trailbell.yaml")
    (pipeline,) = design(configuration, document)
    assert configuration.destinations["on-call"].vendor == vendor
    assert pipeline.alarms


def test_starter_can_be_shown_at_once(trailbell: Command) -> None:
    trailbell("init")
    assert trailbell("show").status == 0


def test_account_and_region_stand_in_the_starter(trailbell: Command, directory: Path) -> None:
    trailbell("init", "--account-id", "012345678901", "--region", "ap-southeast-2")
    configuration, _ = load(directory / "trailbell.yaml")
    assert (configuration.accounts[0].id, configuration.accounts[0].region) == ("012345678901", "ap-southeast-2")


def test_next_step_names_the_file_as_a_shell_takes_it(trailbell: Command) -> None:
    ended = trailbell("init", "--output", "our accounts.yaml")
    assert "export TRAILBELL_CONFIG='our accounts.yaml', then" in ended.stdout


@pytest.mark.parametrize("vendor", VENDORS)
def test_next_step_names_the_variable_that_terraform_reads(trailbell: Command, directory: Path, vendor: str) -> None:
    ended = trailbell("init", "--vendor", vendor)
    configuration, _ = load(directory / "trailbell.yaml")
    variable = configuration.destinations["on-call"].url.removeprefix("env:")
    assert ended.stdout.startswith(f"wrote trailbell.yaml; next: put the endpoint into TF_VAR_{variable},")


def test_file_that_is_there_is_never_overwritten(trailbell: Command, directory: Path) -> None:
    (directory / "trailbell.yaml").write_text("mine")
    ended = trailbell("init")
    assert ended.status == 2
    assert ended.stderr == "trailbell.yaml: is already there; name another file with --output\n"
    assert (directory / "trailbell.yaml").read_text() == "mine"


def test_link_that_leads_nowhere_is_not_replaced(trailbell: Command, directory: Path) -> None:
    (directory / "trailbell.yaml").symlink_to("nowhere.yaml")
    assert trailbell("init").status == 2
    assert not (directory / "nowhere.yaml").exists()


def test_another_file_can_be_named(trailbell: Command, directory: Path) -> None:
    (directory / "accounts").mkdir()
    assert trailbell("init", "--output", "accounts/bell.yaml").status == 0
    assert [path.name for path in directory.rglob("*.yaml")] == ["bell.yaml"]


@pytest.mark.parametrize("output", ["missing/trailbell.yaml", "/proc/trailbell.yaml"])
def test_directory_that_cannot_be_written_is_told(trailbell: Command, directory: Path, output: str) -> None:
    ended = trailbell("init", "--output", output)
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"{output}: cannot be written: ")
    assert [*directory.iterdir()] == []


def test_full_disk_leaves_nothing_behind(trailbell: Command, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    opened = Path.open

    def open_full(path: Path, *arguments: Any, **options: Any) -> Any:
        opened(path, *arguments, **options).close()
        full = io.StringIO()
        monkeypatch.setattr(full, "write", write, raising=False)
        return full

    monkeypatch.setattr(Path, "open", open_full)
    ended = trailbell("init")
    assert (ended.status, ended.stderr) == (2, "trailbell.yaml: cannot be written: No space left on device\n")
    assert [*directory.iterdir()] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--region", "nowhere"), "got 'nowhere'"),
        (("--region", "us-east-1}, x: {"), "is not valid YAML"),
        (("--region", "us-east-1\nmore: 1"), ""),
        (("--account-id", "12"), "an account id is twelve digits, got '12'"),
        (("--vendor", "pager"), "'pager' is not one of"),
    ],
    ids=["region", "braces", "newline", "account", "vendor"],
)
def test_wrong_values_are_told_as_options_and_nothing_is_written(
    trailbell: Command, directory: Path, arguments: tuple[str, ...], said: str
) -> None:
    ended = trailbell("init", *arguments)
    assert (ended.status, ended.stdout) == (2, "")
    assert f"Invalid value for {'' if arguments[0] != '--vendor' else chr(39)}--" in ended.stderr
    assert said in ended.stderr
    assert "trailbell.yaml:" not in ended.stderr
    assert [*directory.iterdir()] == []
