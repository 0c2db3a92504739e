"""Beside each call stands the IAM action it needs; together they are what the role of an auditor must allow."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pipeline.least_privilege import CHECK
from tests.validators.chatting import CHATS
from tests.validators.designed import ENDPOINTS, SETTINGS, designed
from tests.validators.sandboxed import SandboxedAccount
from validators import permissions
from validators.finding import ExitStatus, exit_status
from validators.run import check
from validators.session import Clients

OTHER_NAMES = {
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:HeadBucket": "s3:ListBucket",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
}
"""Where the action is not called as the call:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html"""

RARE = {
    "cloudwatch:GetAlarmMuteRule": "only where a mute rule is active",
    "iam:GetPolicy": "only where a policy is attached to a role",
    "iam:GetPolicyVersion": "only where a policy is attached to a role",
    "s3:GetAccountPublicAccessBlock": "only where the bucket's own block is not whole",
}
"""What only an account that differs from its design needs, and when."""

AUDITOR = {"github": {"repository": "acme/infrastructure", "provider": "created"}}


def listed() -> Iterator[tuple[str, str]]:
    """Module and action, for every action that a module lists."""
    for module in permissions.modules():
        for action in getattr(module, "PERMISSIONS", ()):
            yield module.__name__, action


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The actions of all calls that are made from now on."""
    actions: set[str] = set()
    build = Clients.build

    def record(model: Any, **_: Any) -> None:
        action = f"{model.service_model.service_name}:{model.name}"
        actions.add(OTHER_NAMES.get(action, action))

    def recorded(self: Clients, service: str, region: str) -> Any:
        built = build(self, service, region)
        built.meta.events.register("before-call", record)
        return built

    monkeypatch.setattr(Clients, "build", recorded)
    return actions


@pytest.fixture
def checked(account: SandboxedAccount, called: set[str]) -> set[str]:
    """The actions of the calls that a whole check of an account made, which has all that can be declared."""
    destinations = {**SETTINGS["destinations"], "chat": {"forwarder": {"slack": "ssm:/on-call/slack"}}, **CHATS}
    routes = {"critical": [*destinations]}
    account.pipeline = designed(account.pipeline.account.id, auditor=AUDITOR, destinations=destinations, routes=routes)
    account.deploy()
    called.clear()
    reports = [*check([account.pipeline], ENDPOINTS)]
    assert exit_status(reports) is ExitStatus.in_sync
    return called


def test_a_check_makes_no_call_whose_permission_is_not_listed(checked: set[str]) -> None:
    assert checked - {*permissions.check()} == set()


def test_no_permission_is_listed_that_a_check_does_not_use(checked: set[str]) -> None:
    assert {*permissions.check()} - checked == {*RARE}


def test_no_module_lists_an_action_twice() -> None:
    actions = [*listed()]
    assert len(actions) == len(set(actions))


def test_every_action_of_a_check_only_reads_or_assumes_a_role() -> None:
    verbs = ("Describe", "Get", "List", "AssumeRole", "Simulate")
    assert [action for action in permissions.check() if not action.partition(":")[2].startswith(verbs)] == []


@pytest.mark.parametrize("writing", [permissions.ring, permissions.repair])
def test_what_writes_is_apart_from_what_the_auditor_may_do(writing: Callable[[], tuple[str, ...]]) -> None:
    verbs = ("Describe", "Get", "List")
    assert {
        action for action in writing() if action in CHECK and not action.partition(":")[2].startswith(verbs)
    } == set()


def test_permissions_of_nested_modules_are_added_up_as_well() -> None:
    assert any(module.__name__.count(".") > 1 for module in permissions.modules())
