"""Faults of topics: rows 54 to 58 of docs/faults.yaml."""

import json

import pytest

from tests.validators.faults.told import brief, findings, told
from tests.validators.sandboxed import SandboxedAccount
from validators.finding import Finding


def set_attribute(account: SandboxedAccount, name: str, value: str) -> None:
    topic = account.pipeline.topics[0].arn
    account.client("sns").set_topic_attributes(TopicArn=topic, AttributeName=name, AttributeValue=value)


def policy(*statements: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


def publishing(account: SandboxedAccount, principal: object) -> dict[str, object]:
    return {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "sns:Publish",
        "Resource": account.pipeline.topics[0].arn,
    }


def the_finding(found: tuple[Finding, ...], part: str, field: str) -> Finding:
    (finding,) = (one for one in found if (one.part, one.field) == (part, field))
    return finding


@pytest.mark.fault(54)
def test_policy_that_no_longer_lets_cloudwatch_publish(deployed: SandboxedAccount) -> None:
    owner = {"AWS": f"arn:aws:iam::{deployed.pipeline.account.id}:root"}
    set_attribute(deployed, "Policy", policy(publishing(deployed, owner)))
    found = findings(deployed)
    assert ("changed", "topic", "policy") in brief(found)
    assert the_finding(found, "topic", "policy").severity == "critical"


@pytest.mark.fault(55)
def test_policy_that_lets_everybody_publish(deployed: SandboxedAccount) -> None:
    own = deployed.pipeline.topics[0].policy.statements
    set_attribute(deployed, "Policy", policy(*map(dict, own), publishing(deployed, "*")))
    found = findings(deployed)
    assert ("changed", "topic", "policy") in brief(found)
    finding = the_finding(found, "topic", "policy")
    assert '"Principal": "*"' in str(finding.observed)
    assert finding.message.startswith("Alarms may not be published here, or others may publish too.")


@pytest.mark.fault(56)
def test_key_policy_that_refuses_cloudwatch_and_sns(deployed: SandboxedAccount) -> None:
    key = deployed.pipeline.key
    assert key is not None
    left = [
        dict(one) for one in key.policy.statements if one["Sid"] not in ("CloudWatchPublishes", "SnsSendsDeadLetters")
    ]
    kms = deployed.client("kms")
    key_id = kms.describe_key(KeyId=key.alias)["KeyMetadata"]["KeyId"]
    kms.put_key_policy(KeyId=key_id, PolicyName="default", Policy=policy(*left))
    found = findings(deployed)
    assert ("changed", "key", "policy") in brief(found)
    assert "cloudwatch.amazonaws.com" in str(the_finding(found, "key", "policy").expected)


@pytest.mark.fault(57)
def test_key_of_sns_itself(deployed: SandboxedAccount) -> None:
    set_attribute(deployed, "KmsMasterKeyId", "alias/aws/sns")
    found = findings(deployed)
    assert ("changed", "topic", "kms_key_arn") in brief(found)
    assert the_finding(found, "topic", "kms_key_arn").observed == "alias/aws/sns"


@pytest.mark.fault(58)
def test_deleted_topic(deployed: SandboxedAccount) -> None:
    deployed.client("sns").delete_topic(TopicArn=deployed.pipeline.topics[0].arn)
    assert told(deployed) >= {("missing", "topic", ""), ("missing", "subscription", "")}


@pytest.mark.fault(65)
def test_delivery_policy_of_the_topic(deployed: SandboxedAccount) -> None:
    retries = {"defaultHealthyRetryPolicy": {"numRetries": 0, "minDelayTarget": 1, "maxDelayTarget": 1}}
    set_attribute(deployed, "DeliveryPolicy", json.dumps({"http": retries}))
    assert told(deployed) == {("changed", "topic", "delivery_policy")}
