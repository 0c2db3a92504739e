"""How a vendor collects log files: CloudTrail tells a topic of each one, the topic a queue, and the vendor's role reads
queue and bucket.

The role may read notices and log files and nothing else: it creates and repairs no topic, queue or trail, as the
vendor's own template would let it. https://docs.alertlogic.com/reference/about-cloudtrail.htm
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.account import Account
from pipeline.fact import fact
from pipeline.key import in_policies
from pipeline.log_group import DeliveryRole
from pipeline.notification import DEAD_LETTER_RETENTION, DeadLetterQueue, Subscription, Topic
from pipeline.policy_document import PolicyDocument, Statement, allow, service
from pipeline.trail import Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFileTopic(Topic):
    """The topic that the trail itself tells of each delivered log file; no alarm rings here."""

    policy: PolicyDocument = fact(
        "high", "CloudTrail may not tell of new log files, or others may publish notices that are none."
    )
    kms_key_arn: str | None = fact("high", "CloudTrail may not be able to publish to the topic.", default=None)
    display_name: str = fact("low", "Notices carry another sender name.", default="")
    signature_version: str = fact("low", "Notices are signed in another way.", default="2")


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectorQueue:
    """The queue that the vendor reads. Times are in seconds; `kms_key_arn` None means that SQS encrypts by itself."""

    account: Account
    name: str
    policy: PolicyDocument | None = fact(
        "high", "The topic may not send to the queue, so the collector learns of no log file; or others may send, too."
    )
    kms_key_arn: str | None = fact("high", "SNS may not be able to send to the queue.", default=None)
    message_retention: int = fact(
        "medium", "A notice that the collector has not read in time is lost.", default=DEAD_LETTER_RETENTION
    )
    visibility_timeout: int = fact("medium", "The collector gets a notice twice, or late once more after a failure.")
    dead_letter_queue_arn: str | None = fact(
        "medium", "A notice that the collector cannot handle is offered for ever, then lost."
    )
    max_receive_count: int | None = fact("low", "A notice is given up sooner or later than declared.")

    @property
    def arn(self) -> str:
        """The ARN of the queue."""
        return self.account.arn("sqs", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectorSubscription(Subscription):
    """The queue's subscription of the topic. SNS needs no confirmation of it, and retries as it does of itself."""

    destination: str = ""
    protocol: str = "sqs"
    raw_message_delivery: bool = fact("high", "The collector gets notices in another form than it reads.")
    filter_policy: str | None = fact("high", "Notices are filtered out before they reach the queue.", default=None)
    filter_policy_scope: str = fact(
        "high", "The filter policy looks at another part of notices and drops them.", default="MessageAttributes"
    )
    dead_letter_queue_arn: str | None = fact("medium", "Notices that the queue does not take are lost.")
    delivery_policy: str | None = None  # SNS has one for HTTPS endpoints only


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectorRole(DeliveryRole):
    """The role that the vendor assumes; inline policies by name, attached ones by ARN."""

    trust_policy: PolicyDocument = fact(
        "critical", "The vendor cannot assume the role, or others can, with its help or without."
    )
    inline_policies: tuple[tuple[str, PolicyDocument], ...] = fact(
        "critical",
        "The vendor may not read queue or bucket, or may do more than that.",
        removal="aws iam delete-role-policy --role-name {resource} --policy-name {added}",
    )
    attached_policies: tuple[str, ...] = fact(
        "critical",
        "The vendor may do more than read queue and bucket.",
        default=(),
        removal="aws iam detach-role-policy --role-name {resource} --policy-arn {added}",
    )
    permissions_boundary: str | None = fact(
        "high", "A boundary may keep the vendor from reading queue and bucket.", default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """The parts that a vendor collects by."""

    topic: LogFileTopic
    queue: CollectorQueue
    dead_letter_queue: DeadLetterQueue
    subscription: CollectorSubscription
    role: CollectorRole

    def parts(self) -> Iterator[LogFileTopic | CollectorQueue | CollectorSubscription | CollectorRole]:
        """Along the way of a notice. Its dead-letter queue stands among those of the pipeline."""
        yield self.topic
        yield self.queue
        yield self.subscription
        yield self.role


def queue_policy(queue_arn: str, topic_arn: str) -> PolicyDocument:
    """This one topic may send to the queue.

    https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
    """
    condition = {"ArnEquals": {"aws:SourceArn": topic_arn}}
    sns = service("sns.amazonaws.com")
    return PolicyDocument((allow("TopicSends", "sqs:SendMessage", queue_arn, Principal=sns, Condition=condition),))


def vendor_trust_policy(account: Account, vendor_account: str, external_id: str) -> PolicyDocument:
    """The vendor's account, and only with this external id.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
    """
    statement = {
        "Sid": "VendorCollects",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{account.partition}:iam::{vendor_account}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
    }
    return PolicyDocument((statement,))


def collecting_policy(
    trail: Trail, topic_arn: str, queue_arn: str, folders: Iterable[str], alias: str | None
) -> PolicyDocument:
    """Fetch notices, read the log files in the trail's bucket, look at how trail, topic and bucket are set up.

    `folders` are those of the log files, such as `AWSLogs/111122223333/`. `alias` is that of the key that encrypts
    them. The vendor asks for access to bucket, topic, queue and trail, and validates their policies:
    https://docs.alertlogic.com/reference/about-cloudtrail.htm
    """
    bucket_arn, inside = f"arn:{trail.account.partition}:s3:::{trail.bucket}", [*folders]
    fetch = [
        "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
    ]  # fmt: skip
    listed = {"StringLike": {"s3:prefix": [f"{folder}*" for folder in inside]}}
    statements: list[Statement] = [
        allow("FetchNotices", fetch, queue_arn),
        allow("ReadLogFiles", "s3:GetObject", [f"{bucket_arn}/{folder}*" for folder in inside]),
        allow("ListLogFiles", "s3:ListBucket", bucket_arn, Condition=listed),
        allow("LookAtBucket", ["s3:GetBucketLocation", "s3:GetBucketPolicy"], bucket_arn),
        allow("LookAtTopic", ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"], topic_arn),
        allow("ListTrails", "cloudtrail:DescribeTrails", "*"),
        allow("LookAtTrail", "cloudtrail:GetTrailStatus", trail.arn),
    ]
    if alias is not None:
        key_arn, named = in_policies(trail.account, alias)
        statements.append(allow("Decrypt", "kms:Decrypt", key_arn, **({"Condition": named} if named else {})))
    return PolicyDocument(tuple(statements))


def log_file_topic_policy(topic_arn: str, sources: Statement) -> PolicyDocument:
    """Trails may publish, those that the condition `sources` holds for.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
    """
    cloudtrail = service("cloudtrail.amazonaws.com")
    statement = allow("CloudTrailPublishes", "sns:Publish", topic_arn, Principal=cloudtrail, Condition=sources)
    return PolicyDocument((statement,))
