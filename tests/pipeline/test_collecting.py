import pytest

from pipeline.collecting import DAY
from pipeline.collector import Collector
from pipeline.pipeline import Pipeline
from tests.pipeline.written import designed, refusal, small, the_pipeline

COLLECTOR = 'collector: {vendor_account: "733251395267", external_id: deployment-17}\n'
TOPIC = "arn:aws:sns:eu-west-1:111122223333:trailbell-log-files"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:trailbell-log-files"
DEAD_LETTERS = "arn:aws:sqs:eu-west-1:111122223333:trailbell-log-files-dead-letters"
BUCKET = "arn:aws:s3:::trailbell-cloudtrail-111122223333-eu-west-1"


def collector(text: str = small(more=COLLECTOR)) -> Collector:
    found = the_pipeline(text).collector
    assert found is not None
    return found


def allowed(pipeline: Pipeline) -> dict[str, list[str]]:
    """The resources that each action of the vendor's role is allowed for."""
    assert pipeline.collector is not None
    ((_, policy),) = pipeline.collector.role.inline_policies
    found: dict[str, list[str]] = {}
    for statement in policy.statements:
        actions, resources = statement["Action"], statement["Resource"]
        for action in [actions] if isinstance(actions, str) else actions:
            found[action] = [resources] if isinstance(resources, str) else resources
    return found


def test_no_collector_is_designed_where_none_is_asked_for() -> None:
    pipeline = the_pipeline()
    assert (pipeline.collector, pipeline.trail.topic_arn) == (None, None)


def test_the_trail_tells_the_topic_the_topic_the_queue_and_the_queue_keeps_what_is_given_up() -> None:
    pipeline = the_pipeline(small(more=COLLECTOR))
    found = collector()
    assert pipeline.trail.topic_arn == found.topic.arn == TOPIC
    assert (found.subscription.topic_arn, str(found.subscription.endpoint), found.queue.arn) == (TOPIC, QUEUE, QUEUE)
    assert found.queue.dead_letter_queue_arn == found.subscription.dead_letter_queue_arn == DEAD_LETTERS
    assert found.dead_letter_queue in pipeline.dead_letter_queues
    assert found.dead_letter_queue.arn == DEAD_LETTERS


def test_no_alarm_rings_at_the_topic_of_log_files() -> None:
    pipeline = the_pipeline(small(more=COLLECTOR))
    assert all(TOPIC not in alarm.alarm_actions for alarm in pipeline.alarms)
    assert TOPIC not in {topic.arn for topic in pipeline.topics}


