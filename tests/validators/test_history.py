import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.alert import Severity
from alerts.errors import InputError
from pipeline.account import Account
from tests.validators.reports.sample import AT, PRODUCTION, STAGING, finding, place
from validators import history as subject
from validators.finding import AccountReport, Finding, Status
from validators.history import APPLICATION_ID, Changes, History
from validators.reports.report import Report, compose
from validators.standing import Standing

ALARM, TRAIL = finding(), finding(part="trail", resource="bell", field="logging", severity=Severity.critical)
NO_ACCOUNT = finding(status=Status.unchecked, part="account", resource=PRODUCTION.id, field="")
NO_ALARMS = finding(status=Status.unchecked, part="alarm", resource="*", field="")
NO_TRAILS = finding(status=Status.unchecked, part="trail", resource="*", field="")

Record = Callable[..., int]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def record(path: Path) -> Record:
    """Keeps a run of the account production, a day after the one before it; the number of the run."""
    times = iter(AT + timedelta(days=day) for day in range(10_000))

    def one(*findings: Finding, account: Account = PRODUCTION) -> int:
        report = compose([AccountReport(account, findings)], next(times), place)
        with History(path, create=True) as history:
            return history.record(report)

    return one


def standing(path: Path, run: int) -> list[Standing]:
    with History(path) as history:
        return [*history.standing(run)]


def titles(found: Any) -> list[str]:
    return [one.title for one in found]


def changes(path: Path, before: int, after: int) -> Changes:
    with History(path) as history:
        return history.changes(before, after)


def refusal(path: Path, *, create: bool = False) -> str:
    with pytest.raises(InputError) as refused:
        History(path, create=create)
    return str(refused.value)


