"""What Alert Logic says it notices and puts right by itself, done by an outsider: noticed, named and repaired.

The ten rows are the table "CloudTrail configuration monitoring and updates" of Alert Logic's guide, in its order:
https://docs.alertlogic.com/reference/about-cloudtrail.htm
Each repair is `trailbell repair` as a user runs it: real Terraform limited to what drifted, then a second check.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.configuration import load
from pipeline.design import design
from pipeline.pipeline import Pipeline
from sandbox import control, session
from sandbox.deployment import ROOT, Deployment
from sandbox.outsider import Outsider
from setup.environment import environment, missing

pytestmark = [pytest.mark.terraform, pytest.mark.moto, pytest.mark.xdist_group("repair")]

CONFIGURATION = """\
name: watch
destinations: {on-call: {vendor: https, url: "env:ON_CALL_URL"}}
alerts: {enable: [cis-root-usage]}
collector: {vendor_account: "733251395267", external_id: planted-external-id}
accounts: [{name: production, id: "777788889999", region: eu-west-1, deploy_role: Deployer, check_role: Auditor}]
"""
SECRET = "planted-key-0ften"


@dataclass(frozen=True)
class Account:
    """A deployed account, somebody who undoes it, and the command that puts it right."""

    pipeline: Pipeline
    outsider: Outsider
    configuration: Path
    output: Path

    def client(self, service: str) -> Any:
        return self.outsider.client(service)

    def trailbell(self, verb: str, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Exit status, and what it printed as JSON."""
        command = [sys.executable, "-m", "cli.main", verb, "--config", str(self.configuration), "--json", *arguments]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert run.stdout, run.stderr
        assert SECRET not in run.stdout + run.stderr
        return run.returncode, json.loads(run.stdout)

    def findings(self) -> set[tuple[str, str, str]]:
        """Status, part and field of everything that a check finds."""
        _, report = self.trailbell("check")
        (account,) = report["accounts"]
        return {(one["status"], one["part"], one["field"] or "") for one in account["findings"]}

    def repair(self) -> dict[str, Any]:
        status, told = self.trailbell("repair", "--yes", "--output", str(self.output))
        (account,) = told["accounts"]
        assert (status, account["findings"]) == (0, []), account
        return dict(account)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("repaired")
    configuration = folder / "trailbell.yaml"
    configuration.write_text(CONFIGURATION)
    before = dict(os.environ)
    state = session.start(folder)
    try:
        url = f"{state.vendor_url}/on-call/{SECRET}"
        os.environ.update(session.environment(state) | {"ON_CALL_URL": url, "TF_VAR_ON_CALL_URL": url})
        os.environ["TRAILBELL_CONFIG"] = str(configuration)
        deployment = Deployment(folder, environment())
        deployment.deploy("production")
        (pipeline,) = design(*load(configuration))
        yield Account(pipeline, Outsider(pipeline.account, os.environ), configuration, deployment.output)
    finally:
        session.stop(folder)
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def account(deployed: Account) -> Account:
    """In sync, or what the last test left behind would be taken for what this one did."""
    assert deployed.findings() == set()
    return deployed


Tampering = Callable[[Account], None]


def delete_trail(account: Account) -> None:
    account.client("cloudtrail").delete_trail(Name=account.pipeline.trail.name)


