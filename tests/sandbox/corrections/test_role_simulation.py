import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.local import Aws

STREAM = "arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:s"


def document(effect: str, resource: str = "*") -> str:
    statement = {"Effect": effect, "Action": "logs:PutLogEvents", "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(aws: Aws, *policies: str) -> Any:
    """The IAM client, and in its account a role with these inline policies."""
    iam = aws.client("iam")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=document("Allow"))
    for number, policy in enumerate(policies):
        iam.put_role_policy(RoleName="r", PolicyName=str(number), PolicyDocument=policy)
    return iam


def decision(iam: Any) -> str:
    answer = iam.simulate_principal_policy(
        PolicySourceArn="arn:aws:iam::123456789012:role/r", ActionNames=["logs:PutLogEvents"], ResourceArns=[STREAM]
    )
    (result,) = answer["EvaluationResults"]
    assert (result["EvalActionName"], result["EvalResourceName"]) == ("logs:PutLogEvents", STREAM)
    return str(result["EvalDecision"])


def test_plain_moto_cannot_simulate(plain: Aws) -> None:
    with pytest.raises(Exception, match=r"Internal Server Error|simulate_principal_policy"):
        decision(role(plain, document("Allow")))


@pytest.mark.parametrize(
    ("policies", "decided"),
    [
        ((document("Allow"),), "allowed"),
        ((document("Allow"), document("Deny")), "explicitDeny"),
        ((document("Allow", "arn:aws:logs:*:*:log-group:other"),), "implicitDeny"),
        ((), "implicitDeny"),
    ],
)
def test_inline_policies_count(corrected: Aws, policies: tuple[str, ...], decided: str) -> None:
    assert decision(role(corrected, *policies)) == decided


def test_attached_policy_counts(corrected: Aws) -> None:
    iam = role(corrected, document("Allow"))
    arn = iam.create_policy(PolicyName="p", PolicyDocument=document("Deny"))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="r", PolicyArn=arn)
    assert decision(iam) == "explicitDeny"


def test_boundary_that_does_not_allow_counts(corrected: Aws) -> None:
    iam = role(corrected, document("Allow"))
    elsewhere = document("Allow", "arn:aws:logs:*:*:log-group:other")
    arn = iam.create_policy(PolicyName="b", PolicyDocument=elsewhere)["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName="r", PermissionsBoundary=arn)
    assert decision(iam) == "implicitDeny"


def test_role_that_is_not_there_is_refused(corrected: Aws) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        decision(corrected.client("iam"))
