"""Design an organization's trail: that of its management account, or of its delegated administrator for CloudTrail.

It records every account of the organization; members see it and cannot change it. A delegated administrator's trail
belongs to the management account, while its bucket, log group and role stand where it was made.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from alerts.document import Path_
from pipeline import naming
from pipeline.configuration import AccountEntry, Configuration, account_of
from pipeline.log_group import delivery_policy
from pipeline.names import Names
from pipeline.pipeline import Pipeline


def organized(entry: AccountEntry, pipeline: Pipeline) -> Pipeline:
    """The pipeline with the organization's trail, where this account has it."""
    if entry.organization_trail is None:
        return pipeline
    role = pipeline.delivery_role
    if role is not None and pipeline.log_group is not None:
        policy = delivery_policy(pipeline.account, pipeline.log_group.arn, entry.organization_trail)
        role = replace(role, inline_policies=(("deliver", policy),))
    return replace(pipeline, trail=replace(pipeline.trail, organization=True), delivery_role=role)


def contradictions(configuration: Configuration) -> Iterator[tuple[Path_, str]]:
    """An organization has one trail here, and one management account, whose trails have different names."""
    seen: dict[str, str] = {}
    for index, entry in enumerate(configuration.accounts):
        if entry.management_account is not None:
            for text in _undelegated(configuration, entry, entry.management_account):
                yield ("accounts", index, "management_account"), f"account {entry.name}: {text}"
        if entry.organization_trail is None:
            continue
        if entry.organization_trail in seen:
            text = f"{entry.organization_trail} has its trail in {seen[entry.organization_trail]} already; keep one"
            yield ("accounts", index, "organization_trail"), f"account {entry.name}: {text}"
        seen.setdefault(entry.organization_trail, entry.name)


def _undelegated(configuration: Configuration, entry: AccountEntry, management_account: str) -> Iterator[str]:
    """Why this account cannot be the delegated administrator of that one."""
    if entry.organization_trail is None:
        yield (
            "management_account is there for organization_trail; add the id of the organization, "
            "organization_trail: o-..., or remove management_account"
        )
    elif management_account == entry.id:
        yield "management_account is this account itself, which needs no delegation; remove the line"
    else:
        yield from _taken(configuration, entry, management_account)


def _taken(configuration: Configuration, entry: AccountEntry, management_account: str) -> Iterator[str]:
    """CloudTrail takes no second trail of a name in one account, whoever makes it there."""
    wanted = _trail(configuration, entry)
    for other in configuration.accounts:
        if other.id == management_account and _trail(configuration, other) == wanted:
            yield (
                f"its trail {wanted} would belong to account {other.name}, which has a trail of that name itself; "
                f"declare the organization's trail for {other.name} in its place, or take {other.name} out"
            )


def _trail(configuration: Configuration, entry: AccountEntry) -> str:
    return Names(account_of(configuration, entry), configuration.name, naming.existing(configuration, entry)).trail
