"""Read the log group and the delivery role back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alerts.alert import Severity
from pipeline.log_group import DeliveryRole, LogGroup
from pipeline.pipeline import Pipeline
from validators import role
from validators.reading import Observation, Unread, attempt
from validators.role import ROLE_PERMISSIONS
from validators.session import Session

PERMISSIONS = (
    "logs:DescribeLogGroups", "logs:GetTransformer", "kms:DescribeKey", *ROLE_PERMISSIONS,
    "iam:GetPolicy", "iam:GetPolicyVersion",
)  # fmt: skip


def read(session: Session, desired: Pipeline) -> Iterator[LogGroup]:
    """The log group of that name, if one is declared and there."""
    wanted = desired.log_group
    if wanted and (found := facts_of(session, wanted)) is not None:
        yield LogGroup(account=session.account, name=wanted.name, **found)


def facts_of(session: Session, wanted: LogGroup) -> dict[str, Any] | None:
    """The facts of the log group of this name, or None where there is none."""
    if (found := _found(session, wanted.name)) is None:
        return None
    return {
        "retention_days": found.get("retentionInDays"),
        "kms_key_arn": attempt(lambda: session.alias_of(wanted.kms_key_arn, found.get("kmsKeyId"))),
        "log_group_class": found.get("logGroupClass", "STANDARD"),
        "transformer": attempt(lambda: _transformer(session, wanted.name)),
    }


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """A key of the log group that is not usable: CloudTrail's events are refused then.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    wanted = desired.log_group
    found = _found(session, wanted.name) if wanted else None
    if wanted is None or found is None or not found.get("kmsKeyId"):
        return
    answer = session.find("kms", "describe_key", ("NotFoundException",), KeyId=found["kmsKeyId"])
    state = answer["KeyMetadata"].get("KeyState", "Enabled") if answer else "gone"
    if state != "Enabled":
        yield Observation(
            part="log-group", resource=wanted.name, field="key", expected="Enabled", observed=state,
            severity=Severity.critical,
            message="The key of the log group cannot be used: events are neither taken nor shown.",
            repair=f"enable the key, or give the log group another: {found['kmsKeyId']}"[:300],
        )  # fmt: skip


def _found(session: Session, name: str) -> dict[str, Any] | None:
    """The log group of exactly this name, as CloudWatch Logs describes it."""
    groups = session.pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    return next((group for group in groups if group["logGroupName"] == name), None)


def _transformer(session: Session, name: str) -> tuple[str, ...]:
    """What the log group's own transformer does; those of the account show in what filters look at.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetTransformer.html
    """
    answer = session.find("logs", "get_transformer", ("ResourceNotFoundException",), logGroupIdentifier=name)
    processors = [processor for step in (answer or {}).get("transformerConfig") or () for processor in step]
    return (", ".join(processors),) if processors else ()


def read_role(session: Session, desired: Pipeline) -> Iterator[DeliveryRole]:
    """The delivery role of that name, if there is one."""
    if desired.delivery_role is None:
        return
    wanted = desired.delivery_role
    name = wanted.name.rpartition("/")[2]  # IAM takes it without its path
    if (found := role.read(session, name)) is not None:
        inline = found["inline_policies"]
        if desired.exists(wanted) and not isinstance(inline, Unread):
            found["inline_policies"] = attempt(lambda: (*inline, *role.attached(session, name)))
        yield DeliveryRole(account=session.account, name=wanted.name, **found)
