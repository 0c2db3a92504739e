"""Log files that the command is to validate: in a copy, in a bucket, and of an organization's members."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Command, settings
from tests.validators.delivered import BUCKET, Delivered, written_keys
from tests.validators.sandboxed import SandboxedAccount

PERIOD = ("--start-time", "2026-11-20T11:00:00Z", "--end-time", "2026-11-20T14:00:00Z")
ORGANIZATION = "o-a1b2c3d4e5"
MEMBERS = ("444455556666", "777788889999")


@pytest.fixture
def keys(directory: Path) -> str:
    return str(written_keys(directory / "keys.json"))


@pytest.fixture
def copy(directory: Path) -> Delivered:
    """Three hours of log files, to be copied to ./copy."""
    made = Delivered()
    made.hours(3)
    return made


def offline(trailbell: Command, copy: Delivered, keys: str, *more: str) -> Any:
    copy.copy(Path("copy"))
    return trailbell("validate-logs", "--folder", "copy", "--public-keys", keys, *more)


def members(bucket: str = BUCKET) -> list[Delivered]:
    """Three hours of each of two members of an organization."""
    made = [Delivered(account=one, organization=f"{ORGANIZATION}/", bucket=bucket) for one in MEMBERS]
    for one in made:
        one.hours(3)
    return made


@pytest.fixture
def deployed(account: SandboxedAccount, directory: Path) -> Delivered:
    """The configuration of an account, and what its trail has delivered into its bucket."""
    one = account.pipeline.account
    entry = {"name": "production", "id": one.id, "region": one.region, "check_role": "Auditor"}
    (directory / "trailbell.yaml").write_text(settings(entry))
    made = Delivered(bucket=account.pipeline.bucket.name, account=one.id)
    made.hours(3)
    s3 = account.client("s3")
    s3.create_bucket(Bucket=made.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    made.put(s3)
    return made


@pytest.fixture
def managing(account: SandboxedAccount, deployed: Delivered, directory: Path) -> list[Delivered]:
    """The account manages an organization, whose members' log files lie in its bucket."""
    one = account.pipeline.account
    entry = {"name": "management", "id": one.id, "region": one.region, "check_role": "Auditor"}
    (directory / "trailbell.yaml").write_text(settings({**entry, "organization_trail": ORGANIZATION}))
    made = members(deployed.bucket)
    for member in made:
        member.put(account.client("s3"))
    return made
