"""What a user writes of resources that are there already: they are named, checked, and never changed.

Here, too, is what is wrong with such a name before anybody asks AWS: another account's, another region's, another kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field, model_validator

from pipeline.account import Account
from pipeline.section import Form, Section

TrailReference = Annotated[
    str,
    Form(
        r"^(arn:[a-z-]+:cloudtrail:[a-z0-9-]+:[0-9]{12}:trail/)?[A-Za-z0-9][A-Za-z0-9._-]{2,127}$",
        "should be the name or the ARN of a trail, such as aws-controltower-BaselineCloudTrail",
    ),
]
BucketReference = Annotated[
    str,
    Form(
        r"^(arn:[a-z-]+:s3:::)?[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^/].*[^/]|/[^/])?$",
        "should be the name or the ARN of a bucket, and where log files lie in a folder of it, /FOLDER",
    ),
]
LogGroupReference = Annotated[
    str,
    Form(
        r"^(arn:[a-z-]+:logs:[a-z0-9-]+:[0-9]{12}:log-group:)?[A-Za-z0-9._/#-]{1,512}(:\*)?$",
        "should be the name or the ARN of a log group, such as aws-controltower/CloudTrailLogs",
    ),
]
RoleReference = Annotated[
    str,
    Form(
        r"^(arn:[a-z-]+:iam::[0-9]{12}:role/)?[A-Za-z0-9+=,.@_-]+(/[A-Za-z0-9+=,.@_-]+)*$",
        "should be the ARN of a role, or its path and name, such as service-role/CloudTrail_CloudWatchLogs_Role",
    ),
]
KeyReference = Annotated[
    str,
    Form(
        r"^((arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:)?(alias/[A-Za-z0-9/_-]+|key/[A-Za-z0-9-]+))$",
        "should be the alias of a key, such as alias/security, or its ARN",
    ),
]


class Existing(Section):
    """Resources that are there already, each by name or ARN. What is not named here is created."""

    trail: TrailReference | None = Field(
        None,
        description="The trail: an account's own, Control Tower's, or an organization's in its management account.",
    )
    bucket: BucketReference | None = Field(
        None, description="The bucket of its log files, in the same account; NAME/FOLDER where they lie in a folder."
    )
    log_group: LogGroupReference | None = Field(None, description="The log group that the filters are attached to.")
    role: RoleReference | None = Field(None, description="The role by which CloudTrail writes to the log group.")
    key: KeyReference | None = Field(None, description="The key for what is created: alias/NAME, or an ARN.")

    @model_validator(mode="before")
    @classmethod
    def _no_topic(cls, value: Any) -> Any:
        if isinstance(value, dict) and "topic" in value:
            raise ValueError("a topic that exists is a destination, destinations.NAME.topic; name it there")
        return value

    def over(self, common: Existing) -> Existing:
        """What an account says on top of the common lines; `key: null` takes a common line back."""
        return common.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})


NOTHING = Existing()
_ARN = re.compile(r"arn:(?P<partition>[a-z-]+):[a-z0-9]+:(?P<region>[a-z0-9-]*):(?P<account>[0-9]*):")
_WORDS: Mapping[str, str] = MappingProxyType(
    {"trail": "trail", "bucket": "bucket", "log_group": "log group", "role": "role", "key": "key"}
)


def complaints(existing: Existing, account: Account) -> Iterator[tuple[str, str]]:
    """Which field names something that this account cannot use, and why, with the remedy."""
    for field in _WORDS:
        named = getattr(existing, field)
        if named and (match := _ARN.match(named)) and (wrong := _misplaced(field, match, account)):
            yield field, f"existing.{field}: {wrong}"


def _misplaced(field: str, arn: re.Match[str], account: Account) -> str | None:
    what, here = _WORDS[field], f"account {account.name}"
    if arn["partition"] != account.partition:
        return f"the {what} is of partition {arn['partition']}, {here} of {account.partition}; name another one"
    if arn["account"] not in ("", account.trail_owner if field == "trail" else account.id):
        if field == "trail":
            return _of_another(arn["account"], account)
        return f"the {what} belongs to account {arn['account']}, not to {here} ({account.id}); name one of its own"
    if arn["region"] not in ("", account.region):
        if field == "trail":
            return (
                f"the trail's home region is {arn['region']}, where its log group, filters and alarms must be; "
                f"set region: {arn['region']} for {here}, or name a trail of {account.region}"
            )
        return f"the {what} is in {arn['region']}, {here} in {account.region}; name one of {account.region}"
    return None


def _of_another(owner: str, account: Account) -> str:
    """Why a trail that belongs to this other account is none for this one."""
    if account.management_account:
        return (
            f"the trail belongs to account {owner}, but a delegated administrator's belongs to the management account "
            f"{account.management_account}; name that one, or correct management_account"
        )
    return (
        f"the trail belongs to account {owner}, and an organization's trail sends events to a log group of whoever "
        f"made it; declare these alerts for {owner}, let account {account.name} have a trail of its own, or, where it "
        f"is the delegated administrator who made it, give management_account"
    )


def name_of(reference: str) -> str:
    """The name that a reference holds: of a role with its path, of a key with `alias/` or `key/` before it."""
    if not reference.startswith("arn:"):
        return reference.removesuffix(":*")
    resource = reference.split(":", 5)[5].removesuffix(":*")
    for kind in ("trail/", "log-group:", "role/"):
        resource = resource.removeprefix(kind)
    return resource
