from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.fact import facts
from pipeline.log_group import DeliveryRole, LogGroup
from tests.validators.deployment import deploy_key, deploy_log_group, deploy_role
from tests.validators.designed import WITHOUT_KEY, designed, differing, needed
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import log_group
from validators.reading import CallFailed, Unread

Tampering = Callable[[SandboxedAccount], object]
POLICY = '{"Statement": [{"Effect": "%s", "Action": "logs:*", "Resource": "*"}], "Version": "2012-10-17"}'
TRUST = (
    '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}], '
    '"Version": "2012-10-17"}'
)
BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture
def deployed(account: SandboxedAccount) -> SandboxedAccount:
    """The account with key and log group."""
    assert account.pipeline.key is not None
    deploy_log_group(account.pipeline.log_group, account.client, deploy_key(account.pipeline.key, account.client))
    return account


@pytest.fixture
def with_role(account: SandboxedAccount) -> SandboxedAccount:
    deploy_role(needed(account.pipeline.delivery_role), account.client)
    return account


def read(account: SandboxedAccount) -> LogGroup:
    (observed,) = log_group.read(account.session(), account.pipeline)
    return observed


def read_role(account: SandboxedAccount) -> DeliveryRole:
    (observed,) = log_group.read_role(account.session(), account.pipeline)
    return observed


def another_key(account: SandboxedAccount) -> None:
    wanted = account.pipeline.log_group
    account.client("logs").delete_log_group(logGroupName=wanted.name)
    deploy_log_group(wanted, account.client, account.client("kms").create_key()["KeyMetadata"]["Arn"])


# moto keeps no log group class: tests with answers that were written down stand below.
TAMPERINGS: dict[str, Tampering] = {
    "retention_days": lambda account: account.client("logs").put_retention_policy(
        logGroupName=account.pipeline.log_group.name, retentionInDays=1
    ),
    "kms_key_arn": another_key,
    "transformer": lambda account: account.client("logs").put_transformer(
        logGroupIdentifier=account.pipeline.log_group.name, transformerConfig=[{"parseJSON": {}}]
    ),
}


def put_inline(name: str, effect: str = "Deny") -> Tampering:
    return lambda account: account.client("iam").put_role_policy(
        RoleName=needed(account.pipeline.delivery_role).name, PolicyName=name, PolicyDocument=POLICY % effect
    )


def attach(account: SandboxedAccount) -> None:
    made = account.client("iam").create_policy(PolicyName="more", PolicyDocument=POLICY % "Allow")
    account.client("iam").attach_role_policy(
        RoleName=needed(account.pipeline.delivery_role).name, PolicyArn=made["Policy"]["Arn"]
    )


ROLE_TAMPERINGS: dict[str, Tampering] = {
    "trust_policy": lambda account: account.client("iam").update_assume_role_policy(
        RoleName=needed(account.pipeline.delivery_role).name,
        PolicyDocument=TRUST,
    ),
    "inline_policies": put_inline("deliver"),
    "attached_policies": attach,
    "permissions_boundary": lambda account: account.client("iam").put_role_permissions_boundary(
        RoleName=needed(account.pipeline.delivery_role).name, PermissionsBoundary=BOUNDARY
    ),
}


def test_deployed_log_group_equals_the_designed_one(deployed: SandboxedAccount) -> None:
    assert read(deployed) == deployed.pipeline.log_group


@pytest.mark.parametrize("fact", TAMPERINGS)
def test_tampering_is_seen_in_its_field(deployed: SandboxedAccount, fact: str) -> None:
    TAMPERINGS[fact](deployed)
    assert differing(deployed.pipeline.log_group, read(deployed)) == {fact}


def test_every_fact_is_tampered_with() -> None:
    assert {*TAMPERINGS, "log_group_class"} == {name for name, _ in facts(LogGroup)}


