import json

from tests.forwarder.conftest import Webhook
from tests.sandbox.functions.forwarding import PATIENCE, Forwarding
from tests.sandbox.local import wait_until

SLACK = {"slack": "ssm:/on-call/hook"}


def counts(forwarding: Forwarding, name: str) -> list[float]:
    """What SNS has counted for the destination's topic."""
    found = forwarding.client("cloudwatch").get_metric_data(
        MetricDataQueries=[
            {
                "Id": "counted",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/SNS",
                        "MetricName": name,
                        "Dimensions": [{"Name": "TopicName", "Value": forwarding.topic_arn.rpartition(":")[2]}],
                    },
                    "Period": 86400,
                    "Stat": "Sum",
                },
            }
        ],
        StartTime=0,
        EndTime=4102444800,
    )
    return list(found["MetricDataResults"][0]["Values"])


def test_the_function_gets_the_record_that_lambda_documents(forwarding: Forwarding) -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
    forwarding.forward_to(SLACK)
    forwarding.try_once()
    sent = forwarding.client("sns").publish(TopicArn=forwarding.topic_arn, Message="hello")
    (letter,) = forwarding.dead_letters()
    (record,) = json.loads(letter["Body"])["Records"]
    assert (record["EventSource"], record["EventVersion"]) == ("aws:sns", "1.0")
    assert record["EventSubscriptionArn"].startswith(forwarding.topic_arn)
    assert set(record["Sns"]) == {
        "SignatureVersion", "Timestamp", "Signature", "SigningCertUrl", "MessageId", "Message", "MessageAttributes",
        "Type", "UnsubscribeUrl", "TopicArn", "Subject",
    }  # fmt: skip
    assert (record["Sns"]["MessageId"], record["Sns"]["Message"]) == (sent["MessageId"], "hello")
    assert (record["Sns"]["Subject"], record["Sns"]["MessageAttributes"]) == (None, {})


def test_what_lambda_has_taken_is_delivered_whatever_becomes_of_it(forwarding: Forwarding) -> None:
    forwarding.forward_to(SLACK)
    forwarding.client("sns").publish(TopicArn=forwarding.topic_arn, Message="hello")
    assert counts(forwarding, "NumberOfNotificationsDelivered") == [1]
    assert counts(forwarding, "NumberOfNotificationsFailed") == []


def test_a_function_that_does_not_let_the_topic_invoke_it_gets_nothing(
    forwarding: Forwarding, webhook: Webhook
) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url)
    (permission,) = forwarding.pipeline.function_permissions
    forwarding.client("lambda").remove_permission(FunctionName=permission.function_arn, StatementId=permission.sid)
    forwarding.ring()
    assert forwarding.depth() == 1
    assert counts(forwarding, "NumberOfNotificationsFailed") == [1]
    assert webhook.received == []


def test_a_message_to_a_function_that_is_gone_lies_in_the_dead_letter_queue(forwarding: Forwarding) -> None:
    forwarding.forward_to(SLACK)
    forwarding.client("lambda").delete_function(FunctionName=forwarding.function.name)
    forwarding.client("sns").publish(TopicArn=forwarding.topic_arn, Message="hello")
    (letter,) = forwarding.dead_letters()
    assert json.loads(letter["Body"])["Message"] == "hello"


def test_a_function_with_other_code_is_neither_run_nor_counted(forwarding: Forwarding, webhook: Webhook) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url)
    empty = b"PK\x05\x06" + bytes(18)
    forwarding.client("lambda").update_function_code(FunctionName=forwarding.function.name, ZipFile=empty)
    forwarding.ring()
    assert counts(forwarding, "NumberOfNotificationsDelivered") == []
    assert (forwarding.depth(), webhook.received) == (0, [])


def test_a_filter_policy_keeps_messages_back(forwarding: Forwarding, webhook: Webhook) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url)
    sns = forwarding.client("sns")
    (listed,) = sns.list_subscriptions_by_topic(TopicArn=forwarding.topic_arn)["Subscriptions"]
    policy = {"FilterPolicyScope": "MessageBody", "FilterPolicy": json.dumps({"NewStateValue": ["OK"]})}
    for name, value in policy.items():
        sns.set_subscription_attributes(
            SubscriptionArn=listed["SubscriptionArn"], AttributeName=name, AttributeValue=value
        )
    forwarding.ring("ALARM")
    forwarding.ring("OK")
    assert wait_until(lambda: webhook.received, PATIENCE)
    ((_, _, body),) = webhook.received
    assert "Resolved" in body["text"]
