"""Whether events reach the log group: the trail records them, and CloudTrail may write there."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.log_group import DeliveryRole, LogGroup
from pipeline.permission import Request, Verdict, by_service, may
from pipeline.policy_document import PolicyDocument
from pipeline.trail import Trail
from validators.reading import Unread
from validators.ringing.deployed import Deployed
from validators.ringing.link import Flaw, Step, broken, unknown

_CLOUDTRAIL = "cloudtrail.amazonaws.com"
_WRITES = ("logs:CreateLogStream", "logs:PutLogEvents")


def recording(deployed: Deployed) -> Iterator[Flaw]:
    """What is wrong before any filter sees an event; the same for every alert of the account, if it has any."""
    group, wanted = deployed.desired.log_group, deployed.desired.trail
    if group is None:
        return
    trail = deployed.part(Trail, wanted.name)
    if flaw := deployed.unread(Trail, Step.trail, "the trail"):
        yield flaw
    elif trail is not None and trail.log_group_arn == group.arn:
        yield from _running(deployed, trail)
        yield from _delivering(deployed, trail, group)
    elif others := [one for one in deployed.all(Trail) if one.log_group_arn == group.arn]:
        yield unknown(Step.trail, f"only the trail {others[0].name} sends to {group.name}, and nobody declared it")
    elif trail is not None:
        yield from _running(deployed, trail)
        where = f"to {trail.log_group_arn}" if trail.log_group_arn else "to no log group"
        yield broken(Step.delivery, f"the trail {trail.name} sends its events {where}, the filters are on {group.name}")
    else:
        yield broken(Step.trail, f"the trail {wanted.name} is not there")
    yield from _log_group(deployed, group)


def running(deployed: Deployed) -> Iterator[Flaw]:
    """Whether the trail is there and records: all that its own notices of log files need of it."""
    wanted = deployed.desired.trail
    trail = deployed.part(Trail, wanted.name)
    if trail is not None:
        yield from _running(deployed, trail)
    else:
        unread = deployed.unread(Trail, Step.trail, "the trail")
        yield unread or broken(Step.trail, f"the trail {wanted.name} is not there")


def _running(deployed: Deployed, trail: Trail) -> Iterator[Flaw]:
    if isinstance(trail.logging, Unread):
        yield unknown(Step.trail, f"whether the trail {trail.name} records could not be read ({trail.logging})")
    elif not trail.logging:
        yield broken(Step.trail, f"the trail {trail.name} is stopped")
    yield from deployed.observed("trail", trail.name, lambda field: Step.delivery if "Deliver" in field else Step.trail)


def _delivering(deployed: Deployed, trail: Trail, group: LogGroup) -> Iterator[Flaw]:
    """Whether CloudTrail may assume the role, and the role may write."""
    wanted = deployed.desired.delivery_role
    if wanted is None:
        return  # the role of somebody else's trail, which nobody named: its delivery errors tell
    if trail.delivery_role_arn != wanted.arn:
        yield unknown(Step.delivery, f"the trail writes by the role {trail.delivery_role_arn}, which was not read")
        return
    role = deployed.part(DeliveryRole, wanted.name)
    if role is None:
        yield deployed.unread(DeliveryRole, Step.delivery, f"the role {wanted.name}") or broken(
            Step.delivery, f"the role {wanted.name}, by which CloudTrail writes, is not there"
        )
        return
    assume = by_service(_CLOUDTRAIL, "sts:AssumeRole", None, trail.arn)
    yield from deployed.observed("delivery-role", role.name, lambda _field: Step.delivery)
    whose = f"the trust policy of the role {role.name}"
    if flaw := deployed.refused(Step.delivery, whose, role.trust_policy, [assume]) or _writing(deployed, role, group):
        yield flaw


def _writing(deployed: Deployed, role: DeliveryRole, group: LogGroup) -> Flaw | None:
    if isinstance(role.inline_policies, Unread):
        return unknown(
            Step.delivery, f"the policies of the role {role.name} could not be read ({role.inline_policies})"
        )
    together = PolicyDocument(tuple(one for _, policy in role.inline_policies for one in policy.statements))
    account = deployed.desired.account
    stream = f"{group.arn}:log-stream:{account.id}_CloudTrail_{account.region}"
    for action in _WRITES:
        answer = may(together, Request(action=action, resource=stream, context={"aws:securetransport": "true"}))
        if answer.verdict is not Verdict.allowed:
            certain = answer.verdict is Verdict.denied and (answer.refused or not role.attached_policies)
            told = f"the policy of the role {role.name} {answer.reason}: {action}"
            if certain:
                return broken(Step.delivery, told)
            return None if deployed.simulated() else unknown(Step.delivery, told)
    return None if deployed.simulated() else _bounded(role)


def _bounded(role: DeliveryRole) -> Flaw | None:
    """Policies that only their ARN is known of may take everything away again; IAM's simulation would know."""
    for value, word in (
        (role.attached_policies, "the attached policies"),
        (role.permissions_boundary, "the permissions boundary"),
    ):
        if isinstance(value, Unread):
            return unknown(Step.delivery, f"{word} of the role {role.name} could not be read ({value})")
        if value:
            shown = ", ".join(value) if isinstance(value, tuple) else value
            return unknown(Step.delivery, f"{word} of the role {role.name} may keep it from writing: {shown}")
    return None


def _log_group(deployed: Deployed, wanted: LogGroup) -> Iterator[Flaw]:
    found = deployed.part(LogGroup, wanted.name)
    step, name = Step.log_group, f"the log group {wanted.name}"
    if found is None:
        yield deployed.unread(LogGroup, step, name) or broken(step, f"{name} is not there")
        return
    if found.log_group_class != "STANDARD":
        yield broken(step, f"{name} is of the class {found.log_group_class}, which has no metric filters")
    # Of an existing one the key's state is observed; its policy is its owner's.
    own = not deployed.desired.exists(wanted)
    if own and (flaw := deployed.locked(step, name, found.kms_key_arn, _encrypting(deployed, wanted))):
        yield flaw
    yield from deployed.observed("log-group", wanted.name, lambda _field: step)


def _encrypting(deployed: Deployed, group: LogGroup) -> Iterator[Request]:
    account = deployed.desired.account
    host = f"logs.{account.region}.{account.dns_suffix}"
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        yield by_service(host, action, None, group.arn, **{"kms:encryptioncontext:aws:logs:arn": group.arn})
