"""From a condition as written to the expression that it means: which fields of an event each key is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, collapse_addresses
from typing import TYPE_CHECKING, assert_never

from alerts import fields
from alerts.condition_values import AWS_SERVICES, Parameter, Scalar, SourceIp, User, is_regex, parameter_selector
from alerts.expression import (
    BooleanIs,
    EventField,
    Expression,
    InNetworks,
    Not,
    NumberIs,
    Present,
    Raw,
    TextIs,
    TextMatches,
    all_of,
    any_of,
)
from alerts.pattern import parse
from alerts.pattern.tree import JsonPattern, Operator
from alerts.splitting import can_be_both

if TYPE_CHECKING:
    from alerts.condition import Condition

SIGN_IN_EVENTS = frozenset({"ConsoleLogin", "CheckMfa", "SwitchRole", "ExitRole", "RenewRole"})
"""Events that tell their outcome as responseElements.<name>, not as an error code:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html"""

UNAUTHORIZED = ("*UnauthorizedOperation", "AccessDenied*")
"""The error codes by which Security Hub's CloudWatch.2 and CIS tell calls that were not allowed."""

ID_PARAMETERS = {
    "i-": ("instanceId", "instancesSet.items[*].instanceId"),
    "sg-": ("groupId",),
    "vol-": ("volumeId",),
    "snap-": ("snapshotId",),
    "ami-": ("imageId",),
    "vpc-": ("vpcId",),
    "subnet-": ("subnetId",),
    "eni-": ("networkInterfaceId",),
    "rtb-": ("routeTableId",),
    "acl-": ("networkAclId",),
    "igw-": ("internetGatewayId",),
}
"""Where EC2 events name what a call is about; they have no list of resources."""

_COMPARISONS = {
    "less_than": Operator.LESS,
    "at_most": Operator.LESS_OR_EQUAL,
    "more_than": Operator.GREATER,
    "at_least": Operator.GREATER_OR_EQUAL,
}


def express(condition: Condition) -> Expression:
    """What the condition means. Raises ValueError where its keys contradict each other."""
    parts = [*_call(condition), *_caller(condition), *_parameters(condition), *_nested(condition)]
    if not parts:
        raise ValueError("asks nothing, so that every event would count; name an event, a service or a user")
    return all_of(parts)


def _call(condition: Condition) -> Iterator[Expression]:
    """What was called, where, and how it ended."""
    if condition.service:
        yield _one_of(fields.EVENT_SOURCE, map(event_source, condition.service))
    if condition.event:
        yield _one_of(fields.EVENT_NAME, condition.event)
    if condition.region:
        yield _one_of(fields.REGION, condition.region)
    if condition.account:
        yield _one_of(fields.RECIPIENT, condition.account)
    if condition.read_only is not None:
        yield BooleanIs(fields.READ_ONLY, condition.read_only)
    yield from _outcome(condition)


def _caller(condition: Condition) -> Iterator[Expression]:
    if condition.user:
        yield any_of(map(_user, condition.user))
    if condition.source_ip:
        yield from _source_ip(condition.source_ip)
    if condition.user_agent:
        yield _one_of(fields.USER_AGENT, condition.user_agent)
    if condition.mfa is not None:
        yield _mfa(condition) if condition.mfa else Not(_mfa(condition))


def _parameters(condition: Condition) -> Iterator[Expression]:
    if condition.resource:
        yield any_of(test for text in condition.resource for test in _resource(text))
    for root, tests in (("requestParameters", condition.request), ("responseElements", condition.response)):
        for path, test in (tests or {}).items():
            yield from _parameter(_field_at(root, path), test)


def _nested(condition: Condition) -> Iterator[Expression]:
    if condition.any:
        yield any_of(map(express, condition.any))
    if condition.all:
        yield all_of(map(express, condition.all))
    if condition.none:
        yield Not(any_of(map(express, condition.none)))
    if condition.pattern:
        tree = parse(condition.pattern).tree
        if isinstance(tree, JsonPattern):
            yield Raw(tree.condition)


def event_source(service: str) -> str:
    """The event source of a service, which may be written without `.amazonaws.com`."""
    return service if "." in service or service.endswith("*") or is_regex(service) else f"{service}.amazonaws.com"


def _text(field: EventField, text: str) -> Expression:
    return TextMatches(field, text[1:-1]) if is_regex(text) else TextIs(field, text)


def _one_of(field: EventField, texts: Iterable[str]) -> Expression:
    return any_of(_text(field, text) for text in texts)


