from collections.abc import Callable

import pytest

from pipeline.fact import facts
from pipeline.key import Key
from tests.validators.deployment import deploy_key
from tests.validators.designed import WITHOUT_KEY, designed, differing
from tests.validators.sandboxed import SandboxedAccount
from validators import key
from validators.reading import Unread

OTHER_POLICY = (
    '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}], '
    '"Version": "2012-10-17"}'
)


def wanted(account: SandboxedAccount) -> Key:
    assert account.pipeline.key is not None
    return account.pipeline.key


@pytest.fixture
def deployed(account: SandboxedAccount) -> SandboxedAccount:
    deploy_key(wanted(account), account.client)
    return account


def read(account: SandboxedAccount) -> Key:
    (observed,) = key.read(account.session(), account.pipeline)
    return observed


def key_id(account: SandboxedAccount) -> str:
    return str(account.client("kms").describe_key(KeyId=wanted(account).alias)["KeyMetadata"]["KeyId"])


TAMPERINGS: dict[str, Callable[[SandboxedAccount], object]] = {
    "policy": lambda account: account.client("kms").put_key_policy(
        KeyId=key_id(account), PolicyName="default", Policy=OTHER_POLICY
    ),
    "enabled": lambda account: account.client("kms").disable_key(KeyId=key_id(account)),
    "rotation": lambda account: account.client("kms").disable_key_rotation(KeyId=key_id(account)),
}


def test_deployed_key_equals_the_designed_one(deployed: SandboxedAccount) -> None:
    assert read(deployed) == wanted(deployed)


@pytest.mark.parametrize("fact", TAMPERINGS)
def test_tampering_is_seen_in_its_field(deployed: SandboxedAccount, fact: str) -> None:
    TAMPERINGS[fact](deployed)
    assert differing(wanted(deployed), read(deployed)) == {fact}


def test_every_fact_is_tampered_with() -> None:
    assert set(TAMPERINGS) == {name for name, _ in facts(Key)}


def test_alias_that_was_moved_leads_to_the_other_key(deployed: SandboxedAccount) -> None:
    other = deployed.client("kms").create_key(Policy=OTHER_POLICY)["KeyMetadata"]["KeyId"]
    deployed.client("kms").update_alias(AliasName=wanted(deployed).alias, TargetKeyId=other)
    assert differing(wanted(deployed), read(deployed)) == {"policy", "rotation"}


def test_key_that_is_to_be_deleted_counts_as_missing(deployed: SandboxedAccount) -> None:
    deployed.client("kms").schedule_key_deletion(KeyId=key_id(deployed), PendingWindowInDays=7)
    assert [*key.read(deployed.session(), deployed.pipeline)] == []


def test_key_that_is_not_to_be_deleted_is_healthy(deployed: SandboxedAccount) -> None:
    assert [*key.health(deployed.session(), deployed.pipeline)] == []


def test_day_of_deletion_is_told_with_the_command_that_takes_it_back(deployed: SandboxedAccount) -> None:
    wanted_id = key_id(deployed)
    deployed.client("kms").schedule_key_deletion(KeyId=wanted_id, PendingWindowInDays=7)
    (told,) = key.health(deployed.session(), deployed.pipeline)
    assert told.observed.startswith("to be deleted on 20")
    assert f"cancel-key-deletion --region eu-west-1 --key-id {wanted_id}" in told.repair


def test_without_a_designed_key_none_is_looked_at(deployed: SandboxedAccount) -> None:
    deployed.client("kms").schedule_key_deletion(KeyId=key_id(deployed), PendingWindowInDays=7)
    deployed.pipeline = designed(deployed.pipeline.account.id, trail=WITHOUT_KEY)
    assert [*key.health(deployed.session(), deployed.pipeline)] == []


def test_without_a_key_there_is_none(account: SandboxedAccount) -> None:
    assert [*key.read(account.session(), account.pipeline)] == []


def test_no_key_is_read_where_none_is_designed(deployed: SandboxedAccount) -> None:
    deployed.pipeline = designed(deployed.pipeline.account.id, trail=WITHOUT_KEY)
    assert [*key.read(deployed.session(), deployed.pipeline)] == []


@pytest.mark.parametrize(("operation", "unread"), [("GetKeyPolicy", "policy"), ("GetKeyRotationStatus", "rotation")])
def test_denied_call_leaves_only_its_own_field_unread(deployed: SandboxedAccount, operation: str, unread: str) -> None:
    deployed.fail("kms", operation)
    observed = read(deployed)
    assert differing(wanted(deployed), observed) == {unread}
    value = getattr(observed, unread)
    assert isinstance(value, Unread)
    assert value.call == f"kms:{operation}"
