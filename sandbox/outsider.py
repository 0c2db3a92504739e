"""Somebody with rights in an account who undoes the alerting, a click at a time. For the sandbox only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from pipeline.account import Account
from pipeline.pipeline import Pipeline
from sandbox.errors import SandboxError
from sandbox.loopback import is_loopback


@dataclass(frozen=True, slots=True)
class Outsider:
    """Acts in one account of a sandbox."""

    account: Account
    environment: Mapping[str, str]

    def client(self, service: str) -> Any:
        """A boto3 client in the account; refuses to act anywhere but on this machine."""
        endpoint = self.environment.get("AWS_ENDPOINT_URL", "")
        if not is_loopback(endpoint):
            raise SandboxError("AWS_ENDPOINT_URL", "is not on this machine", "Start the sandbox.")
        own = {
            "endpoint_url": endpoint,
            "region_name": self.account.region,
            "aws_access_key_id": self.environment["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": self.environment["AWS_SECRET_ACCESS_KEY"],
        }
        role = self.account.role_arn("Outsider")
        given = boto3.client("sts", **own).assume_role(RoleArn=role, RoleSessionName="outsider")["Credentials"]
        own |= {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }
        return boto3.client(service, **own)

    def stop_trail(self, pipeline: Pipeline) -> None:
        """Nothing is recorded any more."""
        self.client("cloudtrail").stop_logging(Name=pipeline.trail.name)

    def mute_filter(self, pipeline: Pipeline) -> None:
        """The first metric filter looks for something that never happens."""
        first = pipeline.metric_filters[0]
        logs = self.client("logs")
        found = logs.describe_metric_filters(logGroupName=first.log_group, filterNamePrefix=first.name)
        logs.put_metric_filter(
            logGroupName=first.log_group,
            filterName=first.name,
            filterPattern='{ $.eventName = "Nothing" }',
            metricTransformations=found["metricFilters"][0]["metricTransformations"],
        )

    def unsubscribe(self, pipeline: Pipeline) -> None:
        """The first topic loses its subscriptions."""
        sns = self.client("sns")
        for found in sns.list_subscriptions_by_topic(TopicArn=pipeline.topics[0].arn)["Subscriptions"]:
            sns.unsubscribe(SubscriptionArn=found["SubscriptionArn"])

    def disable_actions(self, pipeline: Pipeline) -> None:
        """The first alarm changes its state and tells nobody."""
        self.client("cloudwatch").disable_alarm_actions(AlarmNames=[pipeline.alarms[0].name])

    def set_alarm(self, pipeline: Pipeline, state: str) -> None:
        """The first alarm's state, as CloudWatch would set it."""
        reason = "set by hand in the sandbox"
        self.client("cloudwatch").set_alarm_state(
            AlarmName=pipeline.alarms[0].name, StateValue=state, StateReason=reason
        )


TAMPERING: tuple[tuple[str, Callable[[Outsider, Pipeline], None]], ...] = (
    ("stops the trail", Outsider.stop_trail),
    ("edits a filter pattern", Outsider.mute_filter),
    ("deletes the subscription", Outsider.unsubscribe),
    ("disables an alarm's actions", Outsider.disable_actions),
)
"""What the demo and the end-to-end test do to an account, in this order."""
