"""What the owner of an existing trail does where it sends to another place than declared.

Where it sends already, that place is the one to name: whoever else looks there would hear nothing of a trail that was
turned away. https://docs.aws.amazon.com/cli/latest/reference/cloudtrail/update-trail.html
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from shlex import quote
from types import MappingProxyType

from pipeline.existing import name_of
from pipeline.pipeline import Pipeline
from validators.finding import Finding

FIELDS = ("log_group_arn", "bucket", "key_prefix", "delivery_role_arn", "topic_arn")


_NEEDED: Mapping[str, frozenset[str]] = MappingProxyType(
    {"log_group_arn": frozenset({"log-group", "delivery-role"}), "topic_arn": frozenset({"topic"})}
)
"""Kinds of part that CloudTrail looks for when it is told of them."""


def turning(desired: Pipeline, finding: Finding, trail: str, undeployed: Collection[str] = ()) -> str:
    """The place to name, or the command that turns the trail to the declared one.

    `trail` is how the command takes its name, `undeployed` the kinds of what the next deployment makes.
    """
    update = (
        f"aws cloudtrail update-trail --region {desired.account.region} --name {trail} {_options(desired, finding)}"
    )
    if _NEEDED.get(finding.field, frozenset()) & {*undeployed}:
        update = f"cdktf deploy {desired.account.name} && {update}"
    there = str(finding.observed or "")
    return f"{_naming(desired, finding.field, there)}; or turn it away from there: {update}" if there else update


def _options(desired: Pipeline, finding: Finding) -> str:
    trail = desired.trail
    match finding.field:
        case "bucket":
            return f"--s3-bucket-name {quote(trail.bucket)}"
        case "key_prefix":
            return f"--s3-key-prefix {quote(trail.key_prefix)}"
        case "delivery_role_arn":
            return f"--cloud-watch-logs-role-arn {quote(str(trail.delivery_role_arn))}"
        case "topic_arn":
            return f"--sns-topic-name {quote(str(trail.topic_arn))}"
        case _:
            group, role = quote(f"{trail.log_group_arn}:*"), desired.delivery_role
            by = role.arn if role else "ROLE, where ROLE is one by which CloudTrail may write there"
            return f"--cloud-watch-logs-log-group-arn {group} --cloud-watch-logs-role-arn {by}"


def _naming(desired: Pipeline, field: str, there: str) -> str:
    match field:
        case "bucket":
            return f"name {there}, where its log files go, as existing.bucket"
        case "key_prefix":
            return f"name {desired.trail.bucket}/{there}, where its log files go, as existing.bucket"
        case "delivery_role_arn":
            return f"name {name_of(there)}, by which it sends, as existing.role"
        case "topic_arn":
            return f"it tells {there}, and can tell one topic: name that as the topic of the destination"
        case _:
            return f"name {name_of(there)}, where its events go, as existing.log_group"
