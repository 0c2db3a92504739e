"""Put right by AWS's API what Terraform does not see, or must not touch first. Writes, on a person's word only.

An unmanaged thing is removed only when it was named, and only from what is ours: our topics, our log group, our roles,
alarms that bear our prefix. What these calls need stands in WRITE_PERMISSIONS, for the role that deploys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.key import Key
from pipeline.pipeline import Part, Pipeline, identity
from pipeline.secret import shown_endpoint
from validators import notification, subscriptions
from validators.chat_subscription import update_of
from validators.existing import whose
from validators.finding import Finding, Status
from validators.reading import CallFailed, Unread
from validators.session import Clients, Session

WRITE_PERMISSIONS = (
    "cloudtrail:PutEventSelectors",
    "cloudtrail:PutInsightSelectors",
    "cloudwatch:DeleteAlarms",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "kms:CancelKeyDeletion",
    "kms:EnableKey",
    "logs:DeleteMetricFilter",
    "logs:DeleteTransformer",
    "sns:Subscribe",
    "sns:Unsubscribe",
)

_GONE = ("PendingDeletion",)
_DECLARED_POLICIES = ("inline_policies", "attached_policies")

Perform = Callable[["Writing"], None]


@dataclass(frozen=True, slots=True)
class Writing:
    """What a repair works with: the designed pipeline, the session that deploys, and where `env:` is looked up."""

    desired: Pipeline
    session: Session
    clients: Clients
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One thing that can be put right by the API. `call` is the IAM action, `what` says in words what happens.

    `removes` asks for the finding to be named; `first` must happen before Terraform plans.
    """

    finding: Finding
    call: str
    what: str
    perform: Perform
    removes: bool = False
    first: bool = False


def repairs(desired: Pipeline, finding: Finding) -> Iterator[Repair]:
    """What the API can do about a finding; nothing where it cannot, where Terraform does it, or on what is not ours."""
    if whose(finding) in desired.existing:
        return
    match finding:
        case Finding(status=Status.unmanaged):
            yield from _removal(desired, finding)
        case Finding(part="subscription", field="confirmation") | Finding(part="subscription", status=Status.missing):
            update = update_of(desired, finding)
            what = "take the topic from the channel and give it back" if update else "ask for a new confirmation"
            yield Repair(finding=finding, call=update or "sns:Subscribe", what=what, perform=_resend)
        case Finding(part="trail", field="event_selectors" | "advanced_event_selectors" | "data_events"):
            yield Repair(
                finding=finding, call="cloudtrail:PutEventSelectors",
                what="record all management events again, and nothing else", perform=_record_everything,
            )  # fmt: skip
        case Finding(part="trail", field="insight_selectors"):
            yield Repair(
                finding=finding, call="cloudtrail:PutInsightSelectors", what="look for the declared insights again",
                perform=_look_for_insights,
            )  # fmt: skip
        case Finding(part="key", status=Status.missing):
            yield Repair(
                finding=finding, call="kms:CancelKeyDeletion", what="keep the key that is to be deleted, and enable it",
                perform=_keep_key, first=True,
            )  # fmt: skip


def perform(repair: Repair, desired: Pipeline, clients: Clients, variables: Mapping[str, str]) -> None:
    """Do it; raises CallFailed."""
    session = Session(desired.account, clients, deploys=True)
    session.enter()
    repair.perform(Writing(desired, session, clients, variables))


def keeps_a_key(desired: Pipeline, session: Session) -> bool:
    """Whether the pipeline's key is there and waits to be deleted: a new one could not read what it encrypted."""
    return desired.key is not None and _key_to_keep(desired.key, session) is not None


def _removal(desired: Pipeline, finding: Finding) -> Iterator[Repair]:
    name, group = finding.resource, desired.log_group
    match finding.part:
        case _ if (role := _role(desired, finding)) is not None:
            yield _extra_policies(role, finding)
        case "subscription":
            yield Repair(
                finding=finding, call="sns:Unsubscribe", what="end the subscription", removes=True,
                perform=lambda writing: _unsubscribe(writing, name),
            )  # fmt: skip
        case "metric-filter" if group and not finding.field and ":" not in name:  # with a colon, of another log group
            yield Repair(
                finding=finding, call="logs:DeleteMetricFilter", removes=True,
                what=f"delete the filter from {group.name}",
                perform=lambda writing: _delete_filter(writing, group.name, name),
            )  # fmt: skip
        case "log-group" if finding.field == "transformer":
            yield Repair(
                finding=finding, call="logs:DeleteTransformer", what="let events arrive as they are", removes=True,
                perform=lambda writing: _delete_transformer(writing, name),
            )  # fmt: skip
        case "alarm" if not finding.field and name.startswith(f"{desired.prefix}-"):
            yield Repair(
                finding=finding, call="cloudwatch:DeleteAlarms", what="delete the alarm", removes=True,
                perform=lambda writing: _delete_alarm(writing, name),
            )  # fmt: skip


