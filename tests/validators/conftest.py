"""One corrected local AWS for the whole run, and in it an empty account for each test that asks for one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from sandbox import control
from tests.sandbox.local import Aws, wait_until
from tests.validators.deployment import deploy_bucket, deploy_topic, deploy_trail
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients
from validators.session import Clients

SOURCES = Path(__file__).resolve().parents[2]
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the local AWS needs moto."""
    for item in items:
        if "local_aws" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.moto)


@pytest.fixture(autouse=True)
def no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the credentials, profiles and addresses of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def local_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """moto's server with the sandbox's corrections."""
    folder = tmp_path_factory.mktemp("local-aws")
    port = folder / "port"
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "sandbox.server", "--port-file", str(port)]
        process = subprocess.Popen(command, cwd=SOURCES, stdout=log, stderr=log)
        try:
            assert wait_until(port.exists, 60), (folder / "log").read_text()
            yield Aws(f"http://127.0.0.1:{int(port.read_text())}")
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="session")
def clients() -> Clients:
    """What a run builds its clients from; shared, because reading the descriptions of ten services takes long."""
    return Clients()


@pytest.fixture
def account(local_aws: Aws, clients: Clients, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxedAccount]:
    """An empty account in the local AWS, which the environment points to."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", local_aws.url)
    yield SandboxedAccount(local_aws, clients)
    control.clear_failures(local_aws.url)
    local_aws.forget_accounts()


@pytest.fixture
def with_trail(account: SandboxedAccount) -> SandboxedAccount:
    """The account with its trail, and with what CloudTrail wants to see before it makes one."""
    pipeline = account.pipeline
    for topic in pipeline.topics:
        deploy_topic(topic, account.client, None)
    assert pipeline.bucket is not None
    deploy_bucket(pipeline.bucket, account.client, None)
    deploy_trail(pipeline.trail, account.client, None)
    return account


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What botocore would have waited between the tries of a call, in seconds; nothing waits."""
    waited: list[float] = []
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=waited.append))
    return waited


@pytest.fixture
def stubs(clients: Clients) -> Iterator[StubbedClients]:
    """Answers to be written down by the test, each of which must be asked for."""
    stubbed = StubbedClients(clients)
    yield stubbed
    stubbed.assert_no_pending_responses()
