"""What a changed pattern or policy comes to: the event that is no longer counted, who may no longer, and who else may.

A sentence or two for the message of a finding, after what the fact itself says; nothing where there is nothing to add.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from alerts.counterexample import lost
from alerts.pattern import PatternSyntaxError, parse
from pipeline.account import Account
from pipeline.alert import FilterPattern
from pipeline.grantee import added
from pipeline.permission import Request
from pipeline.pipeline import Part, Pipeline
from pipeline.policy_condition import texts
from pipeline.policy_document import PolicyDocument, Statement
from pipeline.requirement import Permits
from pipeline.watch import watches
from validators.reading import Unread

_NAMES = {
    "cloudwatch.amazonaws.com": "CloudWatch",
    "cloudtrail.amazonaws.com": "CloudTrail",
    "sns.amazonaws.com": "SNS",
}
_MOST_NAMED = 3


def explained(meaning: str, desired: Pipeline, part: Part, expected: Any, observed: Any) -> str:
    """What a difference means, and what it comes to; `part` is the designed one."""
    return " ".join((meaning, *_sentences(desired, part, expected, observed)))


def _sentences(desired: Pipeline, part: Part, expected: Any, observed: Any) -> Iterator[str]:
    if isinstance(observed, Unread):
        return
    match expected, observed:
        case FilterPattern(), FilterPattern():
            yield from _counted(desired, part, expected, observed)
        case PolicyDocument(), PolicyDocument():
            yield from _permitted(desired, expected, observed)
        case tuple(), tuple() if _named_policies(expected) and _named_policies(observed):
            yield from _permitted(desired, _together(expected), _together(observed))
        case _:
            return


def _counted(desired: Pipeline, part: Part, expected: FilterPattern, observed: FilterPattern) -> Iterator[str]:
    examples = (watch.alert.examples.match for watch in watches(desired) if part in watch.filters)
    try:
        found = lost([parse(expected.text)], [parse(observed.text)], next(examples, ()))
    except PatternSyntaxError:
        return
    if found is not None:
        yield f"It no longer counts {found}."


def _permitted(desired: Pipeline, expected: PolicyDocument, observed: PolicyDocument) -> Iterator[str]:
    refused = dict.fromkeys(
        f"{_refused(statement)}{_behalf((request for request, _ in asked), desired.account)}"
        for statement, asked in Permits(expected, star="any").refused(observed)
    )
    if refused:
        yield f"No longer allowed: {', '.join(refused)}."
    if more := added(expected, observed, desired.account):
        yield f"Also allowed now: {', '.join(more)}."


def _refused(statement: Statement) -> str:
    """Whom a statement lets do what, such as `CloudWatch (sns:Publish)`."""
    principal = statement.get("Principal")
    services = texts(principal["Service"]) if isinstance(principal, dict) and "Service" in principal else ("the role",)
    named = " and ".join(_NAMES.get(service, service) for service in services)
    actions = texts(statement["Action"])
    more = f" and {len(actions) - _MOST_NAMED} more" if len(actions) > _MOST_NAMED else ""
    return f"{named} ({', '.join(actions[:_MOST_NAMED])}{more})"


def _behalf(requests: Iterable[Request], account: Account) -> str:
    """For which other accounts something is refused, where the account's own may still do it."""
    owners = dict.fromkeys((request.context.get("aws:sourcearn") or "::::").split(":")[4] for request in requests)
    if not owners or any(owner in ("", account.id, account.trail_owner) for owner in owners):
        return ""
    more = f" and {len(owners) - _MOST_NAMED} more" if len(owners) > _MOST_NAMED else ""
    return f" on behalf of account {', '.join([*owners][:_MOST_NAMED])}{more}"


def _named_policies(value: tuple[Any, ...]) -> bool:
    """Whether these are a role's policies with their names."""
    return all(isinstance(one, tuple) and isinstance(one[-1], PolicyDocument) for one in value)


def _together(policies: tuple[tuple[str, PolicyDocument], ...]) -> PolicyDocument:
    return PolicyDocument(tuple(statement for _, policy in policies for statement in policy.statements))
