"""Faults of roles: rows 75 to 79 of docs/faults.yaml."""

import json
from typing import Any

import pytest

from tests.validators.designed import needed
from tests.validators.faults.told import brief, findings, told
from tests.validators.recorded import Answer, Recorded
from tests.validators.sandboxed import SandboxedAccount
from validators.finding import Finding


def role(account: SandboxedAccount) -> str:
    return needed(account.pipeline.delivery_role).name


def document(effect: str, action: str, resource: str = "*", **rest: object) -> str:
    statement = {"Effect": effect, "Action": action, "Resource": resource, **rest}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def put_inline(account: SandboxedAccount, name: str, policy: str) -> None:
    account.client("iam").put_role_policy(RoleName=role(account), PolicyName=name, PolicyDocument=policy)


def a_policy(account: SandboxedAccount, policy: str) -> str:
    """The ARN of a customer managed policy."""
    return str(account.client("iam").create_policy(PolicyName="somebodys", PolicyDocument=policy)["Policy"]["Arn"])


def the_finding(found: tuple[Finding, ...], field: str) -> Finding:
    (finding,) = (one for one in found if one.field == field)
    return finding


@pytest.mark.fault(75)
def test_trust_of_somebody_else(deployed: SandboxedAccount) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    deployed.client("iam").update_assume_role_policy(
        RoleName=role(deployed), PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    assert told(deployed) == {("changed", "delivery-role", "trust_policy")}


@pytest.mark.fault(76)
def test_policy_without_putlogevents(deployed: SandboxedAccount) -> None:
    put_inline(deployed, "deliver", document("Allow", "logs:CreateLogStream"))
    assert told(deployed) == {
        ("changed", "delivery-role", "inline_policies"),
        ("unhealthy", "delivery-role", "simulation"),
    }


@pytest.mark.fault(77)
def test_added_deny(deployed: SandboxedAccount) -> None:
    put_inline(deployed, "a-deny-of-somebody", document("Deny", "logs:PutLogEvents"))
    found = findings(deployed)
    assert brief(found) == {
        ("unmanaged", "delivery-role", "inline_policies"),
        ("unhealthy", "delivery-role", "simulation"),
    }
    assert the_finding(found, "simulation").observed == "logs:PutLogEvents: denied by the role's policies"
    delete = f"aws iam delete-role-policy --role-name {role(deployed)} --policy-name a-deny-of-somebody"
    assert the_finding(found, "inline_policies").repair == delete


@pytest.mark.fault(77)
def test_attached_policy_that_denies(deployed: SandboxedAccount) -> None:
    arn = a_policy(deployed, document("Deny", "logs:*"))
    deployed.client("iam").attach_role_policy(RoleName=role(deployed), PolicyArn=arn)
    assert told(deployed) == {
        ("unmanaged", "delivery-role", "attached_policies"),
        ("unhealthy", "delivery-role", "simulation"),
    }


@pytest.mark.fault(77)
def test_boundary_that_does_not_allow(deployed: SandboxedAccount) -> None:
    arn = a_policy(deployed, document("Allow", "s3:*"))
    deployed.client("iam").put_role_permissions_boundary(RoleName=role(deployed), PermissionsBoundary=arn)
    assert told(deployed) == {
        ("changed", "delivery-role", "permissions_boundary"),
        ("unhealthy", "delivery-role", "simulation"),
    }


@pytest.mark.fault(77)
def test_policy_of_the_organization(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # moto simulates nothing, and the sandbox's simulation knows no organizations.
    recorded.answer("iam", "SimulatePrincipalPolicy", refused_by_the_organization)
    found = findings(deployed)
    assert brief(found) == {("unhealthy", "delivery-role", "simulation")}
    (finding,) = found
    assert finding.severity == "high"
    assert finding.observed == "logs:PutLogEvents: denied by the organization's policies"


def refused_by_the_organization(asked: Answer) -> Answer:
    assert {entry["ContextKeyName"]: entry["ContextKeyValues"] for entry in asked["ContextEntries"]} == {
        "aws:RequestedRegion": ["eu-west-1"],
        "aws:PrincipalAccount": [asked["PolicySourceArn"].split(":")[4]],
        "aws:PrincipalArn": [asked["PolicySourceArn"]],
        "aws:SecureTransport": ["true"],
    }
    denied: dict[str, Any] = {
        "EvalActionName": "logs:PutLogEvents",
        "EvalDecision": "explicitDeny",
        "OrganizationsDecisionDetail": {"AllowedByOrganizations": False},
    }
    return {"EvaluationResults": [denied, {"EvalActionName": "logs:CreateLogStream", "EvalDecision": "allowed"}]}


def test_denied_simulation_leaves_the_role_told(deployed: SandboxedAccount) -> None:
    deployed.fail("iam", "SimulatePrincipalPolicy")
    put_inline(deployed, "added", document("Allow", "s3:*"))
    assert told(deployed) == {
        ("unchecked", "delivery-role", "simulation"),
        ("unmanaged", "delivery-role", "inline_policies"),
    }


def test_role_that_is_gone_is_only_missing(deployed: SandboxedAccount) -> None:
    iam = deployed.client("iam")
    iam.delete_role_policy(RoleName=role(deployed), PolicyName="deliver")
    iam.delete_role(RoleName=role(deployed))
    assert told(deployed) == {("missing", "delivery-role", "")}
