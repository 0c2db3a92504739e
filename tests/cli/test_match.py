"""trailbell match: what it prints, and how it ends."""

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli import event_output
from tests.cli.command import SOURCES, Command, start

LOGIN = (
    '{"eventTime":"2024-05-14T09:08:01Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin",'
    '"awsRegion":"us-east-1","sourceIPAddress":"203.0.113.24","userIdentity":{"type":"IAMUser","userName":"alice"}}'
)
CREATE = '{"eventName":"CreateUser",  "errorCode":"AccessDenied"}'
PATTERN = '{ $.eventName = "ConsoleLogin" }'


@pytest.fixture
def events(directory: Path) -> Path:
    path = directory / "events.jsonl"
    path.write_text(f"{LOGIN}\n{CREATE}\n")
    return path


def test_matching_events_are_printed_as_they_stand_in_the_input(trailbell: Command, events: Path) -> None:
    ended = trailbell("match", '{ $.eventName = "C*" && $.errorCode = * }', "events.jsonl")
    assert (ended.status, ended.stdout, ended.stderr) == (0, f"{CREATE}\n", "")


def test_without_a_match_nothing_is_printed_and_the_status_is_one(trailbell: Command, events: Path) -> None:
    ended = trailbell("match", '{ $.eventName = "StopLogging" }', "events.jsonl")
    assert (ended.status, ended.stdout, ended.stderr) == (1, "", "")


def test_a_file_of_cloudtrail_becomes_one_line_an_event(trailbell: Command, directory: Path) -> None:
    records = json.dumps({"Records": [json.loads(LOGIN), json.loads(CREATE)]}, indent=2)
    (directory / "trail.json.gz").write_bytes(gzip.compress(records.encode()))
    assert trailbell("match", PATTERN, "trail.json.gz").stdout == f"{LOGIN}\n"


def test_files_and_folders_are_searched_together(trailbell: Command, events: Path, directory: Path) -> None:
    (directory / "logs").mkdir()
    (directory / "logs" / "a.json").write_text(LOGIN)
    assert trailbell("match", PATTERN, "events.jsonl", "logs").stdout == f"{LOGIN}\n" * 2


