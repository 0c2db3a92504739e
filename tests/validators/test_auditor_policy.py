"""The policy of the auditor against the calls of a whole check: not the actions alone, but what each call is about."""

from fnmatch import fnmatchcase
from typing import Any

import pytest

from pipeline.account import Account
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from tests.validators.designed import ENDPOINTS, designed
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.test_permissions import AUDITOR, OTHER_NAMES
from validators.finding import ExitStatus, exit_status
from validators.run import check
from validators.session import Clients

Call = tuple[str, str]

RESOURCES = {
    "TopicArn": "{}", "TrailName": "{}", "Bucket": "arn:aws:s3:::{}", "PolicySourceArn": "{}",
    "OpenIDConnectProviderArn": "{}", "PolicyArn": "{}",
    "QueueName": "arn:aws:sqs:{region}:{id}:{}", "QueueUrl": "arn:aws:sqs:{region}:{id}:{}",
    "RoleName": "arn:aws:iam::{id}:role/{}", "KeyId": "arn:aws:kms:{region}:{id}:key/some-key",
    "logGroupName": "arn:aws:logs:{region}:{id}:log-group:{}:",
    "logGroupIdentifier": "arn:aws:logs:{region}:{id}:log-group:{}:",
}  # fmt: skip
"""A parameter that says what a call is about, to its ARN."""

NAMES = {"cloudtrail": "{}", "ssm": "arn:aws:ssm:{region}:{id}:parameter{}"}
"""The same of the parameter `Name`, by service."""


@pytest.fixture
def called(account: SandboxedAccount, monkeypatch: pytest.MonkeyPatch) -> set[Call]:
    """Action and resource of all calls that are made from now on, but those that lead into the account."""
    calls: set[Call] = set()
    build = Clients.build

    def record(params: dict[str, Any], model: Any, **_: Any) -> None:
        service = model.service_model.service_name
        if service != "sts":
            action = f"{service}:{model.name}"
            calls.add((OTHER_NAMES.get(action, action), about(service, params, account.pipeline.account)))

    def recorded(self: Clients, service: str, region: str) -> Any:
        built = build(self, service, region)
        built.meta.events.register("before-parameter-build", record)
        return built

    monkeypatch.setattr(Clients, "build", recorded)
    return calls


def about(service: str, params: dict[str, Any], account: Account) -> str:
    """The ARN of what a call is about, as far as its parameters tell; `*` where they do not."""
    for name, arn in {**RESOURCES, "Name": NAMES.get(service, "*")}.items():
        if found := params.get(name):
            value = str(found).rpartition("/")[2] if name == "QueueUrl" else found
            return arn.format(value, region=account.region, id=account.id)
    # Without a log group AWS asks for the permission on a log group without name.
    whole = {"account": account.global_arn("account", "account"), "logs": account.arn("logs", "log-group::log-stream:")}
    return whole.get(service, "*")


@pytest.fixture
def audited(account: SandboxedAccount) -> SandboxedAccount:
    """A deployed account with an auditor."""
    account.pipeline = designed(account.pipeline.account.id, auditor=AUDITOR)
    account.deploy()
    return account


@pytest.fixture
def calls(audited: SandboxedAccount, called: set[Call]) -> set[Call]:
    """The calls that a whole check of the account made."""
    reports = [*check([audited.pipeline], ENDPOINTS)]
    assert exit_status(reports) is ExitStatus.in_sync
    return called


def policy_of(pipeline: Pipeline) -> PolicyDocument:
    assert pipeline.auditor_role is not None
    ((_, policy),) = pipeline.auditor_role.inline_policies
    return policy


def allows(policy: PolicyDocument, action: str, resource: str) -> bool:
    return any(
        action in statement["Action"] and any(fnmatchcase(resource, pattern) for pattern in statement["Resource"])
        for statement in policy.statements
    )


def test_every_call_of_a_check_is_allowed_on_the_very_resource_that_it_is_about(
    audited: SandboxedAccount, calls: set[Call]
) -> None:
    policy = policy_of(audited.pipeline)
    assert {call for call in calls if not allows(policy, *call)} == set()


def test_the_policy_of_another_pipeline_in_the_same_account_would_not_do(
    audited: SandboxedAccount, calls: set[Call]
) -> None:
    policy = policy_of(designed(audited.pipeline.account.id, name="other", auditor=AUDITOR))
    denied = {action for action, resource in calls if not allows(policy, action, resource)}
    assert {
        "cloudtrail:GetTrailStatus", "iam:GetRole", "s3:GetBucketPolicy", "sns:GetTopicAttributes",
        "sqs:GetQueueAttributes",
    } <= denied  # fmt: skip
