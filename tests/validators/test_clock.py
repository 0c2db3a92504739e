from datetime import UTC, datetime, timedelta, timezone

from validators.clock import shown, time_of


def test_given_time_is_taken_to_the_second_in_utc() -> None:
    given = datetime(2026, 11, 21, 12, 0, 1, 999, tzinfo=timezone(timedelta(hours=2)))
    assert time_of(given) == datetime(2026, 11, 21, 10, 0, 1, tzinfo=UTC)


def test_without_one_it_is_now() -> None:
    assert abs(datetime.now(UTC) - time_of(None)) < timedelta(seconds=60)


def test_time_is_shown_in_utc() -> None:
    assert shown(datetime(2026, 11, 21, 1, tzinfo=timezone(timedelta(hours=2)))) == "2026-11-20 23:00 UTC"