@pytest.mark.parametrize("files", [(), ("-",)])
def test_standard_input_is_searched(
    trailbell: Command, monkeypatch: pytest.MonkeyPatch, files: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{LOGIN}\n{CREATE}\n".encode())))
    assert trailbell("match", PATTERN, *files).stdout == f"{LOGIN}\n"


def test_a_person_at_a_terminal_is_asked_for_a_file(trailbell: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.StringIO()
    monkeypatch.setattr(stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", stdin)
    ended = trailbell("match", PATTERN)
    assert (ended.status, ended.stdout) == (2, "")
    assert "Error: name a file or a folder, or pipe events in" in ended.stderr


@pytest.mark.parametrize("option", ["--count", "-c"])
def test_count_is_only_a_number(trailbell: Command, events: Path, option: str) -> None:
    assert trailbell("match", option, '{ $.eventName = "C*" }', "events.jsonl").stdout == "2\n"


def test_count_of_none_is_zero_and_the_status_one(trailbell: Command, events: Path) -> None:
    ended = trailbell("match", "--count", "{ $.a = 1 }", "events.jsonl")
    assert (ended.status, ended.stdout) == (1, "0\n")


def test_verdicts_stand_before_every_event(trailbell: Command, events: Path) -> None:
    assert trailbell("match", "--verdicts", PATTERN, "events.jsonl").stdout == f"yes\t{LOGIN}\nno\t{CREATE}\n"


def test_the_clause_that_decided_is_explained_for_every_event(trailbell: Command, events: Path) -> None:
    pattern = '{ ($.eventName = "C*") && ($.errorCode NOT EXISTS) }'
    assert trailbell("match", "--explain", pattern, "events.jsonl").stdout == (
        "events.jsonl\n"
        "yes  event 1: 2024-05-14T09:08:01Z signin:ConsoleLogin by alice from 203.0.113.24 in us-east-1\n"
        '       yes  $.eventName = "C*"  ($.eventName: "ConsoleLogin")\n'
        "       yes  $.errorCode NOT EXISTS  ($.errorCode: not in the event)\n"
        "no   event 2: CreateUser: AccessDenied\n"
        '       no   $.errorCode NOT EXISTS  ($.errorCode: "AccessDenied")\n'
    )


def test_explanations_name_each_file_once(trailbell: Command, events: Path, directory: Path) -> None:
    (directory / "more.json").write_text(LOGIN)
    lines = trailbell("match", "--explain", PATTERN, "events.jsonl", "more.json").stdout.splitlines()
    assert [line for line in lines if ".json" in line] == ["events.jsonl", "more.json"]


def test_pretty_events_go_over_several_lines(trailbell: Command, events: Path) -> None:
    ended = trailbell("match", "--pretty", "{ $.errorCode = * }", "events.jsonl")
    assert ended.stdout == '{\n  "eventName": "CreateUser",\n  "errorCode": "AccessDenied"\n}\n'


def test_patterns_that_are_no_json_pattern_look_at_the_compact_text(trailbell: Command, events: Path) -> None:
    assert trailbell("match", "alice -AccessDenied", "events.jsonl").stdout == f"{LOGIN}\n"


def test_a_syntax_error_is_shown_with_a_caret(trailbell: Command, events: Path) -> None:
    ended = trailbell("match", '{ $.eventName == "ConsoleLogin" }', "events.jsonl")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr == (
        "'==' is not an operator of filter patterns: write =\n"
        '    { $.eventName == "ConsoleLogin" }\n'
        "                  ^^\n"
    )


def test_a_doubtful_pattern_is_used_and_noted(trailbell: Command, events: Path) -> None:
    ended = trailbell("match", "{ $.readOnly = true }", "events.jsonl")
    assert ended.status == 1
    assert ended.stderr == "note: = true matches the text 'true' only: write IS TRUE for a boolean\n"


def test_a_missing_file_is_told_and_the_others_searched(trailbell: Command, events: Path) -> None:
    ended = trailbell("match", PATTERN, "missing.json", "events.jsonl")
    assert (ended.status, ended.stdout) == (0, f"{LOGIN}\n")
    assert ended.stderr == "missing.json: cannot be read: No such file or directory\n"


def test_no_match_in_what_could_be_read_cannot_tell(trailbell: Command, directory: Path) -> None:
    (directory / "events.jsonl").write_text(f"{CREATE}\n{LOGIN[:-4]}\n")
    ended = trailbell("match", PATTERN, "events.jsonl")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith("events.jsonl:2:")
    assert ended.stderr.endswith("ends in the middle; left out, 1 event read\n")


def test_files_that_hold_no_events_by_their_names_do_not_count_as_unread(trailbell: Command, events: Path) -> None:
    (events.parent / "README.md").write_text("hello")
    ended = trailbell("match", "{ $.a = 1 }", ".")
    assert ended.status == 1
    assert ended.stderr.startswith(".: left out 1 files")


def test_the_name_of_a_file_cannot_write_to_the_terminal(trailbell: Command, directory: Path) -> None:
    ended = trailbell("match", PATTERN, "\x1b[31mred.json")
    assert ended.stderr == "\N{REPLACEMENT CHARACTER}[31mred.json: cannot be read: No such file or directory\n"


def test_a_pipe_gets_an_event_to_the_letter(trailbell: Command, directory: Path) -> None:
    (directory / "evil.json").write_text('{"a":"\x7f\u202e"}')
    assert trailbell("match", "{ $.a = * }", "evil.json").stdout == '{"a":"\x7f\u202e"}\n'


@pytest.mark.parametrize("option", [(), ("--verdicts",), ("--pretty",)])
def test_a_terminal_gets_it_escaped(
    trailbell: Command, directory: Path, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    (directory / "evil.json").write_text('{"a":"\x7f\u202e"}')
    text = trailbell("match", *option, "{ $.a = * }", "evil.json").stdout
    assert "\\u007f\\u202e" in text
    assert text.replace("\n", "").replace("\t", "").isprintable()


def test_half_a_character_is_written_as_json_writes_it(trailbell: Command, directory: Path) -> None:
    (directory / "half.json").write_text('{\n"a": "\\ud800 é"}')
    assert trailbell("match", "{ $.a = * }", "half.json").stdout == '{"a":"\\ud800 \\u00e9"}\n'


def test_a_long_search_tells_how_far_it_is(trailbell: Command, events: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(event_output, "QUIET_SECONDS", -1)
    events.write_text(f"{LOGIN}\n" * 256)
    ended = trailbell("match", "--count", PATTERN, "events.jsonl")
    assert (ended.status, ended.stdout) == (0, "256\n")
    assert "256 events, 255 matched, now events.jsonl" in ended.stderr


def test_a_reader_that_has_seen_enough_ends_the_search_quietly(directory: Path) -> None:
    (directory / "many.jsonl").write_text(f"{LOGIN}\n" * 20_000)
    process = start("match", PATTERN, "many.jsonl", environment=os.environ)
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        assert process.stdout.readline() == f"{LOGIN}\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.wait(20) == 2


def test_events_pass_through_before_the_input_ends(directory: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "cli.main", "match", PATTERN],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        process.stdin.write(f"{LOGIN}\n")
        process.stdin.flush()
        assert process.stdout.readline() == f"{LOGIN}\n"
    assert process.wait(20) == 0
