"""What a vendor collects log files by: queue, subscription and role; the topic is a Topic like any other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from imports.aws.sqs_queue import SqsQueue
from modules.key import key_arn
from modules.literal import literal
from modules.notification import Subscription, Topic
from modules.role import Role
from pipeline import collector


def collect(
    scope: Construct, part: collector.Collector, *, key: str | None, dead_letters: Sequence[ITerraformDependable]
) -> Topic:
    """All parts of a collector, and the topic that the trail is to tell; `dead_letters` is what its queue waits for.

    Each part stands in the scope itself, so that it can be named by a path of its own.
    """
    topic = Topic(scope, "collector-topic", part.topic, key=key)
    queue = CollectorQueue(scope, "collector-queue", part.queue, key=key, depends_on=dead_letters)
    Subscription(scope, "collector-subscription", part.subscription, depends_on=[*topic.ready, *queue.ready])
    Role(scope, "collector-role", part.role)
    return topic


class CollectorQueue(Construct):
    """A queue that moves to another one what is received too often.

    >>> CollectorQueue(stack, "collector-queue", part)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: collector.CollectorQueue,
        *,
        key: str | None = None,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        arn = key_arn(self, part.kms_key_arn, key)
        redrive = {"deadLetterTargetArn": part.dead_letter_queue_arn, "maxReceiveCount": part.max_receive_count}
        queue = SqsQueue(
            self,
            "Resource",
            name=part.name,
            message_retention_seconds=part.message_retention,
            visibility_timeout_seconds=part.visibility_timeout,
            # Inside the queue, policy and redrive: the provider waits half a minute for each change of a queue.
            policy=literal(part.policy.json()) if part.policy else None,
            redrive_policy=_compact(redrive) if part.dead_letter_queue_arn else None,
            kms_master_key_id=arn,
            sqs_managed_sse_enabled=None if arn else True,
            depends_on=[*depends_on],
        )
        self.ready: Sequence[ITerraformDependable] = (queue,)


def _compact(document: Mapping[str, object]) -> str:
    """As SQS reports it: the provider compares the two texts, blanks and all."""
    return json.dumps(document, separators=(",", ":"), sort_keys=True)
