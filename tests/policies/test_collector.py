from pathlib import Path
from typing import Any

import pytest

from tests.policies.example import Terraform, policy, with_more
from tests.policies.judging import FRAMEWORKS, judged

VENDOR = "arn:aws:iam::733251395267:root"
ASKED = {"StringEquals": {"sts:ExternalId": "deployment-17"}}


def trusting(principal: Any, **more: Any) -> Terraform:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return with_more("aws_iam_role", "vendor", name="vendor", assume_role_policy=policy(statement))


BAD = [
    pytest.param(trusting({"AWS": VENDOR}), VENDOR, id="an account by its root"),
    pytest.param(trusting({"AWS": ["733251395267"]}), "733251395267", id="an account by its id"),
    pytest.param(
        trusting({"AWS": VENDOR}, Condition={"StringLike": {"sts:ExternalId": "*"}}), VENDOR, id="any external id"
    ),
]
GOOD = [
    pytest.param(trusting({"AWS": VENDOR}, Condition=ASKED), id="an account with an external id"),
    pytest.param(trusting({"AWS": "arn:aws:iam::733251395267:role/hub"}), id="one role"),
    pytest.param(trusting({"Service": "lambda.amazonaws.com"}), id="a service"),
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("terraform", "named"), BAD)
def test_a_role_for_a_whole_account_without_external_id_fails(
    terraform: Terraform, named: str, framework: str, tmp_path: Path
) -> None:
    failed = judged(terraform, framework, tmp_path).failed
    assert failed == {"TRAILBELL_ROLE_ASKS_FOR_EXTERNAL_ID": f"{named} may assume it without an external id"}


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("terraform", GOOD)
def test_a_role_that_says_who_may_assume_it_holds(terraform: Terraform, framework: str, tmp_path: Path) -> None:
    assert judged(terraform, framework, tmp_path).failed == {}
