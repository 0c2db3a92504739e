"""From an alarm's state to a chat: the sandbox's CloudWatch, SNS and parameter, the function's code, a webhook.

moto runs functions in containers, which are not to be had everywhere; so the message is fetched from a queue, and
handed to the code as SNS hands it to a function.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from forwarder import handler
from sandbox import certificate
from tests.forwarder.conftest import ALARM, Webhook
from tests.forwarder.test_handler import Context
from tests.sandbox.local import Aws

REGION, ACCOUNT = "eu-west-1", "111122223333"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:seen"


@pytest.fixture
def rung(local_aws: Aws) -> dict[str, Any]:
    """What SNS delivered when an alarm rang, as the event of a function."""
    client = {name: local_aws.client(name, REGION, ACCOUNT) for name in ("sns", "sqs", "cloudwatch")}
    topic = client["sns"].create_topic(Name="chat")["TopicArn"]
    queue = client["sqs"].create_queue(QueueName="seen")["QueueUrl"]
    client["sns"].subscribe(TopicArn=topic, Protocol="sqs", Endpoint=QUEUE)
    client["cloudwatch"].put_metric_alarm(
        AlarmName=ALARM["AlarmName"], AlarmDescription=ALARM["AlarmDescription"], AlarmActions=[topic],
        Namespace="CloudTrailMetrics", MetricName="RootUsage", Statistic="Sum", Period=300, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
    )  # fmt: skip
    client["cloudwatch"].set_alarm_state(AlarmName=ALARM["AlarmName"], StateValue="ALARM", StateReason="rung")
    (message,) = client["sqs"].receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
    return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": json.loads(message["Body"])}]}


def test_an_alarm_that_rings_in_the_sandbox_reaches_the_webhook_of_its_parameter(
    rung: dict[str, Any], local_aws: Aws, webhook: Webhook, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssm = local_aws.client("ssm", REGION, ACCOUNT)
    ssm.put_parameter(Name="/trailbell/slack", Value=webhook.url, Type="SecureString")
    given = ssm._request_signer._credentials
    environment = {
        "CHANNEL": "slack",
        "ENDPOINT": "ssm:/trailbell/slack",
        "AWS_ENDPOINT_URL": local_aws.url,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": given.access_key,
        "AWS_SECRET_ACCESS_KEY": given.secret_key,
        "AWS_SESSION_TOKEN": given.token or "",
        "SSL_CERT_FILE": str(tls / certificate.NAME),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    handler.handle(rung, Context())
    ((_, _, body),) = webhook.received
    assert body["blocks"][0]["text"]["text"].startswith(":red_circle: ALARM: ")
    assert [button["text"]["text"] for button in body["blocks"][-1]["elements"]] == ["Events", "Alarm"]
