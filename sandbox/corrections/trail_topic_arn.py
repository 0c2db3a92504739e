"""A trail takes its topic by name or by ARN; moto takes a name only, and looks for a topic named like the ARN.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html: `SnsTopicName` "specifies the name
or ARN of the Amazon SNS topic".
"""

from typing import Any

from moto.cloudtrail.models import Trail


def apply() -> None:
    named = Trail.topic_arn.fget

    def topic_arn(self: Any) -> str | None:
        given = self.sns_topic_name
        return str(given) if given and given.startswith("arn:") else str(named(self)) if given else None

    Trail.topic_arn = property(topic_arn)
