"""What a history makes of findings that the configuration accepts from some run on, or no more."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.validators.reports.sample import AT, PRODUCTION, finding, place
from validators.finding import Accepted, AccountReport, Finding
from validators.history import Changes, History
from validators.reports.report import compose
from validators.standing import Standing

ALARM = finding()
OTHER = finding(resource="bell-other")

Record = Callable[..., int]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def record(path: Path) -> Record:
    """Keeps a run, a day after the one before it, in which some findings count and others are accepted."""
    times = iter(AT + timedelta(days=day) for day in range(10))

    def one(*findings: Finding, accepted: tuple[Finding, ...] = (), reason: str = "load test") -> int:
        known = tuple(Accepted(each, reason) for each in accepted)
        with History(path, create=True) as history:
            return history.record(compose([AccountReport(PRODUCTION, findings, known)], next(times), place))

    return one


def changes(path: Path, before: int, after: int) -> Changes:
    with History(path) as history:
        return history.changes(before, after)


def standing(path: Path, run: int) -> tuple[Standing, ...]:
    with History(path) as history:
        return history.standing(run)


def test_what_is_accepted_from_now_on_is_not_gone(path: Path, record: Record) -> None:
    found = changes(path, record(ALARM, OTHER), record(OTHER, accepted=(ALARM,)))
    assert (found.appeared, found.gone, found.changed) == ((), (), ())
    assert [(one.title, one.accepted) for one in found.accepted] == [("alarm bell-root-usage threshold", "load test")]


def test_what_is_accepted_does_not_stand(path: Path, record: Record) -> None:
    record(ALARM)
    assert standing(path, record(accepted=(ALARM,))) == ()


def test_what_is_accepted_no_more_is_new_and_stands_since_it_was_first_found(path: Path, record: Record) -> None:
    record(ALARM)
    found = changes(path, record(accepted=(ALARM,)), record(ALARM))
    assert [(one.since, one.accepted) for one in found.appeared] == [(AT, "")]


def test_what_was_accepted_when_it_was_first_found_is_no_news(path: Path, record: Record) -> None:
    found = changes(path, record(), record(accepted=(ALARM,)))
    assert found == Changes((), (), ())


def test_what_was_accepted_and_is_gone_is_no_news(path: Path, record: Record) -> None:
    found = changes(path, record(accepted=(ALARM,)), record())
    assert found == Changes((), (), ())


def test_another_reason_is_no_news_and_is_kept(path: Path, record: Record) -> None:
    first, second = record(ALARM), record(accepted=(ALARM,))
    third = record(accepted=(ALARM,), reason="still testing")
    assert changes(path, second, third) == Changes((), (), ())
    assert [one.accepted for one in changes(path, first, third).accepted] == ["still testing"]