def _outcome(condition: Condition) -> Iterator[Expression]:
    signs_in = _sign_in_events(condition)
    match condition.outcome:
        case None | "any":
            return
        case "success" if signs_in:
            yield any_of(TextIs(fields.result_of(name), "Success") for name in signs_in)
        case "failure" if signs_in:
            yield any_of(TextIs(fields.result_of(name), "Failure") for name in signs_in)
        case "success":
            yield Not(Present(fields.ERROR_CODE))
        case "failure":
            yield Present(fields.ERROR_CODE)
        case "unauthorized" if signs_in:
            raise ValueError("outcome: a sign-in has no unauthorized outcome; write failure")
        case "unauthorized":
            yield _one_of(fields.ERROR_CODE, UNAUTHORIZED)
        case _:
            assert_never(condition.outcome)


def _sign_in_events(condition: Condition) -> list[str]:
    """The sign-in events that the condition is about; none if it is about others or does not say."""
    names = [name for name in condition.event or () if name != "*"]
    found = [name for name in names if any(_may_be(name, event) for event in SIGN_IN_EVENTS)]
    if condition.outcome not in (None, "any") and found and not SIGN_IN_EVENTS.issuperset(names):
        where = "tells its outcome in a field of its own"
        raise ValueError(f"outcome: {found[0]} {where}; put it, by its whole name, into a condition of its own")
    return found


def _may_be(name: str, event: str) -> bool:
    return is_regex(name) or can_be_both(name, event)


def _mfa(condition: Condition) -> Expression:
    """A session knows how it was signed in; the sign-in itself tells it elsewhere."""
    names = set(condition.event or "*")
    tests = []
    if names != {"ConsoleLogin"}:
        tests.append(TextIs(fields.MFA_OF_SESSION, "true"))
    if any(_may_be(name, "ConsoleLogin") for name in names):
        tests.append(TextIs(fields.MFA_OF_SIGN_IN, "Yes"))
    return any_of(tests)


def _user(user: User) -> Expression:
    parts: list[Expression] = []
    if user.arn:
        parts.append(any_of(_text(fields.ROLE_ARN if ":role/" in arn else fields.CALLER_ARN, arn) for arn in user.arn))
    if user.name:
        tests = (_text(field, name) for name in user.name for field in (fields.CALLER_NAME, fields.ROLE_NAME))
        parts.append(any_of(tests))
    if user.type:
        parts.append(_one_of(fields.CALLER_TYPE, user.type))
    if user.account:
        parts.append(_one_of(fields.CALLER_ACCOUNT, user.account))
    if not parts:
        raise ValueError("user: asks nothing; name arn, name, type or account")
    return all_of(parts)


def _source_ip(source: SourceIp) -> Iterator[Expression]:
    if not source.inside and not source.outside:
        raise ValueError("source_ip: asks nothing; name inside or outside")
    if source.inside:
        yield any_of(_addresses(source.inside))
    if source.outside:
        yield Not(any_of(_addresses(source.outside)))


def _addresses(texts: Iterable[str]) -> Iterator[Expression]:
    networks: list[IPv4Network] = []
    for text in texts:
        if text == AWS_SERVICES:
            yield TextIs(fields.SOURCE_IP, "*.amazonaws.com")
            yield TextIs(fields.SOURCE_IP, "AWS Internal")
        elif "/" in text and not is_regex(text):
            networks.append(IPv4Network(text))
        else:
            yield _text(fields.SOURCE_IP, text)
    if networks:
        yield InNetworks(fields.SOURCE_IP, tuple(collapse_addresses(networks)))


def _resource(text: str) -> Iterator[Expression]:
    """Where an event can name a resource: an ARN in its list of resources, an id also as a parameter."""
    if text.startswith(("arn:", "*")) or is_regex(text):
        yield _text(fields.RESOURCE_ARNS, text)
        return
    yield TextIs(fields.RESOURCE_ARNS, f"*:{text}")
    yield TextIs(fields.RESOURCE_ARNS, f"*/{text}")
    for prefix, paths in ID_PARAMETERS.items():
        if text.startswith(prefix):
            for path in paths:
                yield TextIs(_field_at("requestParameters", path), text)


def _field_at(root: str, path: str) -> EventField:
    return fields.field_at(parameter_selector(root, path))


def _parameter(field: EventField, test: Parameter) -> Iterator[Expression]:
    for values in (test.equals, test.matches):
        if values:
            yield any_of(_value(field, value) for value in values)
    if test.present is not None or test.absent is not None:
        yield Present(field) if test.present or test.absent is False else Not(Present(field))
    for name, operator in _COMPARISONS.items():
        if (number := getattr(test, name)) is not None:
            yield NumberIs(field, operator, _number(number))


def _value(field: EventField, value: Scalar) -> Expression:
    match value:
        case bool():
            return BooleanIs(field, value)
        case str():
            return _text(field, value)
        case int() | float():
            return NumberIs(field, Operator.EQUAL, _number(value))
        case _:
            assert_never(value)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
