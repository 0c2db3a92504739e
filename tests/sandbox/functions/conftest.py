"""An account with forwarders in a local AWS that runs them, and the receivers that they forward to."""

import pytest

from tests.forwarder.conftest import syslog_server, webhook
from tests.sandbox.functions.forwarding import Forwarding
from tests.sandbox.local import Aws
from validators.session import Clients

__all__ = ["syslog_server", "webhook"]

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture(scope="session")
def clients() -> Clients:
    """What a check builds its clients from; shared, because reading the descriptions of ten services takes long."""
    return Clients()


@pytest.fixture
def forwarding(corrected: Aws, clients: Clients, monkeypatch: pytest.MonkeyPatch) -> Forwarding:
    """An empty account, which the environment points to."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", corrected.url)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    return Forwarding(corrected, clients)
