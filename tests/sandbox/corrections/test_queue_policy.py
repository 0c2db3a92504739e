from tests.sandbox.local import Aws

POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Sid": "One", "Effect": "Deny", "Principal": "*", "Action": "sqs:*"}]}'
)


def attributes(aws: Aws, **changed: str) -> dict[str, str]:
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName="queue", Attributes={"Policy": POLICY})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes=changed)
    return dict(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"])


def test_plain_moto_takes_the_policy_away(plain: Aws) -> None:
    assert "Policy" not in attributes(plain, VisibilityTimeout="7")


def test_the_policy_stays_where_something_else_is_changed(corrected: Aws) -> None:
    found = attributes(corrected, VisibilityTimeout="7")
    assert found["VisibilityTimeout"] == "7"
    assert '"One"' in found["Policy"]


def test_the_policy_can_still_be_taken_away(corrected: Aws) -> None:
    assert "Policy" not in attributes(corrected, Policy="")
