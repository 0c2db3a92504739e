"""Design an organization's trail: that of its management account, which records every account of the organization.

Members see the trail and cannot change it. A delegated administrator's trail, which belongs to the management account,
is declared there. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from alerts.document import Path_
from pipeline.configuration import AccountEntry, Configuration
from pipeline.log_group import delivery_policy
from pipeline.pipeline import Pipeline


def organized(entry: AccountEntry, pipeline: Pipeline) -> Pipeline:
    """The pipeline with the organization's trail, where this is a management account."""
    if entry.organization_trail is None:
        return pipeline
    role = pipeline.delivery_role
    if role is not None:
        policy = delivery_policy(pipeline.account, pipeline.log_group.arn, entry.organization_trail)
        role = replace(role, inline_policies=(("deliver", policy),))
    return replace(pipeline, trail=replace(pipeline.trail, organization=True), delivery_role=role)


def contradictions(configuration: Configuration) -> Iterator[tuple[Path_, str]]:
    """An organization has one management account."""
    seen: dict[str, str] = {}
    for index, entry in enumerate(configuration.accounts):
        if entry.organization_trail is None:
            continue
        path = ("accounts", index, "organization_trail")
        if entry.organization_trail in seen:
            first = seen[entry.organization_trail]
            yield path, f"account {entry.name}: {entry.organization_trail} is managed by {first} already; keep one"
        seen.setdefault(entry.organization_trail, entry.name)
