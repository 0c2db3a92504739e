from pathlib import Path

import pytest

from alerts.errors import InputError
from pipeline.account import Account
from tests.validators.reports.sample import PRODUCTION, STAGING, finding
from validators.finding import AccountReport, AccountStatus, Status
from validators.reports.merge import completed, merge

ONE, TWO = Path("one.json"), Path("two.json")
DRIFTED = AccountReport(PRODUCTION, (finding(),))
IN_SYNC = AccountReport(STAGING, ())
ELSEWHERE = AccountReport(Account(name="production", id=PRODUCTION.id, region="us-west-2"), ())


def test_parts_are_joined_in_their_order() -> None:
    assert merge({TWO: (IN_SYNC,), ONE: (DRIFTED,)}) == (IN_SYNC, DRIFTED)


def test_one_account_in_two_regions_is_two() -> None:
    assert merge({ONE: (DRIFTED,), TWO: (ELSEWHERE,)}) == (DRIFTED, ELSEWHERE)


@pytest.mark.parametrize("again", [DRIFTED, AccountReport(PRODUCTION, ())], ids=["same", "other findings"])
def test_account_in_two_parts_is_refused_naming_both(again: AccountReport) -> None:
    with pytest.raises(InputError) as refused:
        merge({ONE: (DRIFTED,), TWO: (IN_SYNC, again)})
    assert str(refused.value) == (
        "two.json: account production (111122223333, eu-west-1) stands in one.json, too; give one of them"
    )


def test_accounts_come_in_the_order_of_the_configuration() -> None:
    assert completed((IN_SYNC, DRIFTED), [PRODUCTION, STAGING]) == (DRIFTED, IN_SYNC)


def test_account_that_no_part_holds_is_unchecked() -> None:
    first, absent = completed((DRIFTED,), [PRODUCTION, STAGING])
    assert first is DRIFTED
    assert (absent.account, absent.status) == (STAGING, AccountStatus.unchecked)
    assert [one.status for one in absent.findings] == [Status.unchecked]


def test_account_that_is_not_configured_stays() -> None:
    assert completed((ELSEWHERE, DRIFTED), [PRODUCTION]) == (DRIFTED, ELSEWHERE)
