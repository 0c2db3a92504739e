"""What the tests of the sandbox share: a local AWS and its clients, a receiver's memory, and waiting."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

from sandbox import control


@dataclass
class Aws:
    """A local AWS, and clients for it."""

    url: str
    clients: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def client(self, service: str, region: str = "us-east-1", account: str | None = None) -> Any:
        key = (service, region, account or "")
        if key not in self.clients:
            keys = self._assume(account) if account else {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
            once = Config(retries={"total_max_attempts": 1}, read_timeout=20)
            self.clients[key] = boto3.client(service, region_name=region, endpoint_url=self.url, config=once, **keys)
        return self.clients[key]

    def forget_accounts(self) -> None:
        """Assumed roles do not survive a reset."""
        for key in [key for key in self.clients if key[2]]:
            self.clients.pop(key).close()

    def _assume(self, account: str) -> dict[str, str]:
        arn = f"arn:aws:iam::{account}:role/test"
        got = self.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        return {
            "aws_access_key_id": got["AccessKeyId"],
            "aws_secret_access_key": got["SecretAccessKey"],
            "aws_session_token": got["SessionToken"],
        }

    def trail(self, name: str, region: str = "us-east-1", **options: Any) -> str:
        """Create a bucket and a trail that delivers there; returns the trail's ARN."""
        self.client("s3").create_bucket(Bucket=f"bucket-of-{name}")
        created = self.client("cloudtrail", region).create_trail(Name=name, S3BucketName=f"bucket-of-{name}", **options)
        return str(created["TrailARN"])

    def topic(self, name: str = "topic", **options: Any) -> str:
        return str(self.client("sns").create_topic(Name=name, **options)["TopicArn"])

    def subscribe(self, topic: str, endpoint: str, protocol: str = "http", **attributes: str) -> str:
        answer = self.client("sns").subscribe(
            TopicArn=topic, Protocol=protocol, Endpoint=endpoint, Attributes=attributes, ReturnSubscriptionArn=True
        )
        return str(answer["SubscriptionArn"])

    def subscribe_confirmed(self, topic: str, endpoint: str, **attributes: str) -> str:
        arn = self.subscribe(topic, endpoint, **attributes)
        self.client("sns").confirm_subscription(TopicArn=topic, Token=control.confirmation_token(self.url, arn))
        return arn

    def alarm(self, name: str = "alarm", **options: Any) -> None:
        asked = {
            "MetricName": "Count",
            "Namespace": "Test",
            "Statistic": "Sum",
            "Period": 300,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        }
        self.client("cloudwatch").put_metric_alarm(AlarmName=name, **asked | options)


@dataclass
class Receiver:
    """An http endpoint that confirms nothing by itself, and answers with `status`."""

    url: str = ""
    status: int = 200
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def messages(self, kind: str = "Notification") -> list[dict[str, Any]]:
        read = [json.loads(body) for headers, body in self.received if headers["x-amz-sns-message-type"] == kind]
        return [message for message in read if message["Type"] == kind]

    def headers(self, kind: str = "Notification") -> dict[str, str]:
        return next(headers for headers, _ in self.received if headers["x-amz-sns-message-type"] == kind)


def wait_until(probe: Callable[[], Any], seconds: float = 5.0) -> Any:
    """The first true answer of `probe`; its last answer when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (answer := probe()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return answer
