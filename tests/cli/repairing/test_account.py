from datetime import UTC, datetime

import pytest

from alerts.alert import Severity
from alerts.errors import Place
from cli.repairing.account import Choice, Repairer
from pipeline.pipeline import Pipeline
from tests.validators.designed import designed
from validators.finding import AccountReport, Finding, Status
from validators.reading import CallFailed, Unread
from validators.repair import Repair
from validators.reports.report import Entry, compose


def spy(name: str = "bell-spy") -> Finding:
    return Finding(
        status=Status.unmanaged, part="alarm", resource=name, severity=Severity.high, message="", repair="by hand"
    )


def place(*_: object) -> Place:
    return Place("trailbell.yaml")


def entry() -> Entry:
    report = AccountReport(designed().account, (spy(),))
    (only,) = compose([report], datetime(2026, 1, 1, tzinfo=UTC), place).entries
    return only


def test_every_finding_is_meant_where_none_is_named() -> None:
    assert Choice().picks(entry())


def test_a_finding_is_named_by_its_title_or_by_as_much_of_its_id_as_is_shown() -> None:
    for name in ("alarm bell-spy", entry().fingerprint[:8], entry().fingerprint):
        assert Choice((name,)).names_of(entry()) == {name}


@pytest.mark.parametrize("length", [0, 1, 7])
def test_less_of_an_id_than_is_shown_names_nothing(length: int) -> None:
    assert not Choice((entry().fingerprint[:length],)).picks(entry())


def test_a_call_that_fails_keeps_no_other_from_being_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def perform(repair: Repair, *_: object) -> None:
        if repair.finding.resource == "bell-held":
            raise CallFailed(Unread("cloudwatch:DeleteAlarms", "denied"))

    def check(pipelines: tuple[Pipeline, ...], _: object) -> list[AccountReport]:
        return [AccountReport(pipelines[0].account, (spy("bell-held"), spy("bell-spy")))]

    monkeypatch.setattr("cli.repairing.account.check", check)
    monkeypatch.setattr("cli.repairing.account.perform", perform)
    repairer = Repairer({}, place, lambda _: pytest.fail("Terraform is not needed"), lambda *_: True, lambda _: None)
    outcome = repairer.repair(designed(), Choice(("alarm bell-held", "alarm bell-spy")))
    assert outcome.failure == "cloudwatch:DeleteAlarms: denied (alarm bell-held)"
    assert outcome.done == ["cloudwatch:DeleteAlarms: delete the alarm (alarm bell-spy)"]
