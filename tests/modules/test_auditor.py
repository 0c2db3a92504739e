from modules.auditor import OidcProvider
from pipeline import auditor
from pipeline.account import Account
from tests.modules.synthesis import alone, stack_of, the
from tests.pipeline.written import small, the_pipeline

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")


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