def test_log_group_class_is_read(stubs: StubbedClients) -> None:
    wanted = designed().log_group
    group = {"logGroupName": wanted.name, "logGroupClass": "INFREQUENT_ACCESS"}
    stubs.answer("logs", "describe_log_groups", {"logGroups": [group]}, logGroupNamePrefix=wanted.name)
    stubs.answer("logs", "get_transformer", {}, logGroupIdentifier=wanted.name)
    (observed,) = log_group.read(stubbed_session(stubs), designed())
    assert observed.log_group_class == "INFREQUENT_ACCESS"


def test_log_group_on_a_second_page_is_found(stubs: StubbedClients) -> None:
    # moto has no second page before fifty log groups.
    name = designed().log_group.name
    first = {"logGroups": [{"logGroupName": f"{name}-old"}], "nextToken": "more"}
    stubs.answer("logs", "describe_log_groups", first, logGroupNamePrefix=name)
    second = {"logGroups": [{"logGroupName": name}]}
    stubs.answer("logs", "describe_log_groups", second, logGroupNamePrefix=name, nextToken="more")
    stubs.answer("logs", "get_transformer", {}, logGroupIdentifier=name)
    (observed,) = log_group.read(stubbed_session(stubs), designed())
    assert observed.name == name


def test_log_group_without_retention_keeps_events_for_ever(deployed: SandboxedAccount) -> None:
    deployed.client("logs").delete_retention_policy(logGroupName=deployed.pipeline.log_group.name)
    assert read(deployed).retention_days is None


def test_key_that_nobody_declared_is_seen(deployed: SandboxedAccount) -> None:
    deployed.pipeline = designed(deployed.pipeline.account.id, trail=WITHOUT_KEY)
    assert differing(deployed.pipeline.log_group, read(deployed)) == {"kms_key_arn"}


def test_log_group_whose_name_only_starts_alike_is_not_taken_for_this_one(account: SandboxedAccount) -> None:
    account.client("logs").create_log_group(logGroupName=f"{account.pipeline.log_group.name}-old")
    assert [*log_group.read(account.session(), account.pipeline)] == []


def test_denied_look_at_the_transformer_leaves_only_that_unread(deployed: SandboxedAccount) -> None:
    deployed.fail("logs", "GetTransformer")
    observed = read(deployed)
    assert differing(deployed.pipeline.log_group, observed) == {"transformer"}
    assert isinstance(observed.transformer, Unread)


def states(account: SandboxedAccount) -> list[tuple[str, str]]:
    return [(one.field, one.observed) for one in log_group.health(account.session(), account.pipeline)]


def test_log_group_with_a_key_that_works_is_healthy(deployed: SandboxedAccount) -> None:
    assert states(deployed) == []


def test_disabled_key_of_the_log_group_is_observed(deployed: SandboxedAccount) -> None:
    assert deployed.pipeline.key is not None
    key_id = deployed.client("kms").describe_key(KeyId=deployed.pipeline.key.alias)["KeyMetadata"]["KeyId"]
    deployed.client("kms").disable_key(KeyId=key_id)
    assert states(deployed) == [("key", "Disabled")]


def test_key_of_the_log_group_that_is_gone_is_observed(deployed: SandboxedAccount) -> None:
    wanted = deployed.pipeline.log_group
    deployed.client("logs").delete_log_group(logGroupName=wanted.name)
    deploy_log_group(wanted, deployed.client, deployed.pipeline.account.arn("kms", "key/gone"))
    assert states(deployed) == [("key", "gone")]


def test_log_group_without_a_key_is_healthy(account: SandboxedAccount) -> None:
    deploy_log_group(account.pipeline.log_group, account.client, None)
    assert states(account) == []


def test_log_group_that_is_gone_has_no_health(account: SandboxedAccount) -> None:
    assert states(account) == []


def test_denied_look_at_the_key_leaves_only_the_key_unread(deployed: SandboxedAccount) -> None:
    deployed.fail("kms", "DescribeKey")
    observed = read(deployed)
    assert differing(deployed.pipeline.log_group, observed) == {"kms_key_arn"}
    assert isinstance(observed.kms_key_arn, Unread)


