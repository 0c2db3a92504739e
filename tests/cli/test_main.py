import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli import main
from tests.cli.command import SOURCES, VERBS, Command, start

each_verb = pytest.mark.parametrize("verb", VERBS)


def with_its_own_verbs(verb: str) -> Iterator[tuple[str, ...]]:
    """The verb, and each verb of the verb."""
    yield (verb,)
    command = main.trailbell.get_command(click.Context(main.trailbell), verb)
    if isinstance(command, click.Group):
        yield from ((verb, name) for name in command.list_commands(click.Context(command)))


@each_verb
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_goes_to_stdout_and_exits_with_zero(trailbell: Command, verb: str, option: str) -> None:
    for arguments in with_its_own_verbs(verb):
        ended = trailbell(*arguments, option)
        assert (ended.status, ended.stderr) == (0, "")
        assert ended.stdout.startswith(" ".join(("Usage: trailbell", *arguments)))


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_of_every_verb_has_examples_that_start_with_the_command(trailbell: Command, verb: str) -> None:
    ended = trailbell(*filter(None, [verb]), "--help")
    _, _, examples = ended.stdout.partition("Examples:\n")
    assert f"trailbell {verb}".rstrip() in examples


def test_list_of_verbs_says_what_each_one_does(trailbell: Command) -> None:
    text = " ".join(trailbell("--help").stdout.split())
    assert [verb for verb, summary in main.VERBS.items() if f"{verb} {summary}" not in text] == []


def test_version_is_told(trailbell: Command) -> None:
    ended = trailbell("--version")
    assert (ended.status, ended.stdout.split()[0]) == (0, "trailbell,")


@each_verb
def test_unknown_option_exits_with_two_and_is_told_on_stderr(trailbell: Command, verb: str) -> None:
    for arguments in with_its_own_verbs(verb):
        ended = trailbell(*arguments, "--nope")
        assert (ended.status, ended.stdout) == (2, "")
        assert "No such option '--nope'." in ended.stderr


@pytest.mark.parametrize("arguments", [(), ("nope",), ("--nope",), ("check", "extra"), ("completion",)], ids=" ".join)
def test_wrong_arguments_exit_with_two_and_are_told_on_stderr(trailbell: Command, arguments: tuple[str, ...]) -> None:
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


def test_check_imports_nothing_to_draw_with_where_the_report_is_json() -> None:
    heavy = "{'boto3', 'cdktf', 'rich', 'sqlite3', 'validators.reports.html'}"
    report = "Report((), (), datetime.now(UTC))"
    code = f"""
import sys
from datetime import UTC, datetime
from cli.check import check, publish
from validators.reports.report import Report
publish({report}, (), as_json=True)
print(sorted({heavy} & set(sys.modules)))
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"


def test_nothing_is_looked_through_for_garbage_when_the_command_ends() -> None:
    code = """
import atexit, gc, sys
atexit.register(lambda: print(gc.get_freeze_count() > 0))
from cli.main import main
sys.argv = ["trailbell", "--help"]
main()
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "True"


def test_every_verb_can_be_called_where_only_what_is_installed_is_found(tmp_path: Path) -> None:
    installed = tomllib.loads((SOURCES / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]
    for pattern in installed["include"]:
        package = pattern.rstrip("*")
        (tmp_path / package).symlink_to(SOURCES / package)
    code = f"import importlib; print([importlib.import_module('cli.' + verb).__name__ for verb in {VERBS}])"
    ended = subprocess.run(
        [sys.executable, "-P", "-c", code.replace("-", "_")],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
