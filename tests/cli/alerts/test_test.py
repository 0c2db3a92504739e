"""trailbell alerts test."""

import io
import sys
from pathlib import Path

import pytest

from alerts.catalogue import catalogue
from cli import event_output
from tests.cli.alerts.written import MINE, Configure
from tests.cli.command import Command

WRONG = {
    **MINE,
    "id": "wrong",
    "examples": {"match": [{"eventName": "DisableKey"}], "no_match": [{"eventName": "CreateKey"}]},
}


def test_the_catalogue_passes_its_own_examples(trailbell: Command) -> None:
    ended = trailbell("alerts", "test")
    alerts = catalogue().values()
    count = sum(len(alert.examples.match) + len(alert.examples.no_match) for alert in alerts)
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout == f"{len(alerts)} alerts, {count} example events: all came out as declared\n"


def test_examples_that_fail_are_told(trailbell: Command, configure: Configure) -> None:
    configure(WRONG)
    ended = trailbell("alerts", "test")
    assert ended.status == 1
    *told, total = ended.stdout.splitlines()
    assert told == ["wrong: no   match 1: DisableKey  WRONG", "wrong: yes  no_match 1: CreateKey  WRONG"]
    assert total.endswith(" example events: 2 did not come out as declared")


def test_the_examples_of_one_alert_are_explained(trailbell: Command, configure: Configure) -> None:
    configure(MINE)
    ended = trailbell("alerts", "test", "mine")
    assert ended.status == 0
    assert ended.stdout == (
        "yes  match 1: CreateKey\n"
        '       yes  $.eventName = "CreateKey"  ($.eventName: "CreateKey")\n'
        "no   no_match 1: DisableKey\n"
        '       no   $.eventName = "CreateKey"  ($.eventName: "DisableKey")\n'
        "1 alert, 2 example events: all came out as declared\n"
    )


def test_one_alert_that_fails_ends_with_one(trailbell: Command, configure: Configure) -> None:
    configure(WRONG)
    ended = trailbell("alerts", "test", "wrong")
    assert ended.status == 1
    assert ended.stdout.startswith("no   match 1: DisableKey  WRONG\n")
    assert ended.stdout.endswith("1 alert, 2 example events: 2 did not come out as declared\n")


def test_without_examples_nothing_is_proved(trailbell: Command, configure: Configure) -> None:
    configure({**MINE, "examples": {}})
    ended = trailbell("alerts", "test", "mine")
    expected = "1 alert, 0 example events: nothing is proved; add examples, or name events with --events\n"
    assert (ended.status, ended.stdout) == (0, expected)


def test_one_alert_is_tried_on_events_and_explained(trailbell: Command, events: Path) -> None:
    ended = trailbell("alerts", "test", "cis-root-usage", "--events", "events.jsonl")
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout == (
        "events.jsonl\n"
        "yes  event 1: CreateKey by Root\n"
        '       yes  $.userIdentity.type = "Root"  ($.userIdentity.type: "Root")\n'
        "       yes  $.userIdentity.invokedBy NOT EXISTS  ($.userIdentity.invokedBy: not in the event)\n"
        '       yes  $.eventType != "AwsServiceEvent"  ($.eventType: "AwsApiCall")\n'
        "no   event 2: GetObject\n"
        '       no   $.userIdentity.type = "Root"  ($.userIdentity.type: not in the event)\n'
        "1 of 2 events counted\n"
    )


def test_all_alerts_are_tried_on_events(trailbell: Command, events: Path) -> None:
    ended = trailbell("alerts", "test", "--events", "events.jsonl")
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout == (
        "events.jsonl\n"
        "yes  event 1: CreateKey by Root\n"
        "       cis-root-usage                critical  Root user used\n"
        "no   event 2: GetObject\n"
        "1 of 2 events counted\n"
    )


def test_an_alert_of_several_filters_is_named_once(trailbell: Command, configure: Configure, directory: Path) -> None:
    condition = {"any": [{"event": "CreateKey"}, {"event": "DisableKey"}]}
    configure({**MINE, "pattern": None, "condition": condition, "examples": {}})
    (directory / "one.json").write_text('{"eventName": "DisableKey"}')
    text = trailbell("alerts", "test", "--events", "one.json").stdout
    assert text.count("mine  ") == 1


def test_events_that_nothing_counts_end_with_one(trailbell: Command, directory: Path) -> None:
    (directory / "one.json").write_text('{"eventName": "GetObject"}')
    ended = trailbell("alerts", "test", "--events", "one.json")
    assert (ended.status, ended.stdout) == (1, "one.json\nno   event 1: GetObject\n0 of 1 event counted\n")


def test_several_files_and_standard_input_are_tried(
    trailbell: Command, events: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"eventName": "GetObject"}')))
    text = trailbell("alerts", "test", "cis-root-usage", "--events", "events.jsonl", "--events", "-").stdout
    assert "standard input\nno   event 1: GetObject\n" in text
    assert text.endswith("1 of 3 events counted\n")


def test_nothing_counted_in_what_could_be_read_cannot_tell(trailbell: Command, directory: Path) -> None:
    ended = trailbell("alerts", "test", "--events", "missing.json")
    assert (ended.status, ended.stdout) == (2, "0 of 0 events counted\n")
    assert ended.stderr == "missing.json: cannot be read: No such file or directory\n"


def test_a_long_reading_tells_how_far_it_is(
    trailbell: Command, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(event_output, "QUIET_SECONDS", -1)
    (directory / "many.jsonl").write_text('{"eventName": "GetObject"}\n' * 256)
    ended = trailbell("alerts", "test", "--events", "many.jsonl")
    assert "256 events, now many.jsonl" in ended.stderr


def test_an_unknown_alert_is_answered_before_anything_is_read(trailbell: Command) -> None:
    ended = trailbell("alerts", "test", "cis-rot-usage", "--events", "missing.json")
    assert (ended.status, ended.stdout) == (2, "")
    assert "did you mean 'cis-root-usage'?" in ended.stderr
