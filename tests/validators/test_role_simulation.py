from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.stub import ANY

from pipeline.pipeline import Pipeline
from tests.pipeline.written import small, the_pipeline
from tests.validators.designed import designed, needed
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import role_simulation
from validators.reading import Observation

ROLE = needed(designed().delivery_role)
STREAM = (
    "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/cloudtrail/bell:log-stream:111122223333_CloudTrail_eu-west-1"
)


def observed(
    stubs: StubbedClients,
    *results: dict[str, Any],
    desired: Pipeline | None = None,
    arn: str = ROLE.arn,
    stream: str = STREAM,
) -> list[Observation]:
    pipeline = desired or designed()
    name = needed(pipeline.delivery_role).name
    role = {
        "Path": "/",
        "RoleName": name,
        "RoleId": "AROAEXAMPLEEXAMPLE12",
        "Arn": arn,
        "CreateDate": datetime(2026, 1, 1, tzinfo=UTC),
    }
    stubs.answer("iam", "get_role", {"Role": role}, RoleName=name)
    stubs.answer(
        "iam", "simulate_principal_policy", {"EvaluationResults": [*results]}, PolicySourceArn=arn,
        ActionNames=["logs:CreateLogStream", "logs:PutLogEvents"], ResourceArns=[stream], ContextEntries=ANY,
    )  # fmt: skip
    return [*role_simulation.health(stubbed_session(stubs), pipeline)]


def result(decision: str, **details: Any) -> dict[str, Any]:
    return {"EvalActionName": "logs:PutLogEvents", "EvalDecision": decision, **details}


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (result("implicitDeny"), "not allowed by the role's policies"),
        (
            result("implicitDeny", PermissionsBoundaryDecisionDetail={"AllowedByPermissionsBoundary": False}),
            "not allowed by the permissions boundary",
        ),
        (
            result("explicitDeny", OrganizationsDecisionDetail={"AllowedByOrganizations": True}),
            "denied by the role's policies",
        ),
    ],
)
def test_refusal_is_told_with_its_reason(stubs: StubbedClients, refused: dict[str, Any], why: str) -> None:
    (told,) = observed(stubs, refused)
    assert (told.resource, told.observed, told.severity) == (ROLE.name, f"logs:PutLogEvents: {why}", "critical")


def test_what_no_policy_speaks_of_is_allowed_by_the_next_deployment(stubs: StubbedClients) -> None:
    (told,) = observed(stubs, result("implicitDeny"))
    assert told.repair == "cdktf deploy account-111122223333"


def test_an_existing_role_is_let_write_the_streams_of_every_member_of_the_organization(stubs: StubbedClients) -> None:
    account = "region: eu-west-1, organization_trail: o-a1b2c3d4e5}"
    pipeline = the_pipeline(small("region: eu-west-1}", account, more="existing: {role: theirs}\n"))
    group = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/cloudtrail/trailbell:log-stream"
    stream = f"{group}:111122223333_CloudTrail_eu-west-1"
    (told,) = observed(stubs, result("implicitDeny"), desired=pipeline, stream=stream)
    assert "put-role-policy --role-name theirs" in told.repair
    assert f"{group}:o-a1b2c3d4e5_*" in told.repair


def test_what_a_policy_denies_is_taken_away(stubs: StubbedClients) -> None:
    (told,) = observed(stubs, result("implicitDeny"), result("explicitDeny"))
    assert told.repair.startswith("take away what denies it")


def test_what_is_allowed_is_healthy(stubs: StubbedClients) -> None:
    assert observed(stubs, result("allowed")) == []


def test_role_is_simulated_with_the_path_that_it_has(stubs: StubbedClients) -> None:
    assert observed(stubs, result("allowed"), arn="arn:aws:iam::111122223333:role/service-role/delivery") == []


def test_role_that_is_not_there_is_not_told(stubs: StubbedClients) -> None:
    stubs.refuse("iam", "get_role", "NoSuchEntity")
    assert [*role_simulation.health(stubbed_session(stubs), designed())] == []