def _unsubscribe(writing: Writing, name: str) -> None:
    """`name` is the finding's: topic and fingerprint of the endpoint."""
    for topic in writing.desired.topics:
        for listed in notification.subscriptions_of(writing.session, topic):
            shown = shown_endpoint(listed["Protocol"], listed["Endpoint"])
            if f"{topic.arn} -> {shown}" == name:
                if not listed["SubscriptionArn"].startswith("arn:"):
                    reason = "nobody has confirmed it: SNS forgets it after 48 hours and cannot end it before"
                    raise CallFailed(Unread("sns:Unsubscribe", reason))
                writing.session.ask("sns", "unsubscribe", (), SubscriptionArn=listed["SubscriptionArn"])


def _delete_filter(writing: Writing, group: str, name: str) -> None:
    writing.session.ask(
        "logs", "delete_metric_filter", ("ResourceNotFoundException",), logGroupName=group, filterName=name
    )


def _delete_alarm(writing: Writing, name: str) -> None:
    writing.session.ask("cloudwatch", "delete_alarms", ("ResourceNotFound",), AlarmNames=[name])


def _resend(writing: Writing) -> None:
    """Every subscription of ours that is declared and not confirmed; those of somebody's topic are its owner's."""
    topics = {topic.arn for topic in writing.desired.topics if not writing.desired.exists(topic)}
    ours = tuple(part for part in writing.desired.subscriptions if part.topic_arn in topics)
    asked = subscriptions.resend(replace(writing.desired, subscriptions=ours), writing.variables, writing.clients)
    if asked.unread:
        raise CallFailed(asked.unread[0])


def _record_everything(writing: Writing) -> None:
    """The provider reads selectors only where CloudTrail says that there are custom ones, so that it misses these."""
    selectors = [
        {
            "ReadWriteType": selector.read_write_type,
            "IncludeManagementEvents": selector.include_management_events,
            "ExcludeManagementEventSources": list(selector.exclude_management_event_sources),
            "DataResources": [],
        }
        for selector in writing.desired.trail.event_selectors
    ]
    writing.session.ask(
        "cloudtrail", "put_event_selectors", (), TrailName=writing.desired.trail.arn, EventSelectors=selectors
    )


def _look_for_insights(writing: Writing) -> None:
    """Those that are declared, and those that are on besides: a put takes the place of all."""
    arn = writing.desired.trail.arn
    answer = writing.session.ask("cloudtrail", "get_insight_selectors", ("InsightNotEnabledException",), TrailName=arn)
    on = {selector["InsightType"] for selector in (answer or {}).get("InsightSelectors") or ()}
    selectors = [{"InsightType": kind} for kind in sorted(on.union(writing.desired.trail.insight_selectors))]
    writing.session.ask("cloudtrail", "put_insight_selectors", (), TrailName=arn, InsightSelectors=selectors)


def _delete_transformer(writing: Writing, group: str) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteTransformer.html"""
    writing.session.ask("logs", "delete_transformer", ("ResourceNotFoundException",), logGroupIdentifier=group)


def _role(desired: Pipeline, finding: Finding) -> Part | None:
    """The role of ours that somebody added policies to."""
    if finding.field not in _DECLARED_POLICIES:
        return None
    return next((part for part in desired.parts() if identity(part) == (finding.part, finding.resource)), None)


def _extra_policies(role: Part, finding: Finding) -> Repair:
    call = "iam:DeleteRolePolicy" if finding.field == "inline_policies" else "iam:DetachRolePolicy"
    return Repair(
        finding=finding, call=call, what="remove the policies that nobody declared from the role", removes=True,
        perform=lambda writing: _strip(writing.session, role, finding.field),
    )  # fmt: skip


def _strip(session: Session, role: Part, field: str) -> None:
    if field == "inline_policies":
        declared = {name for name, _ in getattr(role, field)}
        for name in [*session.pages("iam", "list_role_policies", "PolicyNames", RoleName=role.name)]:
            if name not in declared:
                session.ask("iam", "delete_role_policy", ("NoSuchEntity",), RoleName=role.name, PolicyName=name)
        return
    for policy in [*session.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role.name)]:
        if (arn := policy["PolicyArn"]) not in getattr(role, field):
            session.ask("iam", "detach_role_policy", ("NoSuchEntity",), RoleName=role.name, PolicyArn=arn)


def _keep_key(writing: Writing) -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-scheduling-key-deletion.html"""
    key = writing.desired.key
    if key is None or (key_id := _key_to_keep(key, writing.session)) is None:
        raise CallFailed(Unread("kms:CancelKeyDeletion", "there is no key that waits to be deleted"))
    writing.session.ask("kms", "cancel_key_deletion", (), KeyId=key_id)
    writing.session.ask("kms", "enable_key", (), KeyId=key_id)


def _key_to_keep(key: Key, session: Session) -> str | None:
    answer = session.ask("kms", "describe_key", ("NotFoundException",), KeyId=key.id)
    metadata = answer["KeyMetadata"] if answer else {}
    return metadata["KeyId"] if metadata.get("KeyState") in _GONE else None
