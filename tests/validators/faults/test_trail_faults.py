"""Faults of the trail: rows 1 to 24 of docs/faults.yaml."""

import pytest

from tests.validators.faults.told import told
from tests.validators.sandboxed import SandboxedAccount


@pytest.mark.fault(1)
def test_stopped_trail(deployed: SandboxedAccount) -> None:
    deployed.client("cloudtrail").stop_logging(Name=deployed.pipeline.trail.name)
    assert told(deployed) == {("changed", "trail", "logging")}
