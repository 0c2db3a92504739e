import pytest

from alerts.alert import Severity
from tests.validators.designed import designed
from validators.finding import AccountReport, AccountStatus, Finding, Status, exit_status

DRIFT = [Status.missing, Status.changed, Status.unmanaged, Status.unhealthy]


def report(*statuses: Status) -> AccountReport:
    findings = tuple(
        Finding(
            status=status, part="alarm", resource="bell", severity=Severity.low, message="It differs.", repair="deploy"
        )
        for status in statuses
    )
    return AccountReport(designed().account, findings)


def test_account_without_findings_is_in_sync() -> None:
    assert report().status is AccountStatus.in_sync


@pytest.mark.parametrize("status", DRIFT)
def test_account_with_any_difference_has_drifted(status: Status) -> None:
    assert report(status).status is AccountStatus.drift


def test_account_that_could_not_be_read_whole_is_unchecked() -> None:
    assert report(Status.unchecked).status is AccountStatus.unchecked


def test_account_that_has_drifted_and_could_not_be_read_whole_has_drifted() -> None:
    assert report(Status.unchecked, Status.changed).status is AccountStatus.drift


def test_all_in_sync_exits_with_zero() -> None:
    assert int(exit_status([report(), report()])) == 0


@pytest.mark.parametrize("status", DRIFT)
def test_any_difference_exits_with_one(status: Status) -> None:
    assert int(exit_status([report(), report(status)])) == 1


def test_anything_unread_exits_with_two_even_beside_drift() -> None:
    assert int(exit_status([report(Status.changed), report(Status.unchecked)])) == 2
