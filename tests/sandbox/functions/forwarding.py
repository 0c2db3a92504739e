"""An account of the local AWS whose alarms ring at a forwarder."""

import json
from dataclasses import dataclass, field
from typing import Any

from pipeline.forwarder import Forwarder
from pipeline.pipeline import Pipeline
from tests.sandbox.local import wait_until
from tests.validators.designed import designed
from tests.validators.sandboxed import SandboxedAccount

PATIENCE = 20.0
"""Seconds for a function to be run, on a busy machine."""


@dataclass
class Forwarding(SandboxedAccount):
    """`pipeline` has one forwarder, called bell-chat, once `forward_to` was called."""

    pipeline: Pipeline = field(default_factory=designed)

    def forward_to(self, settings: dict[str, Any], **secrets: str) -> None:
        """Deploy a pipeline whose alarms ring at this forwarder; `secrets` become parameters."""
        trail = {"encryption": "sse-s3"}
        destinations = {"chat": {"forwarder": settings}}
        self.pipeline = designed(
            destinations=destinations, routes={"critical": ["chat"]}, trail=trail, alerts={"enable": ["cis-root-usage"]}
        )
        for name, value in secrets.items():
            self.client("ssm").put_parameter(Name=f"/on-call/{name}", Value=value, Type="SecureString")
        self.deploy()

    @property
    def function(self) -> Forwarder:
        (found,) = self.pipeline.forwarders
        return found

    @property
    def topic_arn(self) -> str:
        (subscription,) = self.pipeline.subscriptions
        return subscription.topic_arn

    def configure(self, **different: Any) -> None:
        """Change the function, in AWS's words."""
        self.client("lambda").update_function_configuration(FunctionName=self.function.name, **different)

    def try_once(self) -> None:
        """Let Lambda try nothing again, where a test is not about that."""
        self.client("lambda").put_function_event_invoke_config(FunctionName=self.function.name, MaximumRetryAttempts=0)

    def ring(self, state: str = "ALARM", reason: str = "Threshold crossed") -> None:
        """The alarm changes its state."""
        (alarm,) = self.pipeline.alarms
        self.client("cloudwatch").set_alarm_state(AlarmName=alarm.name, StateValue=state, StateReason=reason)

    @property
    def _queue(self) -> str:
        (queue,) = [one for one in self.pipeline.dead_letter_queues if one.arn == self.function.dead_letter_queue_arn]
        return str(self.client("sqs").get_queue_url(QueueName=queue.name)["QueueUrl"])

    def depth(self) -> int:
        """How many messages lie in the destination's dead-letter queue."""
        asked = ["ApproximateNumberOfMessages"]
        answer = self.client("sqs").get_queue_attributes(QueueUrl=self._queue, AttributeNames=asked)
        return int(answer["Attributes"][asked[0]])

    def dead_letters(self) -> list[dict[str, Any]]:
        """What lies there, waited for."""
        assert wait_until(self.depth, PATIENCE), self.log()
        how = {"MessageAttributeNames": ["All"], "VisibilityTimeout": 0}
        return list(self.client("sqs").receive_message(QueueUrl=self._queue, **how)["Messages"])

    def log(self) -> list[str]:
        """What the function said, in the order of its streams' names."""
        logs, group = self.client("logs"), self.function.log_group
        streams = logs.describe_log_streams(logGroupName=group)["logStreams"]
        names = [one["logStreamName"] for one in streams]
        said = [logs.get_log_events(logGroupName=group, logStreamName=name)["events"] for name in names]
        return [event["message"] for events in said for event in events]

    def invoke(self, event: Any = None, **how: Any) -> Any:
        return self.client("lambda").invoke(FunctionName=self.function.name, Payload=json.dumps(event or {}), **how)
