"""How an alarm reaches a destination: topic, HTTPS subscription, and the queue for what could not be delivered."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.account import Account
from pipeline.fact import fact
from pipeline.policy_document import PolicyDocument, Statement, allow, service
from pipeline.secret import Endpoint

DEAD_LETTER_RETENTION = 1_209_600
"""Fourteen days in seconds, the longest that SQS keeps a message."""

VISIBILITY_TIMEOUT = 30
"""Seconds that SQS hides a message that was fetched, where nothing else was said.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

ENABLED_REGIONS = frozenset({
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
    "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3",
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
})  # fmt: skip
"""The regions of the partition aws that are on from the start; every newer one has to be opted in to.

https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A standard topic. `signature_version` "2" signs with SHA-256, "1" with SHA-1."""

    account: Account
    name: str
    display_name: str = fact("low", "Mails and messages carry another sender name.", default="")
    policy: PolicyDocument = fact("critical", "Alarms may not be published here, or others may publish too.")
    kms_key_arn: str | None = fact("critical", "CloudWatch may not be able to publish to the topic.", default=None)
    signature_version: str = fact("medium", "The vendor may refuse the signature of messages.", default="2")
    delivery_policy: str | None = fact(
        "medium", "Deliveries of all its subscriptions are retried another way.", default=None
    )

    @property
    def arn(self) -> str:
        """The ARN of the topic."""
        return self.account.arn("sns", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingTopic:
    """A topic that is somebody else's: alarms ring at it, it is looked at, and never changed.

    `policy` is what its policy must hold for that, `key_policy` what that of its key must, if it is encrypted.
    """

    account: Account
    destination: str
    arn: str
    policy: PolicyDocument
    key_policy: PolicyDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterQueue:
    """Keeps the messages that a vendor did not take. `message_retention` is in seconds."""

    account: Account
    name: str
    policy: PolicyDocument | None = fact("high", "Messages that the vendor did not take are lost.")
    kms_key_arn: str | None = fact("high", "SNS may not be able to keep undelivered messages.", default=None)
    message_retention: int = fact(
        "low", "Undelivered messages are kept for another time.", default=DEAD_LETTER_RETENTION
    )
    visibility_timeout: int = fact(
        "low", "Messages that somebody looks at come back sooner or later than declared.", default=VISIBILITY_TIMEOUT
    )

    @property
    def arn(self) -> str:
        """The ARN of the queue."""
        return self.account.arn("sqs", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscription of a topic to a vendor's endpoint, a mailbox, a function or a queue, as `protocol` says.

    The endpoint is an ARN, or a reference in a designed pipeline and a fingerprint in one that is compared. `confirms`
    says whether the vendor confirms by itself, so that a deployment can wait for it; it is no fact of AWS. `vendor` is
    whose endpoint it should be, and `misfit` what is wrong with it as such, once it was looked at.
    """

    account: Account
    topic_arn: str
    destination: str
    endpoint: Endpoint
    protocol: str = "https"
    confirms: bool = False
    vendor: str = field(default="https", compare=False)
    misfit: str | None = field(default=None, compare=False)
    raw_message_delivery: bool = fact(
        "critical", "The vendor gets messages without envelope and drops them.", default=False
    )
    filter_policy: str | None = fact(
        "critical", "Messages are filtered out before they reach the vendor.", default=None
    )
    filter_policy_scope: str = fact(
        "critical", "The filter policy looks at another part of messages and drops them.", default="MessageAttributes"
    )
    dead_letter_queue_arn: str | None = fact("high", "Messages that the vendor does not take are lost.", default=None)
    delivery_policy: str | None = fact("medium", "Deliveries are retried another way.", default=None)

    @property
    def name(self) -> str:
        """Topic and endpoint; the subscription's own ARN is AWS's to choose."""
        return f"{self.topic_arn} -> {self.endpoint}"


def topic_policy(topic_arn: str, alarm_arns: str | None, trail_arn: str | None) -> PolicyDocument:
    """Who may publish: this pipeline's alarms, and its trail where the trail tells of log files here.

    Publishing by the account's own principals is left to their IAM policies.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/US_SetupSNS.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
    """
    allowed: list[Statement] = []
    if alarm_arns is not None:
        source = {"ArnLike": alarm_arns}
        allowed.append(_publish("CloudWatchPublishes", "cloudwatch.amazonaws.com", topic_arn, source))
    if trail_arn is not None:
        source = {"ArnEquals": trail_arn}
        allowed.append(_publish("CloudTrailPublishes", "cloudtrail.amazonaws.com", topic_arn, source))
    return PolicyDocument(tuple(allowed))


def _publish(sid: str, principal: str, topic_arn: str, source: dict[str, str]) -> Statement:
    operator, arn = next(iter(source.items()))
    owner = arn.split(":")[4]  # another account's only where a delegated administrator's trail tells
    condition = {"StringEquals": {"aws:SourceAccount": owner}, operator: {"aws:SourceArn": arn}}
    return allow(sid, "sns:Publish", topic_arn, Principal=service(principal), Condition=condition)


def dead_letter_policy(queue_arn: str, topic_arn: str) -> PolicyDocument:
    """This one topic may leave its undelivered messages here.

    https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
    """
    condition = {"ArnEquals": {"aws:SourceArn": topic_arn}}
    statement = allow(
        "TopicLeaves",
        "sqs:SendMessage",
        queue_arn,
        Principal=service("sns.amazonaws.com"),
        Condition=condition,
    )
    return PolicyDocument((statement,))


def delivering_service(queue_arn: str, topic_arn: str) -> str:
    """The name by which SNS comes to a queue: with its region, where it comes from one that has to be opted in to.

    https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
    """
    (partition, _, here), there = topic_arn.split(":")[1:4], queue_arn.split(":")[3]
    opted_in = partition == "aws" and here not in ENABLED_REGIONS
    return f"sns.{here}.amazonaws.com" if opted_in and there in ENABLED_REGIONS else "sns.amazonaws.com"


def receiving_policy(queue_arn: str, topic_arn: str) -> PolicyDocument:
    """What the policy of somebody's queue must hold, so that a topic can deliver to it.

    https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
    """
    condition = {"ArnEquals": {"aws:SourceArn": topic_arn}}
    principal = service(delivering_service(queue_arn, topic_arn))
    return PolicyDocument(
        (allow("TopicDelivers", "sqs:SendMessage", queue_arn, Principal=principal, Condition=condition),)
    )
