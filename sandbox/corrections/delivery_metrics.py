"""SNS counts messages and deliveries in CloudWatch, by topic; moto's SNS publishes no metrics.

https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
AWS shows them minutes later, the sandbox at once. A receiver that is not on this machine was never contacted, and so is
neither delivered to nor failed. Amazon Q Developer is on this machine.
"""

from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.core.utils import utcnow
from moto.sns.models import Topic
from moto.utilities.arns import parse_arn

from pipeline.chat import ENDPOINT
from sandbox.loopback import is_loopback


def apply() -> None:
    moto_publish = Topic.publish

    def publish(self: Any, *arguments: Any, **options: Any) -> Any:
        message_id = moto_publish(self, *arguments, **options)
        _count(self, "NumberOfMessagesPublished")
        return message_id

    Topic.publish = publish


def attempted(subscription: Any, *, delivered: bool) -> None:
    """Count one attempt to deliver to an endpoint on this machine, to a queue or to a function."""
    endpoint = subscription.endpoint
    here = subscription.protocol in ("sqs", "lambda") or endpoint == ENDPOINT or is_loopback(endpoint)
    if here:
        name = "NumberOfNotificationsDelivered" if delivered else "NumberOfNotificationsFailed"
        _count(subscription.topic, name)


def _count(topic: Any, name: str) -> None:
    arn = parse_arn(topic.arn)
    dimensions = [{"Name": "TopicName", "Value": arn.resource_id}]
    metric = {"MetricName": name, "Dimensions": dimensions, "Timestamp": utcnow(), "Value": 1, "Unit": "Count"}
    cloudwatch_backends[arn.account][arn.region].put_metric_data("AWS/SNS", [metric])
