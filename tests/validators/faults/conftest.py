"""What the tests of the ninety faults share: a deployed account to break, and AWS's answers to write down."""

import pytest

from tests.validators.recorded import Recorded, recording
from tests.validators.sandboxed import SandboxedAccount


@pytest.fixture
def deployed(account: SandboxedAccount) -> SandboxedAccount:
    """An account as designed, for a test to break."""
    account.deploy()
    return account


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """Answers of AWS in place of moto's, for what moto cannot show."""
    return recording(monkeypatch)
