"""Read the KMS key back."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.alert import Severity
from pipeline.key import Key
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from validators.clock import shown
from validators.reading import Observation, attempt
from validators.session import Session

PERMISSIONS = ("kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus")

_GONE = ("PendingDeletion", "PendingReplicaDeletion")


def read(session: Session, desired: Pipeline) -> Iterator[Key]:
    """The key behind the alias; one that is to be deleted counts as missing."""
    if desired.key is None:
        return
    answer = session.find("kms", "describe_key", ("NotFoundException",), KeyId=desired.key.id)
    if answer is None or answer["KeyMetadata"].get("KeyState") in _GONE:
        return
    metadata = answer["KeyMetadata"]
    key_id = metadata["KeyId"]
    yield Key(
        account=session.account,
        alias=desired.key.alias,
        policy=attempt(lambda: _policy(session, key_id)),
        enabled=bool(metadata.get("Enabled", False)),
        rotation=attempt(lambda: _rotation(session, key_id)),
    )


def _rotation(session: Session, key_id: str) -> bool:
    return bool(session.call("kms", "get_key_rotation_status", KeyId=key_id)["KeyRotationEnabled"])


def _policy(session: Session, key_id: str) -> PolicyDocument:
    return PolicyDocument.parse(session.call("kms", "get_key_policy", KeyId=key_id, PolicyName="default")["Policy"])


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """The day on which a key is to be deleted: until then, and only until then, that can be taken back."""
    if desired.key is None:
        return
    answer = session.find("kms", "describe_key", ("NotFoundException",), KeyId=desired.key.id)
    metadata = answer["KeyMetadata"] if answer else {}
    if metadata.get("KeyState") not in _GONE:
        return
    key_id, date, region = metadata["KeyId"], metadata.get("DeletionDate"), session.account.region
    yield Observation(
        part="key", resource=desired.key.alias, field="deletion", expected="not to be deleted",
        observed=f"to be deleted on {shown(date)}" if date else str(metadata["KeyState"]),
        severity=Severity.critical,
        message="Nothing can be encrypted by this key any more, and after that day all that it encrypted is lost.",
        repair=f"aws kms cancel-key-deletion --region {region} --key-id {key_id} && "
        f"aws kms enable-key --region {region} --key-id {key_id}",
    )  # fmt: skip
