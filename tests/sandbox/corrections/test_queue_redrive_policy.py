from tests.sandbox.local import Aws

POLICY = '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead","maxReceiveCount":5}'


def told(aws: Aws) -> str | None:
    sqs = aws.client("sqs")
    sqs.create_queue(QueueName="dead")
    url = sqs.create_queue(QueueName="queue", Attributes={"RedrivePolicy": POLICY})["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return attributes.get("RedrivePolicy")


def test_plain_moto_tells_it_in_other_words(plain: Aws) -> None:
    assert told(plain) not in (POLICY, None)


def test_it_is_told_as_it_was_set(corrected: Aws) -> None:
    assert told(corrected) == POLICY


def test_a_queue_without_one_tells_none(corrected: Aws) -> None:
    sqs = corrected.client("sqs")
    url = sqs.create_queue(QueueName="alone")["QueueUrl"]
    assert "RedrivePolicy" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
