import json
from pathlib import Path

import pytest

from tests.policies.example import (
    ACCOUNT,
    CLOUDWATCH_PUBLISHES,
    TOPIC,
    USES_KEY,
    Terraform,
    allow,
    changed,
    policy,
    without,
)
from tests.policies.judging import FRAMEWORKS, judged

TOPIC_POLICY = "aws_sns_topic_policy"
SUBSCRIPTION = "aws_sns_topic_subscription"
QUEUE = "aws_sqs_queue"
ANYBODY = allow("cloudwatch.amazonaws.com", "sns:Publish", to=TOPIC)
EVERYBODY = {"Effect": "Allow", "Principal": "*", "Action": "sns:Subscribe", "Resource": TOPIC}


def statements(*given: dict[str, object]) -> Terraform:
    return changed(TOPIC_POLICY, policy=policy(*given))


def told_by_a_chat(client: str) -> Terraform:
    """The chain whose topic is that of a chat channel, in place of a subscription."""
    terraform = without(SUBSCRIPTION)
    channel = {"configuration_name": "chat", "sns_topic_arns": [TOPIC]}
    terraform["resource"][f"aws_chatbot_{client}_channel_configuration"] = {"chat": channel}
    return terraform


BAD = [
    pytest.param(
        without(SUBSCRIPTION),
        {"TRAILBELL_TOPIC_HAS_SUBSCRIPTION": "nobody subscribes to on-call, to which alarms publish"},
        id="no subscription",
    ),
    pytest.param(
        without(TOPIC_POLICY),
        {"TRAILBELL_TOPIC_LETS_CLOUDWATCH_PUBLISH": "the policy of on-call does not let CloudWatch publish"},
        id="no policy",
    ),
    pytest.param(
        statements(allow("events.amazonaws.com", "sns:Publish")),
        {"TRAILBELL_TOPIC_LETS_CLOUDWATCH_PUBLISH": "the policy of on-call does not let CloudWatch publish"},
        id="a policy for another service",
    ),
    pytest.param(
        statements(ANYBODY),
        {"TRAILBELL_TOPIC_LETS_CLOUDWATCH_PUBLISH": "CloudWatch may publish to on-call for anybody's alarms"},
        id="no condition on the source",
    ),
    pytest.param(
        statements(CLOUDWATCH_PUBLISHES, EVERYBODY),
        {"TRAILBELL_TOPIC_NOT_PUBLIC": "the policy of on-call allows everybody"},
        id="everybody",
    ),
    pytest.param(
        statements(CLOUDWATCH_PUBLISHES, EVERYBODY | {"Principal": {"AWS": ["*"]}}),
        {"TRAILBELL_TOPIC_NOT_PUBLIC": "the policy of on-call allows everybody"},
        id="everybody, in other words",
    ),
    pytest.param(
        statements(CLOUDWATCH_PUBLISHES, EVERYBODY | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
        {"TRAILBELL_TOPIC_NOT_PUBLIC": "the policy of on-call allows everybody"},
        id="everybody by TLS",
    ),
    pytest.param(
        statements(ANYBODY | {"Condition": {"StringLike": {"aws:SourceAccount": "*"}}}),
        {"TRAILBELL_TOPIC_LETS_CLOUDWATCH_PUBLISH": "CloudWatch may publish to on-call for anybody's alarms"},
        id="a condition that any source meets",
    ),
    *(
        pytest.param(
            changed("aws_sns_topic", kms_master_key_id=key),
            {
                "TRAILBELL_TOPIC_KEY_LETS_CLOUDWATCH": (
                    "on-call is encrypted with alias/aws/sns, which CloudWatch cannot use"
                )
            },
            id=f"AWS's own key as {key}",
        )
        for key in ("alias/aws/sns", f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/aws/sns")
    ),
    pytest.param(
        changed("aws_kms_key", policy=policy(USES_KEY[1], allow("cloudwatch.amazonaws.com", "kms:Decrypt"))),
        {"TRAILBELL_TOPIC_KEY_LETS_CLOUDWATCH": "the key of on-call does not let CloudWatch kms:GenerateDataKey"},
        id="a key that CloudWatch may only decrypt with",
    ),
    pytest.param(
        changed(SUBSCRIPTION, protocol="http"),
        {"TRAILBELL_SUBSCRIPTION_HTTPS": "the subscription's protocol is http"},
        id="http",
    ),
    pytest.param(
        changed(SUBSCRIPTION, raw_message_delivery=True),
        {"TRAILBELL_SUBSCRIPTION_KEEPS_ENVELOPE": "raw delivery is on"},
        id="raw delivery",
    ),
    pytest.param(
        changed(SUBSCRIPTION, redrive_policy=None),
        {
            "TRAILBELL_SUBSCRIPTION_HAS_DEAD_LETTERS": (
                "what the endpoint does not take is lost: there is no dead-letter queue"
            )
        },
        id="no dead-letter queue",
    ),
    pytest.param(
        changed(QUEUE, policy=None),
        {"TRAILBELL_SUBSCRIPTION_HAS_DEAD_LETTERS": "the policy of dead does not let the topic send"},
        id="a dead-letter queue without a policy",
    ),
    pytest.param(
        changed(QUEUE, policy=policy(allow("sns.amazonaws.com", "sqs:SendMessage"))),
        {"TRAILBELL_SUBSCRIPTION_HAS_DEAD_LETTERS": "the policy of dead does not let the topic send"},
        id="a dead-letter queue for every topic there is",
    ),
    pytest.param(
        changed("aws_kms_key", policy=policy(USES_KEY[0])),
        {"TRAILBELL_SUBSCRIPTION_HAS_DEAD_LETTERS": "the key of dead does not let SNS use it"},
        id="a dead-letter queue whose key SNS may not use",
    ),
]

GOOD = [
    pytest.param(told_by_a_chat("slack"), id="a Slack channel, which subscribes by itself"),
    pytest.param(told_by_a_chat("teams"), id="a Teams channel, which subscribes by itself"),
    pytest.param(changed("aws_sns_topic", kms_master_key_id="alias/audit"), id="the key by its alias"),
    pytest.param(
        changed("aws_sns_topic", kms_master_key_id=f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/theirs"),
        id="a key that stands elsewhere",
    ),
    pytest.param(changed("aws_sns_topic", kms_master_key_id=None), id="no encryption"),
    pytest.param(
        changed(
            "aws_kms_key",
            policy=policy(*(one | {"Action": ["kms:Decrypt", "kms:GenerateDataKey"]} for one in USES_KEY)),
        ),
        id="actions as a list",
    ),
    pytest.param(
        statements(CLOUDWATCH_PUBLISHES, EVERYBODY | {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}),
        id="everybody of an organization",
    ),
    pytest.param(changed(SUBSCRIPTION, topic_arn=TOPIC), id="the topic by its ARN"),
    pytest.param(
        changed("aws_cloudwatch_metric_alarm", alarm_actions=[TOPIC], ok_actions=[TOPIC]), id="actions by ARN"
    ),
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("terraform", "failed"), BAD)
def test_what_keeps_a_message_from_the_vendor_fails(
    terraform: Terraform, failed: dict[str, str], framework: str, tmp_path: Path
) -> None:
    assert judged(terraform, framework, tmp_path).failed == failed


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("terraform", GOOD)
def test_what_brings_a_message_to_the_vendor_holds(terraform: Terraform, framework: str, tmp_path: Path) -> None:
    assert judged(terraform, framework, tmp_path).failed == {}


def test_an_endpoint_that_starts_with_http_fails(tmp_path: Path) -> None:
    terraform = changed(SUBSCRIPTION, endpoint="http://example.com/key")
    assert judged(terraform, "terraform_json", tmp_path).failed == {
        "TRAILBELL_SUBSCRIPTION_HTTPS": "the subscription's endpoint starts with http://",
        "TRAILBELL_NO_SECRET_IN_CLEAR": "the endpoint stands in clear; it holds the vendor's key",
    }


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_policy_that_is_made_elsewhere_is_not_judged(framework: str, tmp_path: Path) -> None:
    terraform = changed(TOPIC_POLICY, policy="${data.aws_iam_policy_document.topic.json}")
    verdict = judged(terraform, framework, tmp_path)
    assert verdict.failed == {}
    assert verdict.undecided == {
        "TRAILBELL_TOPIC_LETS_CLOUDWATCH_PUBLISH",
        "TRAILBELL_TOPIC_NOT_PUBLIC",
        "TRAILBELL_NO_WILDCARD_ACTION",
    }


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_redrive_policy_may_name_a_queue_that_stands_elsewhere(framework: str, tmp_path: Path) -> None:
    elsewhere = json.dumps({"deadLetterTargetArn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:theirs"})
    assert judged(changed(SUBSCRIPTION, redrive_policy=elsewhere), framework, tmp_path).failed == {}
