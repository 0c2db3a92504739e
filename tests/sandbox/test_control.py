import socket

import pytest

from sandbox import control
from sandbox.errors import SandboxError


@pytest.fixture
def nowhere() -> str:
    """An address that nothing listens on."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


def test_a_sandbox_that_does_not_run_is_named_with_the_remedy(nowhere: str) -> None:
    with pytest.raises(SandboxError, match=f"^{nowhere}/sandbox/reset: .*Start it with `trailbell sandbox start`"):
        control.reset(nowhere)


def test_a_sandbox_that_does_not_run_is_not_ready(nowhere: str) -> None:
    assert not control.is_ready(nowhere)


def test_an_address_elsewhere_is_never_steered() -> None:
    with pytest.raises(SandboxError, match=r"https://sns\.amazonaws\.com is not on this machine"):
        control.reset("https://sns.amazonaws.com")
