from tests.sandbox.local import Aws


def attributes(aws: Aws) -> dict[str, str]:
    arn = aws.topic(Attributes={"SignatureVersion": "2"})
    role = "arn:aws:iam::123456789012:role/feedback"
    aws.client("sns").set_topic_attributes(
        TopicArn=arn, AttributeName="HTTPFailureFeedbackRoleArn", AttributeValue=role
    )
    return dict(aws.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"])


def test_plain_moto_leaves_out_the_signature_version(plain: Aws) -> None:
    assert "SignatureVersion" not in attributes(plain)


def test_the_signature_version_is_reported(corrected: Aws) -> None:
    assert attributes(corrected)["SignatureVersion"] == "2"


def test_delivery_logging_is_reported(corrected: Aws) -> None:
    assert attributes(corrected)["HTTPFailureFeedbackRoleArn"].endswith(":role/feedback")


def test_what_was_not_set_is_left_out(corrected: Aws) -> None:
    assert "SQSFailureFeedbackRoleArn" not in attributes(corrected)
