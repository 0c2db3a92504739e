"""What the owner of a policy runs so that it permits what it lacks: its own statements as they were read, and those.

Pasted as it is, nothing that the policy holds gets lost. Where a statement of it forbids what is needed, no other one
outweighs that, so it is named in place of a command.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from shlex import quote

from pipeline.bucket import PUBLIC_ACCESS_BLOCK
from pipeline.permission import Answer
from pipeline.policy_condition import texts
from pipeline.policy_document import PolicyDocument, Statement

Put = Callable[[str], str]
"""The command that puts a policy document back, given the document."""

BLOCKING = (
    "aws s3api put-public-access-block --bucket {name} "
    f"--public-access-block-configuration {','.join(f'{setting}=true' for setting in PUBLIC_ACCESS_BLOCK)}"
)
"""https://docs.aws.amazon.com/cli/latest/reference/s3api/put-public-access-block.html"""

Lacking = Sequence[tuple[Statement, Answer]]


def granting(put: Put, held: PolicyDocument, lacking: Lacking) -> str:
    """The command that puts back a policy of what it holds and what it lacks, or the statement that is in the way."""
    for statement, answer in lacking:
        if answer.refused:
            return forbidden(statement, answer)
    taken = {statement.get("Sid") for statement in held.statements}
    added = (_renamed(statement) if statement.get("Sid") in taken else statement for statement, _ in lacking)
    return put(PolicyDocument((*held.statements, *added)).json())


def forbidden(statement: Statement, answer: Answer) -> str:
    """What to do about a Deny."""
    principal = statement.get("Principal")
    services = texts(principal.get("Service", ())) if isinstance(principal, Mapping) else ()
    return f"its policy {answer.reason}: let that spare {', '.join(services) or 'it'}; no added statement outweighs it"


def _renamed(statement: Statement) -> Statement:
    """Without its id, which stands only once in a policy."""
    return {name: value for name, value in statement.items() if name != "Sid"}


def bucket(name: str) -> Put:
    """https://docs.aws.amazon.com/cli/latest/reference/s3api/put-bucket-policy.html"""
    return lambda document: f"aws s3api put-bucket-policy --bucket {quote(name)} --policy {quote(document)}"


def key(region: str, name: str) -> Put:
    """https://docs.aws.amazon.com/cli/latest/reference/kms/put-key-policy.html"""
    put = f"aws kms put-key-policy --region {region} --key-id {key_id(region, name)} --policy-name default"
    return lambda document: f"{put} --policy {quote(document)}"


def key_id(region: str, name: str) -> str:
    """What a call takes that changes a key: its id or ARN, and no alias."""
    if not name.startswith("alias/"):
        return quote(name.removeprefix("key/"))
    describe = f"aws kms describe-key --region {region} --key-id {quote(name)}"
    return f'"$({describe} --query KeyMetadata.KeyId --output text)"'


def trust(role: str) -> Put:
    """https://docs.aws.amazon.com/cli/latest/reference/iam/update-assume-role-policy.html"""
    put = f"aws iam update-assume-role-policy --role-name {quote(role)}"
    return lambda document: f"{put} --policy-document {quote(document)}"


def permissions(role: str) -> Put:
    """https://docs.aws.amazon.com/cli/latest/reference/iam/put-role-policy.html"""
    put = f"aws iam put-role-policy --role-name {quote(role)} --policy-name trailbell-deliver"
    return lambda document: f"{put} --policy-document {quote(document)}"


def topic(arn: str) -> Put:
    """https://docs.aws.amazon.com/cli/latest/reference/sns/set-topic-attributes.html"""
    put = f"aws sns set-topic-attributes --region {arn.split(':')[3]} --topic-arn {quote(arn)} --attribute-name Policy"
    return lambda document: f"{put} --attribute-value {quote(document)}"


def queue(arn: str) -> Put:
    """https://docs.aws.amazon.com/cli/latest/reference/sqs/set-queue-attributes.html"""
    region, owner, name = arn.split(":")[3:6]
    sought = f"aws sqs get-queue-url --region {region} --queue-name {quote(name)} --queue-owner-aws-account-id {owner}"
    put = f'aws sqs set-queue-attributes --region {region} --queue-url "$({sought} --query QueueUrl --output text)"'
    return lambda document: f"{put} --attributes {quote(json.dumps({'Policy': document}))}"