def rows(path: Path, table: str) -> int:
    database = sqlite3.connect(path)
    (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 -- a name of ours
    database.close()
    assert isinstance(count, int)
    return count


def test_run_is_kept_with_its_time_and_counts(path: Path, record: Record) -> None:
    number = record(ALARM)
    with History(path) as history:
        (run,) = history.runs()
    assert (run.id, run.at) == (number, AT)
    assert run.accounts == {"in-sync": 0, "drift": 1, "unchecked": 0}


def test_finding_stands_since_the_run_that_first_found_it(path: Path, record: Record) -> None:
    record()
    record(ALARM)
    record(ALARM)
    (one,) = standing(path, record(ALARM))
    assert (one.since, one.seen) == (AT + timedelta(days=1), 4)
    assert (one.account, one.title, one.severity) == ("production", "alarm bell-root-usage threshold", ALARM.severity)
    assert (one.status, one.expected, one.observed, one.message) == (Status.changed, "1", "5", ALARM.message)


def test_finding_that_came_back_stands_since_it_came_back(path: Path, record: Record) -> None:
    record(ALARM)
    record()
    (one,) = standing(path, record(ALARM))
    assert one.since == AT + timedelta(days=2)


def test_finding_with_other_values_stands_since_it_was_first_found(path: Path, record: Record) -> None:
    record(ALARM)
    (one,) = standing(path, record(finding(observed=7)))
    assert (one.since, one.observed) == (AT, "7")


def test_earlier_run_is_told_as_it_was(path: Path, record: Record) -> None:
    first, second, third = record(ALARM), record(finding(observed=7), TRAIL), record()
    assert [one.observed for one in standing(path, first)] == ["5"]
    assert titles(standing(path, second)) == ["trail bell logging", "alarm bell-root-usage threshold"]
    assert standing(path, third) == []


@pytest.mark.parametrize("unread", [NO_ACCOUNT, NO_ALARMS], ids=["account", "alarms"])
def test_what_could_not_be_read_is_not_gone(path: Path, record: Record, unread: Finding) -> None:
    first = record(ALARM)
    second = record(unread)
    (one,) = [one for one in standing(path, second) if one.status is not Status.unchecked]
    assert (one.since, one.seen) == (AT, first)
    (again,) = standing(path, record(ALARM))
    assert again.since == AT


def test_what_was_read_is_gone_though_something_else_was_not(path: Path, record: Record) -> None:
    record(ALARM)
    assert titles(standing(path, record(NO_TRAILS))) == ["trail *"]


def test_field_that_could_not_be_read_meanwhile_keeps_its_time(path: Path, record: Record) -> None:
    record(ALARM)
    (unread,) = standing(path, record(finding(status=Status.unchecked)))
    assert (unread.since, unread.status) == (AT, Status.unchecked)


def test_account_that_was_not_checked_keeps_its_findings(path: Path, record: Record) -> None:
    record(ALARM)
    assert titles(standing(path, record(account=STAGING))) == ["alarm bell-root-usage threshold"]


def test_same_account_in_another_region_is_another_one(path: Path, record: Record) -> None:
    record(ALARM)
    elsewhere = Account(name="production", id=PRODUCTION.id, region="us-west-2")
    assert len(standing(path, record(TRAIL, account=elsewhere))) == 2


def test_changes_are_what_appeared_what_is_gone_and_what_is_otherwise(path: Path, record: Record) -> None:
    gone = finding(resource="bell-gone")
    before, after = record(ALARM, gone), record(finding(observed=7), TRAIL)
    found = changes(path, before, after)
    assert titles(found.appeared) == ["trail bell logging"]
    assert titles(found.gone) == ["alarm bell-gone threshold"]
    assert [(old.observed, new.observed) for old, new in found.changed] == [("5", "7")]


def test_runs_that_say_the_same_have_no_changes(path: Path, record: Record) -> None:
    assert changes(path, record(ALARM), record(ALARM)) == Changes((), (), ())


def test_changes_of_runs_far_apart_leave_out_what_was_in_between(path: Path, record: Record) -> None:
    first = record(ALARM)
    record(finding(observed=7), TRAIL)
    assert changes(path, first, record(ALARM)) == Changes((), (), ())


def test_values_that_differ_only_past_what_is_kept_are_still_a_change_in_the_file(path: Path, record: Record) -> None:
    record(finding(observed="x" * 5000 + "a"))
    record(finding(observed="x" * 5000 + "b"))
    assert rows(path, "span") == 2


def test_run_that_finds_the_same_costs_no_copy(path: Path, record: Record) -> None:
    for _ in range(20):
        record(ALARM, TRAIL)
    assert (rows(path, "run"), rows(path, "span")) == (20, 2)


def test_long_values_are_cut(path: Path, record: Record) -> None:
    (one,) = standing(path, record(finding(observed="x" * 100_000)))
    assert one.observed.startswith("x" * 2000 + "... (100000")


def test_only_the_newest_runs_are_kept(path: Path, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "KEPT_RUNS", 3)
    record(ALARM)
    for number in range(10):
        record(TRAIL, finding(resource=f"alarm-{number}"))
    with History(path) as history:
        assert [run.id for run in history.runs()] == [9, 10, 11]
    assert titles(standing(path, 9)) == ["trail bell logging", "alarm alarm-7 threshold"]
    assert rows(path, "span") == 4
    assert standing(path, 11)[0].since == AT + timedelta(days=1)


def test_account_that_is_checked_no_more_is_forgotten_in_the_end(
    path: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "KEPT_RUNS", 3)
    record(ALARM)
    for _ in range(5):
        record(account=STAGING)
    assert rows(path, "span") == 0


def test_run_that_breaks_off_leaves_nothing_behind(path: Path, record: Record) -> None:
    record(ALARM)
    broken = Report((AccountReport(PRODUCTION, ()), None), (), AT)  # type: ignore[arg-type]
    with History(path) as history, pytest.raises(AttributeError):
        history.record(broken)
    assert (rows(path, "run"), titles(standing(path, 1))) == (1, ["alarm bell-root-usage threshold"])


def test_two_runs_can_keep_themselves_at_once(path: Path, record: Record) -> None:
    record(ALARM)
    with History(path) as one, History(path) as other:
        report = compose([AccountReport(PRODUCTION, ())], AT, place)
        assert {one.record(report), other.record(report)} == {2, 3}


def test_history_that_is_not_there_is_told_with_the_remedy(path: Path) -> None:
    assert refusal(path) == f"{path}: there is no history yet; keep runs with `trailbell check --history`"
    assert not path.exists()


def test_file_of_another_kind_is_left_alone(path: Path) -> None:
    path.write_text("my notes, which are long enough to be looked at" * 100)
    before = path.read_bytes()
    assert refusal(path, create=True).startswith(f"{path}: cannot be used as a history: file is not a database")
    assert path.read_bytes() == before


def test_database_of_something_else_is_left_alone(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE mine (id INTEGER)")
    database.close()
    assert refusal(path, create=True) == f"{path}: is a database of something else; name another file"
    assert rows(path, "sqlite_master") == 1


def test_history_of_another_version_is_left_alone(path: Path) -> None:
    database = sqlite3.connect(path)
    database.executescript(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 2;")
    database.close()
    assert refusal(path) == f"{path}: was kept by another version of Trailbell; name another file"


def test_damaged_history_is_told(path: Path, record: Record) -> None:
    record(ALARM)
    database = sqlite3.connect(path)
    database.execute("UPDATE span SET finding = '{}'")
    database.commit()
    database.close()
    with pytest.raises(InputError, match="is a damaged history; remove it, or name another file"):
        standing(path, 1)


def test_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    assert "cannot be used as a history: unable to open database file" in refusal(tmp_path / "no/a.db", create=True)


def test_folder_of_the_default_place_is_made_and_kept_out_of_git(tmp_path: Path) -> None:
    with History(tmp_path / ".trailbell/history.db", create=True) as history:
        assert history.runs() == ()
    assert (tmp_path / ".trailbell/.gitignore").read_text() == "*\n"


def test_no_secret_of_the_account_is_kept(path: Path, record: Record) -> None:
    secret = Account(name="production", id=PRODUCTION.id, region="eu-west-1", external_id="planted-external-id")
    record(ALARM, account=secret)
    assert b"planted" not in path.read_bytes()


def test_times_are_utc(path: Path) -> None:
    local = datetime.fromisoformat("2026-03-07T03:05:09-05:00")
    with History(path, create=True) as history:
        history.record(compose([], local, place))
        assert history.runs()[0].at == AT
