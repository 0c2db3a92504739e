"""The provider comes the way the user configured Terraform, or from a mirror on the disk."""

import os
from pathlib import Path

import pytest

from setup.environment import environment
from setup.provider import ProviderError, provide

GIVEN = 'gives 5.100.0"'
CONSTRAINT = ">= 5.100.0, < 7.0.0"

# Stands in for `terraform init`: the configuration it is pointed at names the only version it can get.
TERRAFORM = """\
#!/bin/sh
echo init >> "{log}"
configuration=${{TF_CLI_CONFIG_FILE:-{registry}}}
wanted=$(sed -n 's/.*"version": "\\([^"]*\\)".*/\\1/p' main.tf.json)
if grep -qF "gives $wanted\\"" "$configuration" 2>/dev/null; then
    mkdir -p .terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64
    exit 0
fi
echo '│ Error: Failed to query available provider packages' >&2
echo '│ ' >&2
echo '│ could not connect to' >&2
echo '│ registry.terraform.io' >&2
exit 1
"""


class Machine:
    """A checkout, a registry that answers or does not, and the rest of a disk."""

    def __init__(self, folder: Path) -> None:
        self.tools = folder / "checkout/.tools"
        self.disk = folder / "disk"
        self.registry = folder / "registry"
        self.log = folder / "log"
        self.disk.mkdir()
        terraform = self.tools / "bin/terraform"
        terraform.parent.mkdir(parents=True)
        terraform.write_text(TERRAFORM.format(log=self.log, registry=self.registry))
        terraform.chmod(0o755)

    def set_up(self, **base: str) -> str:
        return provide(self.tools, CONSTRAINT, {"PATH": os.defpath, **base}, self.disk)

    def configuration_in_use(self, **base: str) -> str | None:
        return environment(base, self.tools.parent).get("TF_CLI_CONFIG_FILE")

    def mirror(self, version: str) -> Path:
        folder = self.disk / f"gives {version}"
        (folder / "registry.terraform.io/hashicorp/aws").mkdir(parents=True)
        return folder

    def own_configuration(self, content: str) -> str:
        own = self.disk / "own.tfrc"
        own.write_text(content)
        return str(own)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_provider_comes_from_the_registry_where_it_answers(machine: Machine) -> None:
    machine.registry.write_text(GIVEN)
    assert machine.set_up() == "AWS provider taken from Terraform's own sources"
    assert (machine.tools / "providers/registry.terraform.io/hashicorp/aws/5.100.0").is_dir()
    assert machine.configuration_in_use() == str(machine.tools / "terraformrc")


def test_provider_that_is_there_is_not_fetched_again(machine: Machine) -> None:
    machine.registry.write_text(GIVEN)
    machine.set_up()
    machine.set_up()
    assert machine.log.read_text() == "init\n"


def test_provider_is_fetched_again_after_an_interrupted_set_up(machine: Machine) -> None:
    machine.registry.write_text(GIVEN)
    machine.set_up()
    (machine.tools / "terraformrc").unlink()
    machine.set_up()
    assert machine.log.read_text() == "init\ninit\n"


def test_provider_is_fetched_again_when_the_mirror_it_came_from_is_gone(machine: Machine) -> None:
    machine.registry.write_text(GIVEN)
    machine.set_up()
    platform = next(machine.tools.glob("providers/*/*/*/*/*"))
    platform.rmdir()
    platform.symlink_to("gone")
    machine.set_up()
    assert platform.is_dir()


def test_configuration_is_written_anew_in_a_moved_checkout(machine: Machine) -> None:
    machine.registry.write_text(GIVEN)
    machine.set_up()
    machine.tools = machine.tools.parent.rename(machine.disk / "moved") / ".tools"
    machine.set_up()
    assert str(machine.tools) in (machine.tools / "terraformrc").read_text()


def test_provider_comes_from_a_mirror_where_the_registry_does_not_answer(machine: Machine) -> None:
    folder = machine.mirror("5.100.0")
    assert machine.set_up() == f"AWS provider taken from {folder}"
    assert machine.configuration_in_use() == str(machine.tools / "terraformrc")


def test_mirror_with_another_allowed_version_does(machine: Machine) -> None:
    folder = machine.mirror(CONSTRAINT)
    assert machine.set_up() == f"AWS provider taken from {folder}"


def test_configuration_of_the_user_stays_in_use_where_it_gives_the_provider(machine: Machine) -> None:
    own = machine.own_configuration(GIVEN)
    machine.set_up(TF_CLI_CONFIG_FILE=own)
    assert machine.configuration_in_use(TF_CLI_CONFIG_FILE=own) == own


def test_configuration_of_the_user_gives_way_where_it_gives_no_provider(machine: Machine) -> None:
    own = machine.own_configuration("nothing")
    machine.mirror("5.100.0")
    machine.set_up(TF_CLI_CONFIG_FILE=own)
    assert machine.configuration_in_use(TF_CLI_CONFIG_FILE=own) == str(machine.tools / "terraformrc")


def test_settings_of_the_shell_do_not_move_what_terraform_writes(machine: Machine) -> None:
    machine.registry.write_text(GIVEN)
    terraform = machine.tools / "bin/terraform"
    terraform.write_text(terraform.read_text().replace("exit 0", 'exit "${TF_DATA_DIR:-0}"'))
    assert machine.set_up(TF_DATA_DIR="3") == "AWS provider taken from Terraform's own sources"


def test_provider_that_cannot_be_had_is_named_with_the_remedy(machine: Machine) -> None:
    with pytest.raises(ProviderError) as caught:
        machine.set_up()
    assert str(caught.value) == (
        "the AWS provider cannot be had, and no mirror of it is on this disk:"
        " Failed to query available provider packages could not connect to registry.terraform.io."
        " Allow registry.terraform.io, or name a Terraform configuration with a mirror in TF_CLI_CONFIG_FILE"
    )


def test_provider_that_cannot_be_had_leaves_nothing_behind(machine: Machine) -> None:
    with pytest.raises(ProviderError):
        machine.set_up()
    assert [path.name for path in machine.tools.iterdir()] == ["bin"]
