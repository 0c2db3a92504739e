"""A topic that exists, with the endpoint that is subscribed to it already: both are checked, neither is deployed."""

import pytest

from pipeline.origin import origin
from pipeline.policy_document import PolicyDocument
from pipeline.requirement import ANY
from tests.modules.synthesis import stack_of
from tests.pipeline.written import loaded, refusal, the_pipeline

TEXT = """\
trail: {encryption: sse-s3}
destinations:
  on-call: {topic: Alarms, vendor: alertops, url: "env:ALERTOPS_URL"}
alerts: {enable: [cis-root-usage]}
accounts:
  - {name: production, id: "111122223333", region: eu-west-1}
"""
DEFAULT_POLICY = {
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": ["SNS:Publish", "SNS:Subscribe"],
    "Resource": "arn:aws:sns:eu-west-1:111122223333:Alarms",
    "Condition": {"StringEquals": {"AWS:SourceOwner": "111122223333"}},
}
"""What the console gives a topic: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html"""


def test_topic_and_subscription_are_designed_and_exist() -> None:
    pipeline = the_pipeline(TEXT)
    (topic,), (subscription,) = pipeline.topics, pipeline.subscriptions
    assert topic.arn == "arn:aws:sns:eu-west-1:111122223333:Alarms"
    assert (subscription.topic_arn, str(subscription.endpoint)) == (topic.arn, "env:ALERTOPS_URL")
    assert pipeline.exists(topic)
    assert pipeline.exists(subscription)
    assert (pipeline.dead_letter_queues, pipeline.existing_topics) == ((), ())
    assert pipeline.alarms[0].alarm_actions == (topic.arn,)


def test_nothing_of_them_is_deployed() -> None:
    stack = stack_of(the_pipeline(TEXT))
    assert not {"aws_sns_topic", "aws_sns_topic_subscription", "aws_sqs_queue"} & stack["resource"].keys()
    assert "ALERTOPS_URL" not in stack["variable"]


def test_the_policy_that_the_console_makes_will_do() -> None:
    topic = the_pipeline(TEXT).topics[0]
    assert topic.policy == PolicyDocument((DEFAULT_POLICY,))
    assert topic.policy != PolicyDocument(({**DEFAULT_POLICY, "Condition": {"StringEquals": {"aws:x": "y"}}},))
    assert (topic.kms_key_arn, topic.display_name) == (ANY, ANY)


def test_two_endpoints_of_one_topic_are_two_subscriptions() -> None:
    text = TEXT.replace("alerts:", '  platform: {topic: Alarms, url: "env:OTHER_URL"}\nalerts:')
    pipeline = the_pipeline(text)
    assert len(pipeline.topics) == 1
    assert {one.destination for one in pipeline.subscriptions} == {"on-call", "platform"}


def test_a_finding_on_the_topic_leads_to_its_destination() -> None:
    configuration, document = loaded(TEXT)
    pipeline = the_pipeline(TEXT)
    assert origin(configuration, document, pipeline, pipeline.topics[0]).what == "destination on-call"


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (
            'topic: "arn:aws:sns:eu-west-1:444455556666:Alarms", url: "env:X"',
            "on-call is a topic of another account, whose listeners are its own: remove url",
        ),
        ('topic: Alarms, url: "env:X", confirms: true', "confirms is for an endpoint by url, not for topic; remove it"),
        ("topic: Alarms, vendor: alertops", "vendor is for an endpoint by url, not for topic; remove it"),
    ],
)
def test_what_makes_no_sense_of_an_existing_topic_is_refused(by: str, message: str) -> None:
    assert message in refusal(TEXT.replace('topic: Alarms, vendor: alertops, url: "env:ALERTOPS_URL"', by))
