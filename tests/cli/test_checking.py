from collections.abc import Iterator, Mapping

import pytest

from alerts.document import Document
from cli import checking
from pipeline.configuration import Configuration
from pipeline.design import Designs, designs
from tests.validators.designed import SETTINGS
from validators.finding import AccountReport, AccountStatus

IDS = ("111122223333", "444455556666", "777788889999")


@pytest.fixture
def three() -> Designs:
    accounts = [{"name": f"account-{one}", "id": one, "region": "eu-west-1"} for one in IDS]
    settings = {**SETTINGS, "accounts": accounts}
    return designs(Configuration.model_validate(settings), Document("trailbell.yaml", settings, {}))


def answering(monkeypatch: pytest.MonkeyPatch, *answered: str, then: type[BaseException] | None = None) -> None:
    """Let the check tell of these accounts, in this order, and then be interrupted."""

    def check(given: Designs, _: Mapping[str, str]) -> Iterator[AccountReport]:
        known = {account.id: account for account in given.accounts}
        yield from (AccountReport(known[one], ()) for one in answered)
        if then is not None:
            raise then

    monkeypatch.setattr(checking, "check", check)


def test_reports_stand_in_the_order_of_the_configuration(monkeypatch: pytest.MonkeyPatch, three: Designs) -> None:
    answering(monkeypatch, *reversed(IDS))
    checked = checking.check_all(three, {})
    assert [report.account.id for report in checked.reports] == [*IDS]
    assert (checked.read, checked.interrupted) == (3, False)


def test_what_was_read_before_an_interruption_is_kept(monkeypatch: pytest.MonkeyPatch, three: Designs) -> None:
    answering(monkeypatch, IDS[2], then=KeyboardInterrupt)
    checked = checking.check_all(three, {})
    assert [report.status for report in checked.reports] == [
        AccountStatus.unchecked,
        AccountStatus.unchecked,
        AccountStatus.in_sync,
    ]
    assert (checked.read, checked.interrupted) == (1, True)
