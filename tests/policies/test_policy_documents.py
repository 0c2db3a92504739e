"""Every policy document that Trailbell writes, read by AWS's own linter.

cfn-lint is AWS's, knows today's actions and comes with moto. parliament, the usual choice, has no release that starts
with a setuptools of today (https://github.com/duo-labs/parliament/issues/247) and knows the actions of 2024.
"""

import json
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.pipeline import Pipeline
from tests.pipeline.written import the_pipeline

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from cfnlint.api import lint
    from cfnlint.config import ManualArgs

Document = dict[str, Any]

CONFIGURATION = """\
trail: {notify: on-call}
destinations:
  on-call: {vendor: ilert, url: "env:ILERT_URL"}
  platform: {vendor: taskcall, url: "ssm:/platform"}
routes: {critical: [on-call], medium: [platform]}
accounts:
  - {name: production, id: "111122223333", region: REGION}
"""
REGIONS = ("eu-west-1", "cn-north-1", "us-gov-west-1")
KINDS = {
    "topic": ("AWS::SNS::TopicPolicy", "PolicyDocument", {"Topics": ["one"]}),
    "queue": ("AWS::SQS::QueuePolicy", "PolicyDocument", {"Queues": ["https://sqs/one"]}),
    "bucket": ("AWS::S3::BucketPolicy", "PolicyDocument", {"Bucket": "one-bucket"}),
    "key": ("AWS::KMS::Key", "KeyPolicy", {}),
    "trust": ("AWS::IAM::Role", "AssumeRolePolicyDocument", {}),
    "inline": ("AWS::IAM::RolePolicy", "PolicyDocument", {"RoleName": "one", "PolicyName": "one"}),
}
"""What CloudFormation calls the resource, the document in it, and what else it must have."""


def documents(pipeline: Pipeline) -> Iterator[tuple[str, Document]]:
    """Every document of a pipeline, by kind."""
    for topic in pipeline.topics:
        yield "topic", json.loads(topic.policy.json())
    for queue in pipeline.dead_letter_queues:
        assert queue.policy is not None
        yield "queue", json.loads(queue.policy.json())
    assert pipeline.bucket.policy is not None
    assert pipeline.key is not None
    yield "bucket", json.loads(pipeline.bucket.policy.json())
    yield "key", json.loads(pipeline.key.policy.json())
    yield "trust", json.loads(pipeline.delivery_role.trust_policy.json())
    for _, policy in pipeline.delivery_role.inline_policies:
        yield "inline", json.loads(policy.json())


def complaints(*documents: tuple[str, Document]) -> list[str]:
    """What the linter says of the documents, and of nothing else in the template around them."""
    resources = {}
    for number, (kind, document) in enumerate(documents):
        type_, argument, rest = KINDS[kind]
        resources[f"Number{number}"] = {"Type": type_, "Properties": {**rest, argument: document}}
    found = lint(json.dumps({"Resources": resources}), config=ManualArgs(regions=["eu-west-1"], include_checks=["I"]))
    places = {argument for _, argument, _ in KINDS.values()}
    return [f"{match.rule.id} {match.message}" for match in found if places & {*map(str, match.path or [])}]


@pytest.mark.parametrize("region", REGIONS)
def test_every_policy_document_is_accepted(region: str) -> None:
    found = [*documents(the_pipeline(CONFIGURATION.replace("REGION", region)))]
    assert {kind for kind, _ in found} == set(KINDS)
    assert complaints(*found) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_misspelt_action_would_be_found_in_every_kind_of_document(kind: str) -> None:
    document = dict(documents(the_pipeline(CONFIGURATION.replace("REGION", "eu-west-1"))))[kind]
    action = "sts:AssumeRoll" if kind == "trust" else "kms:Decript"
    document["Statement"][0]["Action"] = action
    assert complaints((kind, document)) != []


@pytest.mark.parametrize(
    "wrong",
    [
        {"Condition": {"StringEqual": {"aws:SourceAccount": "111122223333"}}},
        {"Principals": {"Service": "cloudwatch.amazonaws.com"}},
        {"Effect": "allow"},
    ],
)
def test_a_misspelt_element_would_be_found(wrong: Document) -> None:
    document = dict(documents(the_pipeline(CONFIGURATION.replace("REGION", "eu-west-1"))))["topic"]
    document["Statement"][0] |= wrong
    assert complaints(("topic", document)) != []
