import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.pipeline import Pipeline
from tests.cli.command import Command
from tests.validators.designed import designed
from validators.bells import Bell
from validators.delivery_counts import Counts
from validators.reading import Unread
from validators.ring import Answer, Rung, Told

Rings = Callable[[Rung], None]


def a_bell(pipeline: Pipeline | None = None) -> Bell:
    whole = pipeline or designed()
    return Bell(whole, whole.alarms[-1])


def told(answer: Answer, topic: str = "bell-on-call", why: str = "") -> Told:
    arn = f"arn:aws:sns:eu-west-1:111122223333:{topic}"
    delivered = 2 if answer is Answer.answered else 0
    return Told(topic_arn=arn, answer=answer, expected=2, counts=Counts(2, delivered, 0), why=why)


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the rings end in this way, without AWS."""

    def end(*rung: Rung) -> None:
        monkeypatch.setattr("cli.ring.ring_bells", lambda *_: rung)

    return end


@pytest.mark.parametrize(
    ("rung", "status"),
    [
        ([Rung(a_bell(), (told(Answer.answered),))], 0),
        ([Rung(a_bell(), (told(Answer.answered), told(Answer.refused)))], 1),
        ([Rung(a_bell(), (told(Answer.silent),))], 1),
        ([Rung(a_bell(), problem="the alarm is not there; deploy it")], 1),
        ([Rung(a_bell(), (told(Answer.unproven),))], 2),
        ([Rung(a_bell(), (told(Answer.unproven), told(Answer.refused)))], 2),
        ([Rung(a_bell(), unread=Unread("cloudwatch:SetAlarmState", "access denied"))], 2),
        ([Rung(a_bell())], 2),
    ],
)
def test_only_a_proof_ends_with_zero_and_what_is_unknown_with_two(
    trailbell: Command, configuration: Path, rings: Callable[..., None], rung: list[Rung], status: int
) -> None:
    rings(*rung)
    assert trailbell("ring", "--yes").status == status


def test_no_proof_is_said_in_words(trailbell: Command, configuration: Path, rings: Callable[..., None]) -> None:
    rings(Rung(a_bell(), (told(Answer.unproven, why="SNS has not counted the deliveries yet"),)))
    ended = trailbell("ring", "--yes")
    assert "SNS has not counted the deliveries yet" in ended.stdout
    assert "no proof of delivery" in ended.stdout
    assert "1 of 1 alarm rung: 1 unproven" in ended.stdout


def test_an_alarm_that_was_not_rung_is_not_counted_as_rung(
    trailbell: Command, configuration: Path, rings: Callable[..., None]
) -> None:
    rings(Rung(a_bell(), problem="the alarm is not there; deploy it"))
    assert trailbell("ring", "--yes").stdout.splitlines()[-2:] == [
        "  not rung: the alarm is not there; deploy it",
        "0 of 1 alarm rung",
    ]


def test_json_is_all_there_is_on_stdout(trailbell: Command, configuration: Path, rings: Callable[..., None]) -> None:
    rings(Rung(a_bell(), (told(Answer.answered), told(Answer.refused, "bell-platform", "it did not take it"))))
    ended = trailbell("ring", "--yes", "--json")
    document = json.loads(ended.stdout)
    (one,) = document["rung"]
    assert (one["alarm"], [topic["answer"] for topic in one["topics"]]) == (
        "bell-cis-root-usage",
        ["answered", "refused"],
    )
    assert document["summary"] == {"alarms": 1, "answered": 1, "refused": 1, "silent": 0, "unproven": 0}


def test_without_a_terminal_nothing_rings_and_it_is_said_what_would(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.ring.ring_bells", lambda *_: pytest.fail("it rang"))
    ended = trailbell("ring", "-a", "production")
    assert ended.status == 2
    assert "production 111122223333 eu-west-1: bell-busy-region rings" in ended.stderr
    assert "on-call (env:ILERT_URL)" in ended.stderr
    assert "this rings for real, and there is nobody to ask; give --yes" in ended.stderr


def test_a_person_who_says_no_is_obeyed(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.ring.ring_bells", lambda *_: pytest.fail("it rang"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("cli.ring.agreed", lambda _: False)
    ended = trailbell("ring")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.endswith("nothing rang\n")


def test_an_alert_that_nobody_has_is_one_message(trailbell: Command, configuration: Path) -> None:
    ended = trailbell("ring", "cis-rot-usage", "--yes")
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr == ("no account that is meant has the alert 'cis-rot-usage'; `trailbell show` names them\n")


def test_every_line_fits_the_terminal(trailbell: Command, configuration: Path, rings: Callable[..., None]) -> None:
    rings(Rung(a_bell(), (told(Answer.refused, "bell-" + "x" * 150, "y" * 200),)))
    assert [line for line in trailbell("ring", "--yes").stdout.splitlines() if len(line) > 100] == []
