from pathlib import Path
from typing import Any

import pytest

from tests.policies.example import Terraform, policy, with_more
from tests.policies.judging import FRAMEWORKS, judged

RULE = "TRAILBELL_GITHUB_TRUST_NARROW"
HOST = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::111122223333:oidc-provider/{HOST}"
AUDIENCE = {f"{HOST}:aud": "sts.amazonaws.com"}


def trusting(principal: str = PROVIDER, **condition: Any) -> Terraform:
    """A role that GitHub's workflows assume under these conditions."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": principal},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return with_more("aws_iam_role", "auditor", name="auditor", assume_role_policy=policy(statement))


def subject(*subjects: str) -> dict[str, list[str]]:
    return {f"{HOST}:sub": [*subjects]}


MAIN = subject("repo:acme/infrastructure:ref:refs/heads/main")

BAD = [
    pytest.param(trusting(StringEquals=AUDIENCE), "the workflows of every repository may assume the role", id="no sub"),
    pytest.param(
        trusting(StringEquals=AUDIENCE, StringLike=subject("repo:acme/*")),
        "the role trusts more than one repository: repo:acme/*",
        id="every repository of an owner",
    ),
    pytest.param(
        trusting(StringEquals=AUDIENCE, StringLike=subject("repo:acme/infra*:*")),
        "the role trusts more than one repository: repo:acme/infra*:*",
        id="a wildcard in the name",
    ),
    pytest.param(
        trusting(StringEquals=AUDIENCE, StringLike=subject("repo:acme/infrastructure:*", "repo:*:*")),
        "the role trusts more than one repository: repo:*:*",
        id="a wildcard beside a narrow one",
    ),
    pytest.param(trusting(StringEquals=MAIN), "the role does not ask who the token is for", id="no audience"),
    pytest.param(
        trusting(StringEquals=MAIN | {f"{HOST}:aud": "https://github.com/acme"}),
        "the role does not ask who the token is for",
        id="another audience",
    ),
]

GOOD = [
    pytest.param(trusting(StringEquals=AUDIENCE | MAIN), id="one branch"),
    pytest.param(
        trusting(StringEquals=AUDIENCE, StringLike=subject("repo:acme/infrastructure:*")), id="one repository"
    ),
    pytest.param(
        trusting(StringEquals=AUDIENCE | subject("repo:acme@17/infrastructure@42:environment:audit")),
        id="an immutable subject",
    ),
    pytest.param(trusting("arn:aws:iam::111122223333:oidc-provider/gitlab.com"), id="somebody else's provider"),
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("terraform", "complaint"), BAD)
def test_trust_in_more_than_one_repository_fails(
    terraform: Terraform, complaint: str, framework: str, tmp_path: Path
) -> None:
    assert judged(terraform, framework, tmp_path).failed == {RULE: complaint}


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("terraform", GOOD)
def test_trust_in_one_repository_holds(terraform: Terraform, framework: str, tmp_path: Path) -> None:
    assert judged(terraform, framework, tmp_path).failed == {}
