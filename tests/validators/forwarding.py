"""Deploys forwarders with boto3: what modules/forwarder.py does with Terraform."""

from __future__ import annotations

from typing import Any

from pipeline.archive import archive
from pipeline.forwarder import Forwarder, FunctionPermission
from pipeline.pipeline import Pipeline
from tests.validators.deployment import Client, deploy_log_group, deploy_role


def deploy_forwarders(pipeline: Pipeline, client: Client) -> None:
    """Roles, log groups, functions and what lets topics invoke them."""
    for role in pipeline.forwarder_roles:
        deploy_role(role, client)
    key = client("kms").describe_key(KeyId=pipeline.key.id)["KeyMetadata"]["Arn"] if pipeline.key else None
    for group in pipeline.forwarder_log_groups:
        deploy_log_group(group, client, key)
    for part in pipeline.forwarders:
        deploy_forwarder(part, client)
    for permission in pipeline.function_permissions:
        deploy_permission(permission, client)


def deploy_forwarder(part: Forwarder, client: Client, **different: Any) -> None:
    """The function; `different` are settings in AWS's words."""
    settings = {
        "FunctionName": part.name,
        "Role": part.role_arn,
        "Runtime": part.runtime,
        "Handler": part.handler,
        "Architectures": [*part.architectures],
        "Timeout": part.timeout,
        "MemorySize": part.memory_size,
        "Environment": {"Variables": dict(part.variables)},
        "DeadLetterConfig": {"TargetArn": part.dead_letter_queue_arn},
        "Code": {"ZipFile": archive()},
    }
    client("lambda").create_function(**settings | different)


def deploy_permission(part: FunctionPermission, client: Client) -> None:
    client("lambda").add_permission(
        FunctionName=part.function_arn,
        StatementId=part.sid,
        Action="lambda:InvokeFunction",
        Principal="sns.amazonaws.com",
        SourceArn=part.topic_arn,
    )
