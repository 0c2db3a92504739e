"""What a check says of resources that were there before: Terraform does not own them, so each finding tells its owner
exactly what to do. Asks AWS for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from shlex import quote

from pipeline.alert import MetricFilter
from pipeline.auditor import GITHUB_AUDIENCE
from pipeline.fact import Fact
from pipeline.notification import Subscription
from pipeline.permission import Verdict
from pipeline.pipeline import Identity, Part, Pipeline
from pipeline.policy_document import PolicyDocument
from pipeline.requirement import Permits
from validators import granting, turning
from validators.finding import Finding, Status

_KEYS = {"trail": "trail", "bucket": "bucket", "log-group": "log_group", "delivery-role": "role", "key": "key"}
"""The kinds of part that may exist, and what names them in the configuration."""


def foreign(desired: Pipeline, part: Part) -> bool:
    """Whether this is somebody else's, beside what was there before: a filter that feeds no metric of ours in a log
    group, or whoever else listens to a topic."""
    if isinstance(part, Subscription):
        return desired.exists(part) and part.name not in {one.name for one in desired.subscriptions}
    if not isinstance(part, MetricFilter) or not (desired.log_group and desired.exists(desired.log_group)):
        return False
    declared = {one.name for one in desired.metric_filters}
    metrics = {(one.metric_namespace, one.metric_name) for one in desired.metric_filters}
    return part.name not in declared and (part.metric_namespace, part.metric_name) not in metrics


def lacking(key: Identity, name: str, fact: Fact, wanted: Permits, observed: object, *, region: str) -> Finding:
    """What the policies of something do not permit; unchecked where that cannot be told from their conditions."""
    found = [*wanted.lacking(observed)]
    certain = any(answer.verdict is Verdict.denied for _, answer in found)
    missing = PolicyDocument(tuple(statement for statement, _ in found))
    reasons = "; ".join(dict.fromkeys(f"its policy {answer.reason}" for _, answer in found))
    return Finding(
        status=Status.changed if certain else Status.unchecked,
        part=key[0], resource=key[1], field=name, severity=fact.severity,
        message=fact.meaning if certain else f"It cannot be told whether the policy does: {reasons}.",
        repair=_permitting(key, name, found, observed, region), expected=str(missing), observed=reasons,
    )  # fmt: skip


def _permitting(key: Identity, name: str, found: granting.Lacking, observed: object, region: str) -> str:
    """The command of the owner. A role's permissions get a policy of their own beside those that it has."""
    resource = key[1]
    if name == "inline_policies":
        return granting.granting(granting.permissions(_last(resource)), PolicyDocument(), found)
    held = observed if isinstance(observed, PolicyDocument) else PolicyDocument()
    return granting.granting(_put(key, found, region), held, found)


def _put(key: Identity, found: granting.Lacking, region: str) -> granting.Put:
    kind, resource = key
    match kind:
        case "bucket":
            return granting.bucket(resource)
        case "key":
            return granting.key(region, resource)
        case "delivery-role":
            return granting.trust(_last(resource))
        case _:
            return granting.topic(str(found[0][0]["Resource"]))


def _last(name: str) -> str:
    """The name of a role without its path, or the id of a key; an alias stays whole."""
    return name if name.startswith("alias/") else name.rpartition("/")[2]


