"""What the tests of the ninety faults share: a deployed account to break, and AWS's answers to write down."""

from collections.abc import Iterator

import pytest

from tests.validators.recorded import Recorded, recording
from tests.validators.sandboxed import SandboxedAccount
from validators import run
from validators.session import Clients


class LentClients(Clients):
    """Clients that outlive a run: to build those of all services and regions takes longer than the check."""

    def stop(self) -> None:
        """Nothing: the next test goes on with them."""


@pytest.fixture(scope="session")
def lent() -> LentClients:
    return LentClients()


@pytest.fixture(autouse=True)
def same_clients(monkeypatch: pytest.MonkeyPatch, lent: LentClients) -> None:
    """Every check of these tests is made by the same clients."""
    monkeypatch.setattr(run, "Clients", lambda: lent)


@pytest.fixture
def deployed(account: SandboxedAccount) -> SandboxedAccount:
    """An account as designed, for a test to break."""
    account.deploy()
    return account


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """Answers of AWS in place of moto's, for what moto cannot show."""
    yield from recording(monkeypatch)
