"""Faults of keys: rows 80 to 82 of docs/faults.yaml."""

import pytest

from tests.validators.faults.told import brief, findings, told
from tests.validators.pasted import paste
from tests.validators.sandboxed import SandboxedAccount


def key_id(account: SandboxedAccount) -> str:
    assert account.pipeline.key is not None
    answer = account.client("kms").describe_key(KeyId=account.pipeline.key.alias)
    return str(answer["KeyMetadata"]["KeyId"])


@pytest.mark.fault(80)
def test_disabled_key(deployed: SandboxedAccount) -> None:
    deployed.client("kms").disable_key(KeyId=key_id(deployed))
    assert ("changed", "key", "enabled") in told(deployed)


@pytest.mark.fault(81)
def test_key_that_is_to_be_deleted(deployed: SandboxedAccount) -> None:
    wanted = key_id(deployed)
    answer = deployed.client("kms").schedule_key_deletion(KeyId=wanted, PendingWindowInDays=7)
    found = findings(deployed)
    assert {
        ("missing", "key", ""),
        ("unhealthy", "key", "deletion"),
    } <= brief(found)
    (finding,) = (one for one in found if one.field == "deletion")
    assert finding.observed == f"to be deleted on {answer['DeletionDate']:%Y-%m-%d %H:%M} UTC"
    paste(finding.repair, deployed.client)
    assert told(deployed) == set()


@pytest.mark.fault(82)
def test_key_that_is_not_rotated(deployed: SandboxedAccount) -> None:
    deployed.client("kms").disable_key_rotation(KeyId=key_id(deployed))
    assert told(deployed) == {("changed", "key", "rotation")}