def remedied(desired: Pipeline, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same findings; those on what was there before name the remedy of its owner, for no deployment changes it."""
    found = [*findings]
    missing = {one.part for one in found if one.status is Status.missing}
    undeployed = {one.part for one in found if one.status is Status.missing and whose(one) not in desired.existing}
    for finding in found:
        if "trail" in missing and _elsewhere(desired, finding):
            continue  # it is the one that is missing here, and told there
        if whose(finding) not in desired.existing:
            yield finding
        elif finding.status is Status.missing:
            yield replace(finding, repair=_absent(desired, finding, found))
        elif remedy := _remedy(desired, finding, undeployed):
            yield replace(finding, repair=remedy)
        else:
            yield finding


def _elsewhere(desired: Pipeline, finding: Finding) -> bool:
    """Whether this is the existing trail itself, whose home is another region or account."""
    named = finding.part == "trail" and finding.resource.endswith(f":trail/{desired.trail.name}")
    return named and finding.status is Status.unmanaged and desired.exists(desired.trail)


def whose(finding: Finding) -> Identity:
    """The part that was there before, if it was: of a subscription its topic."""
    if finding.part == "subscription":
        return "topic", finding.resource.partition(" -> ")[0].rpartition(":")[2]
    return finding.part, finding.resource


def _absent(desired: Pipeline, finding: Finding, found: list[Finding]) -> str:
    if finding.part == "oidc-provider":
        create = f"aws iam create-open-id-connect-provider --url https://{finding.resource}"
        return (
            f"let it be deployed with auditor.github.provider: created; or {create} --client-id-list {GITHUB_AUDIENCE}"
        )
    if finding.part == "topic":
        return "create it, or name another one as the destination's topic"
    if finding.part == "subscription":
        resend = f"trailbell subscriptions --resend --account {desired.account.name}"
        return f"{resend}, which subscribes it on your word; or correct what the destination's url refers to"
    key = f"existing.{_KEYS[finding.part]}"
    elsewhere = (one.resource.split(":") for one in found if _elsewhere(desired, one))
    if finding.part == "trail" and (arn := next(elsewhere, None)):
        _, _, _, region, owner, _ = arn
        if owner not in (desired.account.id, desired.account.trail_owner):
            return _of_an_organization(desired, owner)
        return f"its home region is {region}: set region: {region} for account {desired.account.name}"
    return f"create it, or name another one as {key}; without {key} one is created"


def _of_an_organization(desired: Pipeline, owner: str) -> str:
    return (
        f"it is an organization's trail, which sends events to a log group of account {owner} only: declare these "
        f"alerts for {owner}, or let account {desired.account.name} have a trail of its own"
    )


def _remedy(desired: Pipeline, finding: Finding, undeployed: Collection[str]) -> str | None:
    """What the owner runs, once what the next deployment makes is there. ARNs are ours or AWS's own, so nothing of them
    needs quoting; a name may."""
    name = _called(desired, finding.part, finding.resource)
    if finding.part == "trail" and finding.field in turning.FIELDS:
        owner = _owner(finding) if finding.field == "log_group_arn" else ""
        here = owner in ("", desired.account.id)
        return turning.turning(desired, finding, name, undeployed) if here else _of_an_organization(desired, owner)
    remedy = _REMEDIES.get((finding.part, finding.field))
    key_id = granting.key_id(desired.account.region, finding.resource)
    return remedy and remedy.format(name=name, key_id=key_id, trail=desired.trail, region=desired.account.region)


def _called(desired: Pipeline, part: str, resource: str) -> str:
    """What a command takes it by: a trail of the management account by its ARN, a role without its path."""
    if part == "trail" and desired.account.management_account:
        return quote(desired.trail.arn)
    return quote(resource if part == "bucket" else _last(resource))


def _owner(finding: Finding) -> str:
    """The account of the log group that the trail sends to, or nothing."""
    parts = str(finding.observed or "").split(":")
    return parts[4] if len(parts) > 4 else ""  # noqa: PLR2004 -- arn:aws:logs:region:account:...


_UPDATE = "aws cloudtrail update-trail --region {region} --name {name}"
_SUBSCRIBED = "aws sns set-subscription-attributes --region {region} --subscription-arn ARN"
_ITS_ARN = "its ARN is told by trailbell subscriptions --json"
_REMEDIES = {
    ("trail", "logging"): "aws cloudtrail start-logging --region {region} --name {name}",
    ("trail", "multi_region"): f"{_UPDATE} --is-multi-region-trail",
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-an-organizational-trail-by-using-the-aws-cli.html
    ("trail", "organization"): f"{_UPDATE} --is-organization-trail; or drop organization_trail",
    ("trail", "include_global_service_events"): f"{_UPDATE} --include-global-service-events",
    ("trail", "log_file_validation"): f"{_UPDATE} --enable-log-file-validation",
    ("trail", "event_selectors"): "aws cloudtrail put-event-selectors --region {region} --trail-name {name} "
    """--event-selectors '[{{"ReadWriteType":"All","IncludeManagementEvents":true}}]'; or where it records data """
    "events, too, with those of aws cloudtrail get-event-selectors in the list, which this one replaces",
    ("log-group", "log_group_class"): "the class of a log group cannot be changed: "
    "name one of the class STANDARD as existing.log_group",
    ("oidc-provider", "audiences"): "aws iam add-client-id-to-open-id-connect-provider "
    f"--client-id {GITHUB_AUDIENCE} --open-id-connect-provider-arn ARN, where ARN ends in {{name}}",
    ("subscription", "raw_message_delivery"): f"{_SUBSCRIBED} "
    f"--attribute-name RawMessageDelivery --attribute-value false; {_ITS_ARN}",
    ("subscription", "filter_policy"): f"{_SUBSCRIBED} --attribute-name FilterPolicy "
    f"--attribute-value '{{{{}}}}'; {_ITS_ARN}",
    ("key", "enabled"): "aws kms enable-key --region {region} --key-id {key_id}",
}
"""What the owner of each part does about a fact.

https://docs.aws.amazon.com/cli/latest/reference/cloudtrail/update-trail.html
"""
