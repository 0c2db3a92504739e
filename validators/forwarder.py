"""Read forwarders back: function, role, log group, who may invoke them; and whether they can run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alerts.alert import Severity
from pipeline.forwarder import Forwarder, ForwarderLogGroup, ForwarderRole, FunctionPermission
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from validators import log_group, role
from validators.reading import Observation, attempt
from validators.role import ROLE_PERMISSIONS
from validators.session import Session

PERMISSIONS = (
    "lambda:GetFunctionConfiguration", "lambda:GetFunctionConcurrency", "lambda:GetPolicy",
    "logs:DescribeLogGroups", "logs:GetTransformer", "kms:DescribeKey", *ROLE_PERMISSIONS,
)  # fmt: skip

_MISSING = ("ResourceNotFoundException",)


def _configuration(session: Session, name: str) -> dict[str, Any] | None:
    return session.find("lambda", "get_function_configuration", _MISSING, FunctionName=name)


def read(session: Session, desired: Pipeline) -> Iterator[Forwarder]:
    """The declared functions that are there."""
    for wanted in desired.forwarders:
        if (found := _configuration(session, wanted.name)) is not None:
            yield Forwarder(
                account=session.account,
                name=wanted.name,
                destination=wanted.destination,
                code_sha256=found["CodeSha256"],
                runtime=found.get("Runtime", ""),
                handler=found.get("Handler", ""),
                architectures=tuple(sorted(found.get("Architectures", ("x86_64",)))),
                layers=tuple(layer["Arn"] for layer in found.get("Layers", ())),
                role_arn=found["Role"],
                variables=tuple(sorted(found.get("Environment", {}).get("Variables", {}).items())),
                timeout=found["Timeout"],
                memory_size=found["MemorySize"],
                dead_letter_queue_arn=found.get("DeadLetterConfig", {}).get("TargetArn"),
                reserved_concurrency=attempt(lambda name=wanted.name: _concurrency(session, name)),  # type: ignore[misc]
                kms_key_arn=found.get("KMSKeyArn") or None,
            )


def _concurrency(session: Session, name: str) -> int | None:
    """What is reserved; None where nothing is, which is not the same as 0."""
    answer = session.find("lambda", "get_function_concurrency", _MISSING, FunctionName=name)
    return answer.get("ReservedConcurrentExecutions") if answer else None


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """A function that cannot run, such as one whose last change failed.

    https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
    """
    for wanted in desired.forwarders:
        found = _configuration(session, wanted.name) or {}
        for field in ("State", "LastUpdateStatus"):
            if found.get(field) == "Failed":
                why = found.get(f"{field}Reason") or found.get(f"{field}ReasonCode") or "no reason given"
                yield Observation(
                    part="forwarder", resource=wanted.name, field="state", expected="Active",
                    observed=f"{field} is Failed: {str(why)[:200]}", severity=Severity.critical,
                    message="Lambda cannot run the forwarder: alarms are not forwarded.",
                    repair="see to the reason, then deploy again",
                )  # fmt: skip
                break


def read_roles(session: Session, desired: Pipeline) -> Iterator[ForwarderRole]:
    """The declared roles that are there."""
    for wanted in desired.forwarder_roles:
        if (found := role.read(session, wanted.name)) is not None:
            yield ForwarderRole(account=session.account, name=wanted.name, **found)


def read_log_groups(session: Session, desired: Pipeline) -> Iterator[ForwarderLogGroup]:
    """The declared log groups that are there."""
    for wanted in desired.forwarder_log_groups:
        if (found := log_group.facts_of(session, wanted)) is not None:
            yield ForwarderLogGroup(account=session.account, name=wanted.name, **found)


def read_permissions(session: Session, desired: Pipeline) -> Iterator[FunctionPermission]:
    """Who may invoke: every statement of a forwarder's policy, and of somebody else's function the declared ones."""
    own = {part.arn for part in desired.forwarders}
    wanted = {(part.function_arn, part.sid): part for part in desired.function_permissions}
    for arn in dict.fromkeys(part.function_arn for part in desired.function_permissions):
        answer = session.find("lambda", "get_policy", _MISSING, FunctionName=arn)
        policy = PolicyDocument.parse(answer["Policy"]) if answer else PolicyDocument()
        for statement in policy.statements:
            sid = str(statement.get("Sid", ""))
            declared = wanted.get((arn, sid))
            if declared is not None or arn in own:
                yield FunctionPermission(
                    account=session.account,
                    function_arn=arn,
                    sid=sid,
                    topic_arn=declared.topic_arn if declared else "",
                    policy=PolicyDocument((statement,)),
                )
