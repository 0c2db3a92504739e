import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli import main
from tests.cli.command import VERBS, Command, start


def verbs(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """Every verb, and every verb of a verb."""
    context = click.Context(group)
    for name in group.list_commands(context):
        yield (*before, name)
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from verbs(command, *before, name)


EVERY_VERB = [*verbs(main.trailbell)]


@pytest.mark.parametrize("arguments", [(), *EVERY_VERB], ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_goes_to_stdout_and_exits_with_zero(trailbell: Command, arguments: tuple[str, ...], option: str) -> None:
    ended = trailbell(*arguments, option)
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.startswith(" ".join(("Usage: trailbell", *arguments)))


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_of_every_verb_has_examples_that_start_with_the_command(trailbell: Command, verb: str) -> None:
    ended = trailbell(*filter(None, [verb]), "--help")
    _, _, examples = ended.stdout.partition("Examples:\n")
    assert f"trailbell {verb}".rstrip() in examples


@pytest.mark.parametrize("verb", VERBS)
def test_no_line_of_help_is_longer_than_the_terminal(trailbell: Command, verb: str) -> None:
    assert [line for line in trailbell(verb, "--help").stdout.splitlines() if len(line) > 100] == []


def test_list_of_verbs_says_what_each_one_does(trailbell: Command) -> None:
    text = trailbell("--help").stdout
    assert all(summary in text for summary in main.VERBS.values())


def test_version_is_told(trailbell: Command) -> None:
    ended = trailbell("--version")
    assert (ended.status, ended.stdout.split()[0]) == (0, "trailbell,")


@pytest.mark.parametrize(
    "arguments",
    [(), ("nope",), ("--nope",), *((*verb, "--nope") for verb in EVERY_VERB), ("check", "extra"), ("completion",)],
    ids=" ".join,
)
def test_wrong_arguments_exit_with_two_and_say_so_on_stderr(trailbell: Command, arguments: tuple[str, ...]) -> None:
    ended = trailbell(*arguments)
    assert (ended.status, ended.stdout) == (2, "")
    assert "Usage: trailbell" in ended.stderr


def test_bug_is_told_in_two_lines_without_what_it_may_hold(trailbell: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.show.pipelines", broken)
    ended = trailbell("show")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith("trailbell has a bug: RuntimeError")
    assert "planted" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 2


def test_bug_shows_its_traceback_when_asked_to(trailbell: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.show.pipelines", broken)
    monkeypatch.setenv("TRAILBELL_DEBUG", "1")
    assert "RuntimeError: planted" in trailbell("show").stderr


def broken(*_: object) -> None:
    raise RuntimeError("planted")


def test_reader_that_has_seen_enough_is_no_drift_and_no_traceback(configuration: Path) -> None:
    process = start("show", environment=os.environ)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr:
        said = process.stderr.read()
    assert (process.wait(30), said) == (2, "")


def test_command_imports_neither_boto3_nor_the_configuration_before_a_verb_is_called() -> None:
    heavy = "{'boto3', 'pydantic', 'rich', 'cdktf'}"
    code = f"import sys, cli.main; print(sorted({heavy} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"
