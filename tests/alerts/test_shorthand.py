"""The short forms of threshold and notify."""

from __future__ import annotations

from typing import Any

import pytest

from alerts.shorthand import expand, seconds


@pytest.mark.parametrize(
    ("span", "count"),
    [(300, 300), ("300", None), ("30s", 30), ("5m", 300), ("5 minutes", 300), ("1 minute", 60), ("10 min", 600),
     ("2h", 7200), ("1 hour", 3600), ("1d", 86_400), ("soon", None), ("5 weeks", None), (True, None)],
)  # fmt: skip
def test_a_span_is_seconds_or_a_number_and_a_unit(span: Any, count: int | None) -> None:
    assert seconds(span) == count


def test_a_threshold_may_say_count_time_and_datapoints_at_once() -> None:
    short = {"id": "mine", "threshold": {"count": 3, "within": "5 minutes", "datapoints": "2 of 3"}}
    assert expand(short) == {
        "id": "mine",
        "threshold": 3,
        "period": 300,
        "datapoints_to_alarm": 2,
        "evaluation_periods": 3,
    }


def test_a_threshold_may_say_its_count_alone() -> None:
    assert expand({"threshold": {"count": 3}}) == {"threshold": 3}


def test_notify_says_both_at_once() -> None:
    assert expand({"notify": {"ok": False, "insufficient_data": True}}) == {
        "notify_ok": False,
        "notify_insufficient_data": True,
    }


@pytest.mark.parametrize(
    "written",
    [{"threshold": 3}, {"threshold": {"counts": 3}}, {"notify": {"okay": True}}, {"notify": True}, "text", None],
)
def test_what_is_no_short_form_stays_for_its_field_to_judge(written: Any) -> None:
    assert expand(written) == written


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"threshold": {"count": 1, "within": 60}, "period": 60}, "threshold already says period; keep one of them"),
        ({"notify": {"ok": True}, "notify_ok": True}, "notify already says notify_ok; keep one of them"),
    ],
)
def test_what_is_said_twice_is_refused(written: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        expand(written)
