from datetime import UTC, datetime

import pytest

from alerts.alert import Severity
from alerts.errors import Place
from cli.repairing.account import Choice
from tests.validators.designed import designed
from validators.finding import AccountReport, Finding, Status
from validators.reports.report import Entry, compose


def entry() -> Entry:
    spy = Finding(
        status=Status.unmanaged, part="alarm", resource="bell-spy", severity=Severity.high, message="", repair=""
    )
    report = AccountReport(designed().account, (spy,))
    (only,) = compose([report], datetime(2026, 1, 1, tzinfo=UTC), lambda *_: Place("trailbell.yaml")).entries
    return only


def test_every_finding_is_meant_where_none_is_named() -> None:
    assert Choice().picks(entry())


def test_a_finding_is_named_by_its_title_or_by_as_much_of_its_id_as_is_shown() -> None:
    for name in ("alarm bell-spy", entry().fingerprint[:8], entry().fingerprint):
        assert Choice((name,)).names_of(entry()) == {name}


@pytest.mark.parametrize("length", [0, 1, 7])
def test_less_of_an_id_than_is_shown_names_nothing(length: int) -> None:
    assert not Choice((entry().fingerprint[:length],)).picks(entry())
