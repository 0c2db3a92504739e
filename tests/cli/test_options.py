from pathlib import Path

import pytest

from tests.cli.command import Command

both = pytest.mark.parametrize("verb", ["check", "show"])


@both
def test_broken_yaml_is_told_with_file_and_line(trailbell: Command, directory: Path, verb: str) -> None:
    (directory / "trailbell.yaml").write_text("name: bell\naccounts: [\n")
    ended = trailbell(verb)
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith("trailbell.yaml:3:1: is not valid YAML")
    assert "Traceback" not in ended.stderr


@both
def test_every_mistake_of_the_file_is_told_on_a_line_of_its_own(trailbell: Command, directory: Path, verb: str) -> None:
    text = 'nam: bell\ndestinations: {on-call: {url: "env:X"}}\naccounts: [{name: a, id: "1", region: us-east-1}]\n'
    (directory / "trailbell.yaml").write_text(text)
    ended = trailbell(verb)
    assert (ended.status, ended.stdout) == (2, "")
    assert [line.split(": ")[0] for line in ended.stderr.splitlines()] == ["trailbell.yaml:1:1", "trailbell.yaml:3:22"]


@both
def test_file_that_is_not_there_is_named(trailbell: Command, verb: str) -> None:
    ended = trailbell(verb)
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr == "trailbell.yaml: cannot read this file: No such file or directory\n"


@both
def test_directory_in_place_of_a_file_is_named(trailbell: Command, verb: str) -> None:
    ended = trailbell(verb, "--config", ".")
    assert (ended.status, ended.stderr) == (2, ".: cannot read this file: Is a directory\n")


@both
def test_unknown_account_is_told_with_those_that_are_known(trailbell: Command, configuration: Path, verb: str) -> None:
    ended = trailbell(verb, "--account", "nobody")
    assert (ended.status, ended.stdout) == (2, "")
    assert "no account is called 'nobody'; known are production, staging" in ended.stderr


def test_account_is_chosen_by_name_or_id(trailbell: Command, configuration: Path) -> None:
    by_name, by_id = trailbell("show", "--account", "staging"), trailbell("show", "-a", "444455556666")
    assert by_name == by_id
    assert "production" not in by_name.stdout


def test_accounts_stand_in_the_order_of_the_file(trailbell: Command, configuration: Path) -> None:
    text = trailbell("show", "-a", "staging", "-a", "production").stdout
    assert text.index("production  111122223333") < text.index("staging  444455556666")


def test_configuration_elsewhere_is_given_by_option_or_variable(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration.rename("elsewhere.yaml")
    by_option = trailbell("show", "--config", "elsewhere.yaml")
    monkeypatch.setenv("TRAILBELL_CONFIG", "elsewhere.yaml")
    assert trailbell("show") == by_option
    assert by_option.status == 0
