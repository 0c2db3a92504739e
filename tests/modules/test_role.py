import dataclasses

from modules.role import Role
from pipeline import log_group
from pipeline.account import Account
from pipeline.policy_document import PolicyDocument, allow
from tests.modules.synthesis import alone, the

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
POLICY = PolicyDocument((allow("Write", "logs:PutLogEvents", "*"),))
ROLE = log_group.DeliveryRole(
    account=ACCOUNT, name="deliver", trust_policy=log_group.trust_policy(), inline_policies=(("write", POLICY),)
)


def test_a_role_stands_alone_with_its_policies() -> None:
    written = alone(lambda stack: Role(stack, "role", ROLE))
    (name,) = written["resource"]["aws_iam_role"]
    assert the(written, "resource", "aws_iam_role") == {
        "name": "deliver",
        "assume_role_policy": ROLE.trust_policy.json(),
    }
    assert the(written, "resource", "aws_iam_role_policy") == {
        "name": "write",
        "policy": POLICY.json(),
        "role": f"${{aws_iam_role.{name}.id}}",
    }


def test_a_role_is_written_with_its_boundary_and_attached_policies() -> None:
    part = dataclasses.replace(ROLE, permissions_boundary="arn:boundary", attached_policies=("arn:policy",))
    written = alone(lambda stack: Role(stack, "role", part))
    assert the(written, "resource", "aws_iam_role")["permissions_boundary"] == "arn:boundary"
    assert the(written, "resource", "aws_iam_role_policy_attachment")["policy_arn"] == "arn:policy"
