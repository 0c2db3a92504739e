import dataclasses

from modules.auditor import Auditor, OidcProvider
from pipeline import auditor
from pipeline.account import Account
from pipeline.policy_document import PolicyDocument, allow
from tests.modules.synthesis import alone, stack_of, the
from tests.pipeline.written import small, the_pipeline

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
POLICY = PolicyDocument((allow("Read", "sns:GetTopicAttributes", "*"),))
TRUST = auditor.trust_policy(
    auditor.AuditorSettings.model_validate({"github": {"repository": "acme/infrastructure"}}), ACCOUNT
)
ROLE = auditor.AuditorRole(account=ACCOUNT, name="reader", trust_policy=TRUST, inline_policies=(("read", POLICY),))


def test_the_role_stands_alone_with_its_trust_and_its_policy() -> None:
    written = alone(lambda stack: Auditor(stack, "auditor", ROLE))
    assert the(written, "resource", "aws_iam_role") == {
        "name": "reader",
        "assume_role_policy": TRUST.json(),
    }
    policy = the(written, "resource", "aws_iam_role_policy")
    assert (policy["name"], policy["policy"]) == ("read", POLICY.json())


def test_the_role_is_written_with_its_boundary_and_attached_policies() -> None:
    part = dataclasses.replace(ROLE, permissions_boundary="arn:boundary", attached_policies=("arn:policy",))
    written = alone(lambda stack: Auditor(stack, "auditor", part))
    assert the(written, "resource", "aws_iam_role")["permissions_boundary"] == "arn:boundary"
    assert the(written, "resource", "aws_iam_role_policy_attachment")["policy_arn"] == "arn:policy"


def test_the_identity_provider_is_that_of_github() -> None:
    written = alone(lambda stack: OidcProvider(stack, "provider", auditor.OidcProvider(account=ACCOUNT)))
    assert the(written, "resource", "aws_iam_openid_connect_provider") == {
        "url": "https://token.actions.githubusercontent.com",
        "client_id_list": ["sts.amazonaws.com"],
    }


def test_a_stack_without_auditor_has_neither_role_nor_provider() -> None:
    resources = stack_of(the_pipeline())["resource"]
    assert len(resources["aws_iam_role"]) == 1
    assert "aws_iam_openid_connect_provider" not in resources


def test_a_provider_that_exists_is_not_deployed() -> None:
    resources = stack_of(the_pipeline(small(more="auditor: {github: {repository: a/b}}\n")))["resource"]
    assert len(resources["aws_iam_role"]) == 2
    assert "aws_iam_openid_connect_provider" not in resources


def test_a_provider_that_is_created_is_there_before_the_role_that_trusts_it() -> None:
    text = small(more="auditor: {github: {repository: a/b, provider: created}}\n")
    resources = stack_of(the_pipeline(text))["resource"]
    (provider,) = resources["aws_iam_openid_connect_provider"]
    (role,) = (one for one in resources["aws_iam_role"].values() if one["name"] == "trailbell-auditor")
    assert role["depends_on"] == [f"aws_iam_openid_connect_provider.{provider}"]
