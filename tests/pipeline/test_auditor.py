import json

import pytest

from pipeline.account import Account
from pipeline.auditor import AuditorSettings, OidcProvider, trust_policy
from tests.pipeline.written import refusal, small

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1", external_id="ours-17")
HUB = "arn:aws:iam::999988887777:role/hub"
REPOSITORY = {"repository": "acme/infrastructure"}


def statements(**settings: object) -> list[dict[str, object]]:
    document = trust_policy(AuditorSettings.model_validate(settings), ACCOUNT)
    return list(json.loads(document.json())["Statement"])


def test_a_hub_role_is_trusted_with_the_external_id_of_the_account_only() -> None:
    (statement,) = statements(trusted_role=HUB)
    assert statement["Principal"] == {"AWS": HUB}
    assert statement["Action"] == "sts:AssumeRole"
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": "ours-17"}}


def test_workflows_are_trusted_by_audience_and_subject() -> None:
    (statement,) = statements(github=REPOSITORY | {"branch": "main"})
    assert statement["Principal"] == {"Federated": OidcProvider(account=ACCOUNT).arn}
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:acme/infrastructure:ref:refs/heads/main",
        }
    }


def test_without_branch_and_environment_every_workflow_of_this_one_repository_is_trusted() -> None:
    (statement,) = statements(github=REPOSITORY)
    assert statement["Condition"] == {
        "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
        "StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/infrastructure:*"},
    }


@pytest.mark.parametrize(
    ("given", "subject"),
    [
        ({"environment": "production"}, "repo:acme/infrastructure:environment:production"),
        ({"branch": "release/2"}, "repo:acme/infrastructure:ref:refs/heads/release/2"),
        ({"repository": "acme@17/infrastructure@42"}, "repo:acme@17/infrastructure@42:*"),
    ],
)
def test_the_subject_is_what_github_calls_it(given: dict[str, str], subject: str) -> None:
    settings = AuditorSettings.model_validate({"github": REPOSITORY | given})
    assert settings.github is not None
    assert settings.github.subject == subject


def test_both_may_be_trusted() -> None:
    assert [one["Sid"] for one in statements(trusted_role=HUB, github=REPOSITORY)] == ["HubChecks", "WorkflowsCheck"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{}", "auditor: nobody could assume the role; give trusted_role, github, or both"),
        ("{github: {repository: acme/*}}", "should be one repository as OWNER/NAME, without a wildcard"),
        ("{github: {repository: '*/*'}}", "should be one repository as OWNER/NAME, without a wildcard"),
        ("{github: {repository: acme}}", "should be one repository as OWNER/NAME, without a wildcard"),
        ("{github: {repository: a/b, branch: 'rel*'}}", "should be one name, without a wildcard, got 'rel*'"),
        ("{github: {repository: a/b, branch: main, environment: e}}", "branch and environment cannot both be given"),
        ("{trusted_role: hub}", "should be the ARN of one role, such as arn:aws:iam::999988887777:role/hub"),
        ("{trusted_role: 'arn:aws:iam::999988887777:role/*'}", "should be the ARN of one role"),
        ("{trusted_role: 'arn:aws:iam::999988887777:root'}", "should be the ARN of one role"),
        ("{name: a/b, github: {repository: a/b}}", "should be the name of a role, without a path"),
    ],
)
def test_trust_that_is_too_wide_or_malformed_is_refused(written: str, message: str) -> None:
    assert message in refusal(small(more=f"auditor: {written}\n"))
