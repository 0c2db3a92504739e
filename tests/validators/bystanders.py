"""What channels need of others and find there: somebody's topic, function and queue, and what forwarders read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from pipeline.forwarder import Forwarder, trust_policy
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument, allow, service
from sandbox import control
from tests.validators.deployment import Client
from tests.validators.forwarding import deploy_forwarder

LISTENER = "listener"


def build(pipeline: Pipeline, client: Client) -> None:
    """Everything that the pipeline's channels take for granted."""
    for topic in pipeline.existing_topics:
        build_topic(topic.arn, topic.policy, client)
    own = {part.arn for part in pipeline.forwarders}
    for permission in pipeline.function_permissions:
        if permission.function_arn not in own:
            build_function(pipeline, permission.function_arn, client)
    for part in pipeline.subscriptions:
        if part.protocol == "sqs":
            build_queue(str(part.endpoint), part.topic_arn, client)


def build_topic(arn: str, policy: PolicyDocument, client: Client) -> None:
    """A topic that somebody listens to."""
    client("sns").create_topic(Name=arn.rpartition(":")[2], Attributes={"Policy": policy.json()})
    client("sqs").create_queue(QueueName=LISTENER)
    listener = arn.replace(":sns:", ":sqs:").rpartition(":")[0] + f":{LISTENER}"
    client("sns").subscribe(TopicArn=arn, Protocol="sqs", Endpoint=listener)


def build_function(pipeline: Pipeline, arn: str, client: Client) -> None:
    """A function that does anything, by a role of its own."""
    role = "their-function"
    with contextlib.suppress(client("iam").exceptions.EntityAlreadyExistsException):
        client("iam").create_role(RoleName=role, AssumeRolePolicyDocument=trust_policy().json())
    account = pipeline.account
    part = Forwarder(
        account=account,
        name=arn.rpartition(":")[2],
        destination="",
        code_sha256="",
        role_arn=account.role_arn(role),
        variables=(),
    )
    deploy_forwarder(part, client, DeadLetterConfig={})


def build_queue(arn: str, topic_arn: str, client: Client) -> None:
    """A queue whose policy lets the topic send."""
    condition = {"ArnEquals": {"aws:SourceArn": topic_arn}}
    statement = allow("Topic", "sqs:SendMessage", arn, Principal=service("sns.amazonaws.com"), Condition=condition)
    client("sqs").create_queue(
        QueueName=arn.rpartition(":")[2], Attributes={"Policy": PolicyDocument((statement,)).json()}
    )


def authorize_chats(pipeline: Pipeline, endpoint: str) -> None:
    """What somebody of each chat does once in the console of an account."""
    for part in pipeline.chat_channels:
        control.authorize_chat(endpoint, part.account.id, part.client, part.workspace)


def store(references: Iterable[str], value: str, client: Client) -> None:
    """What forwarders read, as `ssm:/path` or `secretsmanager:NAME`."""
    for reference in references:
        store_name, _, name = reference.partition(":")
        if store_name == "ssm":
            client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
        else:
            client("secretsmanager").create_secret(Name=name, SecretString=value)
