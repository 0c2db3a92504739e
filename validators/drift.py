"""The difference of two pipelines: the designed one, and the one read back from the account.

Generic over parts and facts: it knows no AWS service. What a difference means stands with the fact.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from shlex import quote
from typing import Any

from alerts.alert import Severity
from pipeline.alert import FilterPattern
from pipeline.fact import Fact, facts
from pipeline.forwarder import Forwarder
from pipeline.pipeline import KINDS, Identity, Part, Pipeline, identity
from pipeline.policy_document import PolicyDocument
from pipeline.requirement import Permits
from validators import chat_subscription, existing
from validators.explanation import explained
from validators.finding import Finding, Shown, Status
from validators.reading import Observation, Reading, Unobserved, Unread

_ABSENT: dict[str, tuple[Severity, str]] = {
    "trail": (Severity.critical, "Nothing is recorded: no alert can ring."),
    "bucket": (Severity.high, "Log files are not kept."),
    "key": (Severity.critical, "Nothing that the key encrypts can be written or read."),
    "log-group": (Severity.critical, "Events have nowhere to arrive: no alert can ring."),
    "delivery-role": (Severity.critical, "CloudTrail cannot write to the log group: no alert can ring."),
    "metric-filter": (Severity.critical, "The events of this alert are not counted: it cannot ring."),
    "alarm": (Severity.critical, "Nobody watches the count of this alert: it cannot ring."),
    "topic": (Severity.critical, "Alarms have nowhere to ring."),
    "dead-letter-queue": (Severity.high, "Messages that the vendor does not take are lost."),
    "subscription": (Severity.critical, "Alarms ring at a topic that nobody listens to."),
    "log-file-topic": (
        Severity.high,
        "The collector learns of no new log file: CloudTrail has nowhere to tell of them.",
    ),
    "collector-queue": (Severity.high, "The collector learns of no new log file: notices have nowhere to wait for it."),
    "collector-subscription": (Severity.high, "The collector learns of no new log file: its queue gets no notices."),
    "collector-role": (Severity.high, "The vendor can read neither notices nor log files."),
    "forwarder": (Severity.critical, "Alarms are not forwarded to this destination."),
    "forwarder-role": (Severity.critical, "The forwarder cannot run: alarms are not forwarded."),
    "forwarder-log-group": (Severity.low, "Nobody can see what the forwarder delivered and what it could not."),
    "chat-channel": (Severity.critical, "The chat channel is not told of alarms."),
    "chat-role": (Severity.high, "Amazon Q Developer cannot act for the chat channel."),
    "function-permission": (Severity.critical, "The topic may not invoke the function: alarms do not reach it."),
    "auditor-role": (Severity.high, "Nobody can check this account by the role that was declared for it."),
    "oidc-provider": (Severity.high, "Workflows of GitHub cannot assume the role that checks this account."),
}
_UNDECLARED: dict[str, tuple[Severity, str]] = {
    "trail": (Severity.medium, "A second trail records the same events: they are paid twice, and may ring twice."),
    "metric-filter": (Severity.medium, "Nobody declared this filter; it may feed the metric of an alert."),
    "alarm": (Severity.medium, "Nobody declared this alarm; it may ring a second time for the same event."),
    "subscription": (Severity.high, "Nobody declared this subscription; somebody else reads every alarm."),
    "function-permission": (Severity.high, "Nobody declared this permission; somebody else may forge alarms."),
    "collector-subscription": (
        Severity.high,
        "Nobody declared this subscription; somebody else is told of every log file.",
    ),
}
_UNDECLARED_OTHERWISE = (Severity.medium, "Nobody declared this.")


def compare(desired: Pipeline, reading: Reading) -> tuple[Finding, ...]:
    """Every difference, the worst first; equal to the empty tuple where the account is as designed."""
    deployed = {identity(part): part for part in reading.parts if not existing.foreign(desired, part)}
    wanted = {identity(part): part for part in desired.parts()}
    repair = f"cdktf deploy {desired.account.name}"
    missing = [*_missing(wanted, deployed, reading.failed, repair)]
    # A function that is gone still has its counts of the last day, which say nothing more then.
    gone = {(one.part, one.resource) for one in missing if one.part == KINDS[Forwarder]}
    findings = [
        *missing,
        *_changed(desired, wanted, deployed, repair),
        *_unmanaged(wanted, deployed, reading.failed),
        *(_unread(Unobserved(part=kind, field="", unread=unread)) for kind, unread in reading.failed.items()),
        *map(_unread, dict.fromkeys(reading.unobserved)),
        *(_unhealthy(one) for one in reading.observations if (one.part, one.resource) not in gone),
    ]
    return tuple(sorted(existing.remedied(desired, chat_subscription.remedied(desired, findings)), key=_order))


def _order(finding: Finding) -> tuple[Any, ...]:
    rank = (list(Severity).index(finding.severity), list(Status).index(finding.status))
    return *rank, finding.part, finding.resource, finding.field


def _missing(
    wanted: dict[Identity, Part], deployed: dict[Identity, Part], failed: dict[str, Unread], repair: str
) -> Iterator[Finding]:
    for kind, name in wanted.keys() - deployed.keys():
        if kind not in failed:
            severity, message = _ABSENT[kind]
            yield Finding(
                status=Status.missing, part=kind, resource=name, severity=severity, message=message, repair=repair,
                expected="present", observed="absent",
            )  # fmt: skip


def _unmanaged(
    wanted: dict[Identity, Part], deployed: dict[Identity, Part], failed: dict[str, Unread]
) -> Iterator[Finding]:
    for kind, name in deployed.keys() - wanted.keys():
        if kind not in failed:
            severity, message = _UNDECLARED.get(kind, _UNDECLARED_OTHERWISE)
            yield Finding(
                status=Status.unmanaged, part=kind, resource=name, severity=severity, message=message,
                repair=_removal(kind, name), expected="absent", observed="present",
            )  # fmt: skip


def _removal(kind: str, name: str) -> str:
    """How to take away what nobody declared, by the very command where its name is enough for one."""
    command = f" (aws cloudwatch delete-alarms --alarm-names {quote(name)})" if kind == "alarm" else ""
    return f"remove it{command}, or declare it in the configuration"


def _changed(
    desired: Pipeline, wanted: dict[Identity, Part], deployed: dict[Identity, Part], repair: str
) -> Iterator[Finding]:
    for key in wanted.keys() & deployed.keys():
        for name, fact in facts(wanted[key]):
            expected, observed = getattr(wanted[key], name), getattr(deployed[key], name)
            if isinstance(observed, Unread):
                yield _field_unread(key, name, fact, observed)
            elif isinstance(expected, Permits) and expected != observed:
                yield existing.lacking(key, name, fact, expected, observed, region=desired.account.region)
            elif expected != observed:
                added = _added(expected, observed) if fact.removal else ()
                if added:
                    yield _field_added(key, name, fact, added)
                    observed = tuple(one for one in observed if one not in added)
                if expected != observed:
                    told = replace(fact, meaning=explained(fact.meaning, desired, wanted[key], expected, observed))
                    by = f"trailbell repair --account {desired.account.name}" if fact.unplanned else repair
                    yield _field_changed(key, name, told, _difference(expected, observed), by)


def _field_changed(key: Identity, name: str, fact: Fact, difference: tuple[Shown, Shown], repair: str) -> Finding:
    expected, observed = difference
    return Finding(
        status=Status.changed, part=key[0], resource=key[1], field=name, severity=fact.severity,
        message=fact.meaning, repair=repair, expected=expected, observed=observed,
    )  # fmt: skip


def _added(expected: tuple[Any, ...], observed: tuple[Any, ...]) -> tuple[Any, ...]:
    known = {*map(_called, expected)}
    return tuple(one for one in observed if _called(one) not in known)


def _called(item: Any) -> str:
    """What an item of a field is called: a policy comes with its name, others are their own."""
    return str(item[0] if isinstance(item, tuple) else item)


def _field_added(key: Identity, name: str, fact: Fact, added: tuple[Any, ...]) -> Finding:
    """What no deployment takes away again, since Terraform does not look at it."""
    removal = fact.removal.replace("{resource}", quote(key[1]))
    return Finding(
        status=Status.unmanaged, part=key[0], resource=key[1], field=name, severity=fact.severity,
        message=f"Nobody declared this. {fact.meaning}", observed=shown(added), expected="absent",
        repair="; ".join(removal.replace("{added}", quote(_called(one))) for one in added),
    )  # fmt: skip


def _field_unread(key: Identity, name: str, fact: Fact, unread: Unread) -> Finding:
    return Finding(
        status=Status.unchecked, part=key[0], resource=key[1], field=name, severity=fact.severity,
        message=f"Could not be read: {unread.reason}.", repair=f"see to {unread.call}, then run the check again",
        observed=str(unread),
    )  # fmt: skip


def _unread(unobserved: Unobserved) -> Finding:
    unread = unobserved.unread
    return Finding(
        status=Status.unchecked, part=unobserved.part, resource=unobserved.resource, field=unobserved.field,
        severity=_ABSENT.get(unobserved.part, (Severity.critical, ""))[0],
        message=f"Could not be read: {unread.reason}.", repair=f"see to {unread.call}, then run the check again",
        observed=str(unread),
    )  # fmt: skip


def _unhealthy(observation: Observation) -> Finding:
    return Finding(
        status=Status.unhealthy, part=observation.part, resource=observation.resource, field=observation.field,
        severity=observation.severity, message=observation.message, repair=observation.repair,
        expected=observation.expected or None, observed=observation.observed,
    )  # fmt: skip


def _difference(expected: Any, observed: Any) -> tuple[Shown, Shown]:
    """Both sides as shown; of policy documents only the statements that differ."""
    if isinstance(expected, PolicyDocument) and isinstance(observed, PolicyDocument):
        return shown(expected.missing_from(observed)), shown(observed.missing_from(expected))
    return shown(expected), shown(observed)


def shown(value: Any) -> Shown:
    """A fact's value as reports show it."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case PolicyDocument():
            return json.dumps(list(value.statements), sort_keys=True)
        case FilterPattern(text):
            return text
        case tuple():
            return tuple(map(shown, value))
        case _:
            return str(value)


def kinds() -> frozenset[str]:
    """The kinds of part whose absence this comparison explains; equal to those of a pipeline."""
    return frozenset(_ABSENT) & frozenset(KINDS.values())