def reassign_bucket(account: Account) -> None:
    """Another bucket, which anybody with rights may have made."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket="elsewhere", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    account.client("cloudtrail").update_trail(Name=account.pipeline.trail.name, S3BucketName="elsewhere")


def change_bucket_policy(account: Account) -> None:
    bucket = account.pipeline.trail.bucket
    denied = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [denied]})
    account.client("s3").put_bucket_policy(Bucket=bucket, Policy=policy)


def delete_bucket(account: Account) -> None:
    account.client("s3").delete_bucket(Bucket=account.pipeline.trail.bucket)


def change_topic(account: Account) -> None:
    other = account.client("sns").create_topic(Name="elsewhere")["TopicArn"]
    account.client("cloudtrail").update_trail(Name=account.pipeline.trail.name, SnsTopicName=other)


def topic(account: Account) -> str:
    """The topic that the trail tells of log files."""
    assert account.pipeline.trail.topic_arn
    return account.pipeline.trail.topic_arn


def change_topic_policy(account: Account) -> None:
    allowed = {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": topic(account)}
    account.client("sns").set_topic_attributes(
        TopicArn=topic(account), AttributeName="Policy",
        AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
    )  # fmt: skip


def delete_topic(account: Account) -> None:
    account.client("sns").delete_topic(TopicArn=topic(account))


def remove_queue_subscription(account: Account) -> None:
    sns = account.client("sns")
    for found in sns.list_subscriptions_by_topic(TopicArn=topic(account))["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=found["SubscriptionArn"])


def queue_url(account: Account) -> str:
    assert account.pipeline.collector
    name = account.pipeline.collector.queue.name
    return str(account.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


def change_queue_policy(account: Account) -> None:
    account.client("sqs").set_queue_attributes(QueueUrl=queue_url(account), Attributes={"Policy": ""})


def delete_queue(account: Account) -> None:
    account.client("sqs").delete_queue(QueueUrl=queue_url(account))


ROWS: dict[str, tuple[Tampering, tuple[str, str, str]]] = {
    "the trail is deleted": (delete_trail, ("missing", "trail", "")),
    "the bucket is reassigned": (reassign_bucket, ("changed", "trail", "bucket")),
    "the bucket policy is changed": (change_bucket_policy, ("changed", "bucket", "policy")),
    "the bucket is deleted": (delete_bucket, ("missing", "bucket", "")),
    "the topic is changed": (change_topic, ("changed", "trail", "topic_arn")),
    "the topic policy is changed": (change_topic_policy, ("changed", "log-file-topic", "policy")),
    "the topic is deleted": (delete_topic, ("missing", "log-file-topic", "")),
    "the queue subscription is removed": (remove_queue_subscription, ("missing", "collector-subscription", "")),
    "the queue policy is changed": (change_queue_policy, ("changed", "collector-queue", "policy")),
    "the queue is deleted": (delete_queue, ("missing", "collector-queue", "")),
}
"""What is done, and the finding that names it."""


@pytest.mark.parametrize("row", ROWS)
def test_what_an_outsider_undoes_is_noticed_named_and_put_right(account: Account, row: str) -> None:
    undo, named = ROWS[row]
    undo(account)
    assert named in account.findings()
    repaired = account.repair()
    assert repaired["done"], "nothing was done, and yet it is in sync"


def test_a_dry_run_tells_and_changes_nothing(account: Account) -> None:
    account.outsider.stop_trail(account.pipeline)
    status, told = account.trailbell("repair", "--dry-run", "--output", str(account.output))
    assert status == 1
    assert [(one["action"], one["arguments"]) for one in told["accounts"][0]["changes"]] == [
        ("update", ["enable_logging"])
    ]
    assert account.findings() == {("changed", "trail", "logging")}
    account.repair()


def test_what_nobody_declared_stays_until_it_is_named(account: Account) -> None:
    spy = "arn:aws:sqs:eu-west-1:999988887777:spy"
    account.client("sns").subscribe(TopicArn=account.pipeline.topics[0].arn, Protocol="sqs", Endpoint=spy)
    status, told = account.trailbell("repair", "--yes", "--output", str(account.output))
    (left,) = told["accounts"][0]["left"]
    assert (status, left["status"]) == (1, "unmanaged")
    status, _ = account.trailbell("repair", "--yes", "--output", str(account.output), "--finding", left["id"][:8])
    assert (status, account.findings()) == (0, set())


def test_a_repair_that_fails_half_way_says_what_was_done(account: Account) -> None:
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    account.outsider.stop_trail(account.pipeline)
    account.outsider.disable_actions(account.pipeline)
    control.fail_calls(endpoint, service="cloudwatch", operation="PutMetricAlarm", account=account.pipeline.account.id)
    try:
        status, told = account.trailbell("repair", "--yes", "--output", str(account.output))
    finally:
        control.clear_failures(endpoint)
    assert status == 2
    assert "terraform apply ended with status 1" in told["accounts"][0]["failure"]
    assert [one["field"] for one in told["accounts"][0]["findings"]] == ["actions_enabled"]
    account.repair()
