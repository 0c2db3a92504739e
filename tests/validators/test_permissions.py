"""Beside each call stands the IAM action it needs; together they are what the role of an auditor must allow."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import validators
from tests.validators.designed import ENDPOINTS
from tests.validators.sandboxed import SandboxedAccount
from validators.finding import ExitStatus, exit_status
from validators.run import check
from validators.session import Clients

OTHER_NAMES = {
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:HeadBucket": "s3:ListBucket",
}
"""Where the action is not called as the call:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html"""


def listed() -> Iterator[tuple[str, str]]:
    """Module and action, for every action that a module lists."""
    for module in pkgutil.iter_modules(validators.__path__, "validators."):
        for action in getattr(importlib.import_module(module.name), "PERMISSIONS", ()):
            yield module.name, action


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


def test_check_of_a_deployed_account_makes_the_calls_that_are_listed_and_no_other(
    account: SandboxedAccount, called: set[str]
) -> None:
    account.deploy()
    reports = [*check([account.pipeline], ENDPOINTS)]
    assert exit_status(reports) is ExitStatus.in_sync
    assert called == {action for _, action in listed()}


def test_no_module_lists_an_action_twice() -> None:
    actions = [*listed()]
    assert len(actions) == len(set(actions))


def test_every_action_only_reads_or_assumes_a_role() -> None:
    verbs = ("Describe", "Get", "List", "AssumeRole")
    assert [action for _, action in listed() if not action.partition(":")[2].startswith(verbs)] == []
