"""Remedies in the lines of a table."""

import io
import json
import shlex
import subprocess

import pytest
from rich.console import Console

from pipeline.policy_document import PolicyDocument, allow, service
from validators.granting import key, queue, topic
from validators.reports.remedy import Labelled, lines

TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"
POLICY = PolicyDocument(
    (
        allow("Two words", "sns:Publish", TOPIC, Principal={"AWS": "111122223333"}),
        allow("Alarms", ["sns:Publish", "sns:Subscribe"], TOPIC, Principal=service("cloudwatch.amazonaws.com")),
    )
).json()
COMMANDS = {
    "topic": topic(TOPIC)(POLICY),
    "key": key("eu-west-1", "1234")(POLICY),
    "queue": queue("arn:aws:sqs:eu-west-1:111122223333:alarms")("{}"),
    "spaced": topic(TOPIC)(json.dumps(json.loads(POLICY))),
    "apostrophes": topic(TOPIC)(
        json.dumps({"Sid": "it's two 'words, and more' words", "It's \\ more": ["'", '"', " '"]})
    ),
    "quote": 'aws iam put-role-policy --role-name x --policy-name y --policy-document \'{"a": "it\'"\'"\'s"}\'',
}


def words_of(command: str) -> list[object]:
    """What a shell gives to the program; JSON by meaning."""
    script = f"aws() {{ printf '%s|' \"$@\"; }}; {command}"
    given = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.split("|")
    return [json.loads(word) if word.startswith("{") else word for word in given]


@pytest.mark.parametrize("width", [60, 79, 100])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_over_several_lines_is_the_same_command(name: str, width: int) -> None:
    indented = "\n          ".join(lines(COMMANDS[name], width))
    assert words_of(indented) == words_of(COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_lines_fit(name: str) -> None:
    assert max(map(len, lines(COMMANDS[name], 79))) <= 79


def test_no_blank_follows_the_backslash_that_ends_a_line() -> None:
    console = Console(width=80, file=io.StringIO(), color_system=None)
    console.print(Labelled("repair", COMMANDS["topic"], 20))
    printed = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert printed[0] == "          repair    aws sns set-topic-attributes --region eu-west-1 \\"
    assert [line for line in printed if line != line.rstrip() or len(line) > 80] == []
    assert words_of("\n".join(printed).partition("repair")[2]) == words_of(COMMANDS["topic"])


@pytest.mark.parametrize("width", [12, 30])
def test_nothing_is_cut_where_there_is_little_room(width: int) -> None:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(Labelled("", "word " * 20, 20))
    assert console.file.getvalue().split() == ["word"] * 20  # type: ignore[attr-defined]


def test_words_are_broken_under_each_other() -> None:
    console = Console(width=60, file=io.StringIO(), color_system=None)
    console.print(Labelled("from", "three words " * 6, 20))
    printed = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert [line[:20].strip() for line in printed] == ["from", ""]


def test_a_command_begins_a_line_and_words_around_it_stay_words() -> None:
    text = "name theirs as existing.log_group; or turn it away from there: aws cloudtrail update-trail --name by-hand"
    assert [*lines(text, 60)] == [
        "name theirs as existing.log_group; or turn it away from there:",
        "aws cloudtrail update-trail --name by-hand",
    ]


def test_what_stands_after_a_command_is_a_line_of_its_own() -> None:
    text = "aws cloudtrail update-trail --name by-hand --is-organization-trail; or drop organization_trail"
    assert [*lines(text, 70)][1:] == ["or drop organization_trail"]


@pytest.mark.parametrize("text", ["cdktf deploy production", "let the vendor confirm it, or " * 5])
def test_words_are_left_to_the_table(text: str) -> None:
    assert [*lines(text, 60)] == [text]


def test_what_a_policy_holds_ends_no_command_and_begins_none() -> None:
    policy = json.dumps({"Sid": "'; or aws s3 ls --all" * 1200, "Effect": "Allow"})
    command = f"aws s3api put-bucket-policy --bucket theirs --policy {shlex.quote(policy)}"
    *told, last = lines(f"{command}; or name another one", 60)
    assert last == "or name another one"
    assert words_of("\n".join(told)) == words_of(command)


def test_any_number_of_commands_is_broken() -> None:
    assert len([*lines("; or ".join(["aws s3 ls --all"] * 2000), 60)]) >= 2000
