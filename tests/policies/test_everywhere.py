from pathlib import Path

import pytest

from tests.policies.example import Terraform, allow, chain, changed, policy, with_more
from tests.policies.judging import FRAMEWORKS, judged

SECRET = "TRAILBELL_NO_SECRET_IN_CLEAR"


def with_tags(*default: dict[str, object]) -> Terraform:
    terraform = chain()
    terraform["provider"]["aws"][0]["default_tags"] = [*default]
    return terraform


BAD = [
    pytest.param(
        with_more("aws_cloudwatch_log_group", "blank", name="two words"),
        {"TRAILBELL_NAMES_WITHIN_LIMITS": "the name two words holds what AWS does not allow there"},
        id="a name with a blank",
    ),
    pytest.param(
        with_more("aws_sqs_queue", "long", name="q" * 81),
        {"TRAILBELL_NAMES_WITHIN_LIMITS": f"the name {'q' * 81} has 81 characters, 80 are allowed"},
        id="a name that is too long",
    ),
    pytest.param(
        with_more("aws_s3_bucket", "upper", bucket="Audit_Files"),
        {"TRAILBELL_NAMES_WITHIN_LIMITS": "the name Audit_Files holds what AWS does not allow there"},
        id="a bucket in capitals",
    ),
    pytest.param(
        with_more(
            "aws_iam_role_policy",
            "wild",
            name="wild",
            role="theirs",
            policy=policy({"Effect": "Allow", "Action": ["s3:Get*", "s3:PutObject"], "Resource": "*"}),
        ),
        {"TRAILBELL_NO_WILDCARD_ACTION": "the policy allows s3:Get*"},
        id="a wildcard",
    ),
    pytest.param(
        with_more(
            "aws_iam_role_policy",
            "wild",
            name="wild",
            role="theirs",
            policy=policy({"Effect": "Allow", "NotAction": "iam:CreateUser", "Resource": "*"}),
        ),
        {"TRAILBELL_NO_WILDCARD_ACTION": "the policy allows everything but some actions (NotAction)"},
        id="everything but",
    ),
    pytest.param(
        with_more(
            "aws_sqs_queue_policy", "wild", queue_url="theirs", policy=policy(allow("sns.amazonaws.com", "sqs:*"))
        ),
        {"TRAILBELL_NO_WILDCARD_ACTION": "the policy allows sqs:*"},
        id="a wildcard in a resource's policy",
    ),
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("terraform", "failed"), BAD)
def test_what_should_be_deployed_nowhere_fails(
    terraform: Terraform, failed: dict[str, str], framework: str, tmp_path: Path
) -> None:
    assert judged(terraform, framework, tmp_path).failed == failed


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("default", [[], [{"tags": {}}]])
def test_without_default_tags_a_resource_needs_its_own(
    default: list[dict[str, object]], framework: str, tmp_path: Path
) -> None:
    failed = judged(with_tags(*default), framework, tmp_path).failed
    assert failed == {"TRAILBELL_TAGGED": "the resource has no tags"}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_tags_of_its_own_are_enough(framework: str, tmp_path: Path) -> None:
    terraform = with_tags()
    for resources in terraform["resource"].values():
        for arguments in resources.values():
            arguments["tags"] = {"owner": "security"}
    assert judged(terraform, framework, tmp_path).failed == {}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("an AWS access key", "AKIAIOSFODNN7EXAMPLE"),
        ("a private key", "-----BEGIN RSA PRIVATE KEY-----"),
        ("an address with a password", "https://user:word@example.com/"),
        ("an address with a key", "https://example.com/v1?apiKey=5up3rs3cr3t"),
    ],
)
def test_a_secret_in_clear_fails(what: str, text: str, tmp_path: Path) -> None:
    terraform = with_more("aws_ssm_parameter", "clear", name="clear", type="String", value=text)
    assert judged(terraform, "terraform_json", tmp_path).failed == {SECRET: f"{what} stands in clear"}


@pytest.mark.parametrize(
    "shape",
    [
        "not the form https://NAME:PASSWORD@INSTANCE.service-now.com/api?source=aws",
        "not the form https://api.opsgenie.com/v1/json/cloudwatch?apiKey=KEY (in the EU elsewhere)",
        '${can(regex("^https://(localhost[:/].*|.*[?&]secret=[^&#].*)$", var.URL))}',
    ],
)
def test_the_form_of_an_endpoint_is_no_secret(shape: str, tmp_path: Path) -> None:
    terraform = with_more("aws_ssm_parameter", "form", name="form", type="String", value=shape)
    assert judged(terraform, "terraform_json", tmp_path).failed == {}


def test_a_plan_is_not_asked_for_secrets_since_it_holds_them_all(tmp_path: Path) -> None:
    terraform = changed("aws_sns_topic_subscription", endpoint="https://example.com/v1/5up3rs3cr3t")
    verdict = judged(terraform, "terraform_plan", tmp_path)
    assert SECRET not in {*verdict.failed, *verdict.held}


def test_an_endpoint_in_clear_fails(tmp_path: Path) -> None:
    terraform = changed("aws_sns_topic_subscription", endpoint="https://example.com/v1/5up3rs3cr3t")
    failed = judged(terraform, "terraform_json", tmp_path).failed
    assert failed == {SECRET: "the endpoint stands in clear; it holds the vendor's key"}


def test_an_endpoint_as_the_default_of_a_variable_fails(tmp_path: Path) -> None:
    terraform = chain()
    terraform["variable"]["URL"]["default"] = "https://example.com/v1/5up3rs3cr3t"
    assert set(judged(terraform, "terraform_json", tmp_path).failed) == {SECRET}


def test_an_endpoint_from_a_parameter_holds(tmp_path: Path) -> None:
    terraform = changed("aws_sns_topic_subscription", endpoint="${data.aws_ssm_parameter.endpoint.value}")
    assert judged(terraform, "terraform_json", tmp_path).failed == {}