def test_deployed_role_equals_the_designed_one(with_role: SandboxedAccount) -> None:
    assert read_role(with_role) == needed(with_role.pipeline.delivery_role)


@pytest.mark.parametrize("fact", ROLE_TAMPERINGS)
def test_tampering_with_the_role_is_seen_in_its_field(with_role: SandboxedAccount, fact: str) -> None:
    ROLE_TAMPERINGS[fact](with_role)
    assert differing(needed(with_role.pipeline.delivery_role), read_role(with_role)) == {fact}


def test_every_fact_of_the_role_is_tampered_with() -> None:
    assert set(ROLE_TAMPERINGS) == {name for name, _ in facts(DeliveryRole)}


def test_inline_policy_that_somebody_added_is_seen(with_role: SandboxedAccount) -> None:
    put_inline("a-deny-of-somebody")(with_role)
    assert [name for name, _ in read_role(with_role).inline_policies] == ["a-deny-of-somebody", "deliver"]


def test_without_a_role_there_is_none(account: SandboxedAccount) -> None:
    assert [*log_group.read_role(account.session(), account.pipeline)] == []


@pytest.mark.parametrize(
    ("operation", "unread"),
    [
        ("ListRolePolicies", "inline_policies"),
        ("GetRolePolicy", "inline_policies"),
        ("ListAttachedRolePolicies", "attached_policies"),
    ],
)
def test_denied_call_leaves_only_its_own_field_unread(with_role: SandboxedAccount, operation: str, unread: str) -> None:
    with_role.fail("iam", operation)
    observed = read_role(with_role)
    assert differing(needed(with_role.pipeline.delivery_role), observed) == {unread}
    value = getattr(observed, unread)
    assert isinstance(value, Unread)
    assert value.call == f"iam:{operation}"


def test_denied_look_at_the_role_fails_the_whole(with_role: SandboxedAccount) -> None:
    with_role.fail("iam", "GetRole")
    with pytest.raises(CallFailed, match=r"^iam:GetRole: access denied"):
        read_role(with_role)


def test_policies_on_second_pages_are_read(stubs: StubbedClients) -> None:
    # moto ignores MaxItems of these calls and answers with one page.
    wanted = needed(designed().delivery_role)
    role = {
        "Path": "/",
        "RoleName": wanted.name,
        "RoleId": "AROAEXAMPLEEXAMPLE12",
        "Arn": wanted.arn,
        "CreateDate": datetime(2026, 1, 1, tzinfo=UTC),
        "AssumeRolePolicyDocument": wanted.trust_policy.json(),
    }
    name = {"RoleName": wanted.name}
    stubs.answer("iam", "get_role", {"Role": role}, **name)
    more = {"IsTruncated": True, "Marker": "more"}
    stubs.answer("iam", "list_role_policies", {"PolicyNames": ["deliver"], **more}, **name)
    stubs.answer("iam", "list_role_policies", {"PolicyNames": ["added"]}, **name, Marker="more")
    for policy in ("added", "deliver"):
        document = {**name, "PolicyName": policy, "PolicyDocument": POLICY % "Allow"}
        stubs.answer("iam", "get_role_policy", document, **name, PolicyName=policy)
    stubs.answer("iam", "list_attached_role_policies", {"AttachedPolicies": [attached("a")], **more}, **name)
    stubs.answer("iam", "list_attached_role_policies", {"AttachedPolicies": [attached("b")]}, **name, Marker="more")
    (observed,) = log_group.read_role(stubbed_session(stubs), designed())
    assert [policy for policy, _ in observed.inline_policies] == ["added", "deliver"]
    assert observed.attached_policies == (attached("a")["PolicyArn"], attached("b")["PolicyArn"])


def attached(name: str) -> dict[str, str]:
    return {"PolicyName": name, "PolicyArn": f"arn:aws:iam::111122223333:policy/{name}"}