def test_only_the_trail_may_publish_and_only_the_topic_may_send() -> None:
    found = collector()
    (published,) = found.topic.policy.statements
    assert published["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
    trail = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/trailbell"
    assert published["Condition"] == {"StringEquals": {"aws:SourceArn": trail}}
    assert found.queue.policy is not None
    (sent,) = found.queue.policy.statements
    assert sent["Principal"] == {"Service": "sns.amazonaws.com"}
    assert sent["Condition"] == {"ArnEquals": {"aws:SourceArn": TOPIC}}


def test_the_vendor_may_assume_the_role_with_its_external_id_only() -> None:
    (statement,) = collector().role.trust_policy.statements
    assert statement["Principal"] == {"AWS": "arn:aws:iam::733251395267:root"}
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": "deployment-17"}}


def test_the_vendor_may_fetch_and_read_and_nothing_else() -> None:
    found = allowed(the_pipeline(small(more=COLLECTOR)))
    assert {action for action, resources in found.items() if resources == [QUEUE]} == {
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
    }
    assert found["s3:GetObject"] == [f"{BUCKET}/AWSLogs/111122223333/*"]
    assert found["s3:ListBucket"] == found["s3:GetBucketLocation"] == found["s3:GetBucketPolicy"] == [BUCKET]
    assert found["sns:GetTopicAttributes"] == found["sns:ListSubscriptionsByTopic"] == [TOPIC]
    assert {action for action, resources in found.items() if "*" in resources} == {"cloudtrail:DescribeTrails"}
    assert not [action for action in found if any(verb in action for verb in (":Put", ":Create", ":Set", "*"))]


def test_the_vendor_may_decrypt_with_the_key_of_the_pipeline_only() -> None:
    ((_, policy),) = collector().role.inline_policies
    (decrypt,) = [statement for statement in policy.statements if statement["Action"] == "kms:Decrypt"]
    assert decrypt["Condition"] == {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/trailbell"}}


def test_without_a_key_there_is_nothing_to_decrypt() -> None:
    pipeline = the_pipeline(small(more=COLLECTOR + "trail: {encryption: sse-s3}\n"))
    assert "kms:Decrypt" not in allowed(pipeline)
    assert pipeline.collector is not None
    assert (pipeline.collector.topic.kms_key_arn, pipeline.collector.queue.kms_key_arn) == (None, None)


def test_cloudtrail_may_use_the_key_when_it_publishes() -> None:
    pipeline = the_pipeline(small(more=COLLECTOR))
    assert pipeline.key is not None
    (statement,) = [one for one in pipeline.key.policy.statements if one["Sid"] == "CloudTrailPublishes"]
    assert statement["Principal"] == {"Service": "cloudtrail.amazonaws.com"}


def test_sns_may_use_the_key_when_it_sends_to_the_queue() -> None:
    pipeline = the_pipeline(small(more=COLLECTOR))
    assert pipeline.key is not None
    (statement,) = [
        one for one in pipeline.key.policy.statements if one["Principal"] == {"Service": "sns.amazonaws.com"}
    ]
    pattern = statement["Condition"]["ArnLike"]["aws:SourceArn"]
    assert TOPIC.startswith(pattern.removesuffix("*"))


def test_how_long_notices_wait_and_how_often_they_are_offered_is_what_was_written() -> None:
    more = ", retention_days: 2, visibility_timeout: 60, max_receive_count: 9, raw_message_delivery: true}\n"
    found = collector(small(more=COLLECTOR.replace("}\n", more)))
    assert found.queue.message_retention == 2 * DAY
    assert (found.queue.visibility_timeout, found.queue.max_receive_count) == (60, 9)
    assert found.subscription.raw_message_delivery is True


def test_an_account_may_have_a_collector_of_its_own() -> None:
    own = 'collector: {vendor_account: "857795874556", external_id: europe}'
    more = f'  - {{name: staging, id: "444455556666", region: eu-west-1, {own}}}\n{COLLECTOR}'
    ids = [
        pipeline.collector.role.trust_policy.statements[0]["Condition"]["StringEquals"]["sts:ExternalId"]
        for pipeline in designed(small(more=more))
        if pipeline.collector
    ]
    assert ids == ["deployment-17", "europe"]


def test_a_collector_without_external_id_is_refused() -> None:
    text = small(more='collector: {vendor_account: "733251395267"}\n')
    assert refusal(text) == (
        "trailbell.yaml:5:1: collector: external_id is missing: without one, any customer of the vendor could let it "
        "read this account; take the one that the vendor shows for your deployment"
    )


@pytest.mark.parametrize("written", ["env:EXTERNAL_ID", "ssm:/alert-logic/id", "secretsmanager:alert-logic"])
def test_a_reference_is_no_external_id_which_would_be_taken_as_it_stands(written: str) -> None:
    text = small(more=COLLECTOR.replace("deployment-17", written))
    assert "an external id is no secret: write it as it is, not where it is found" in refusal(text)


def test_the_account_itself_is_no_vendor() -> None:
    text = small(more=COLLECTOR.replace("733251395267", "111122223333"))
    assert "collector.vendor_account: 111122223333 is account production itself" in refusal(text)


def test_a_trail_that_tells_a_destination_cannot_tell_a_collector() -> None:
    text = small(more=COLLECTOR + "trail: {notify: on-call}\n")
    assert "trail.notify and collector cannot both be given" in refusal(text)


def test_a_destination_cannot_have_the_name_of_the_topic() -> None:
    text = small("on-call:", "log-files:", more=COLLECTOR)
    assert "destinations.log-files: the collector's topic is called so; rename it" in refusal(text)
