"""The function that forwards alarms, and what lets a topic invoke a function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cdktf import App, AssetType, ITerraformDependable, TerraformAsset, TerraformStack
from constructs import Construct

from imports.aws.lambda_function import (
    LambdaFunction,
    LambdaFunctionDeadLetterConfig,
    LambdaFunctionEnvironment,
)
from imports.aws.lambda_permission import LambdaPermission
from modules.literal import literal
from modules.log_group import LogGroup
from modules.notification import DeadLetterQueue
from modules.role import Role
from pipeline import forwarder
from pipeline.archive import archive, code_sha256
from pipeline.pipeline import Pipeline

ARCHIVE = "forwarder.zip"


class Forwarder(Construct):
    """A function with the forwarder's code; `depends_on` are its role and its log group, which Lambda would else make.

    >>> Forwarder(stack, "forwarder-on-call", part, depends_on=role.ready)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: forwarder.Forwarder,
        *,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        if part.code_sha256 != code_sha256():
            raise ValueError(f"forwarder {part.name}: only the code of this folder is deployed")
        resource = LambdaFunction(
            self,
            "Resource",
            function_name=part.name,
            description="Forwards alarms",
            role=part.role_arn,
            filename=_code(self).path,
            source_code_hash=part.code_sha256,
            runtime=part.runtime,
            handler=part.handler,
            architectures=list(part.architectures),
            layers=list(part.layers) or None,
            timeout=part.timeout,
            memory_size=part.memory_size,
            environment=LambdaFunctionEnvironment(variables={name: literal(value) for name, value in part.variables}),
            dead_letter_config=_dead_letters(part.dead_letter_queue_arn),
            reserved_concurrent_executions=part.reserved_concurrency,
            kms_key_arn=part.kms_key_arn,
            depends_on=[*depends_on],
        )
        self.ready: Sequence[ITerraformDependable] = (resource,)


def _dead_letters(queue_arn: str | None) -> LambdaFunctionDeadLetterConfig | None:
    return LambdaFunctionDeadLetterConfig(target_arn=queue_arn) if queue_arn else None


def _code(scope: Construct) -> TerraformAsset:
    """The stack's one copy of the code, beside its Terraform."""
    stack = TerraformStack.of(scope)
    found = stack.node.try_find_child("code")
    if isinstance(found, TerraformAsset):
        return found
    folder = Path(App.of(scope).outdir)
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / ARCHIVE
    written.write_bytes(archive())
    return TerraformAsset(stack, "code", path=str(written.resolve()), type=AssetType.FILE)


class FunctionPermission(Construct):
    """Lets a topic invoke a function.

    >>> FunctionPermission(stack, "permission-on-call", part, depends_on=function.ready)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: forwarder.FunctionPermission,
        *,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        resource = LambdaPermission(
            self,
            "Resource",
            statement_id=part.sid,
            action="lambda:InvokeFunction",
            function_name=part.function_arn,
            principal="sns.amazonaws.com",
            source_arn=part.topic_arn,
            depends_on=[*depends_on],
        )
        self.ready: Sequence[ITerraformDependable] = (resource,)


def forward(
    stack: TerraformStack,
    pipeline: Pipeline,
    queues: Mapping[str, DeadLetterQueue],
    *,
    key: str | None,
    key_ready: Sequence[ITerraformDependable],
) -> dict[str, Sequence[ITerraformDependable]]:
    """Every forwarder of a pipeline; what must be there before its topics can deliver to functions, by topic."""
    before: dict[str, list[ITerraformDependable]] = {}
    for role in pipeline.forwarder_roles:
        before.setdefault(role.arn, []).extend(Role(stack, f"forwarder-role-{role.name}", role).ready)
    for group in pipeline.forwarder_log_groups:
        made = LogGroup(stack, f"forwarder-log-group-{group.name}", group, key=key, depends_on=key_ready)
        before.setdefault(group.name, []).extend(made.ready)
    functions: dict[str, Sequence[ITerraformDependable]] = {}
    for part in pipeline.forwarders:
        needed = [*before.get(part.role_arn, ()), *before.get(part.log_group, ())]
        if part.dead_letter_queue_arn:
            needed += queues[part.dead_letter_queue_arn].ready
        functions[part.arn] = Forwarder(stack, f"forwarder-{part.name}", part, depends_on=needed).ready
    return {
        part.topic_arn: FunctionPermission(
            stack, f"permission-{part.sid}", part, depends_on=functions.get(part.function_arn, ())
        ).ready
        for part in pipeline.function_permissions
    }
