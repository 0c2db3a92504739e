"""A trail takes its topic by name or by ARN, also one of another account; moto knows names of the trail's own account.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html: `SnsTopicName` "specifies the name
or ARN of the Amazon SNS topic". An answer names a topic as the request did.
"""

from typing import Any

from moto.cloudtrail.exceptions import InsufficientSnsTopicPolicyException
from moto.cloudtrail.models import Trail
from moto.sns.models import sns_backends


def apply() -> None:
    named = Trail.topic_arn.fget

    def topic_arn(self: Any) -> str | None:
        given = self.sns_topic_name
        return str(given) if given and given.startswith("arn:") else str(named(self)) if given else None

    def check_topic_exists(self: Any) -> None:
        arn = self.topic_arn
        if arn is None:
            return
        _, _, _, region, account, _ = arn.split(":")
        if arn not in sns_backends[account][region].topics:
            raise InsufficientSnsTopicPolicyException("SNS Topic does not exist or the topic policy is incorrect!")

    Trail.topic_arn = property(topic_arn)
    Trail.check_topic_exists = check_topic_exists
