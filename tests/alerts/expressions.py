"""Generated expressions and events that meet often: few fields and values, so that tests hold as often as not."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network

from hypothesis import strategies as st

from alerts import fields
from alerts.expression import (
    AllOf,
    AnyOf,
    BooleanIs,
    EventField,
    Expression,
    InNetworks,
    Not,
    NumberIs,
    Present,
    TextIs,
    TextMatches,
)
from alerts.pattern.tree import Key, Operator, Selector, Wildcard


def parameter(*names: str) -> EventField:
    steps = (Wildcard() if name == "*" else Key(name) for name in names)
    return EventField(Selector((Key("requestParameters"), *steps)))


ANYTHING = parameter("anything")
NUMBER = parameter("number")
ELEMENTS = parameter("items", "*", "name")

EVENT_NAMES = ("CreateKey", "DeleteKey", "DeleteUser", "PutKey")
TEXTS = ("x", "xy", "y", "5", "true", "")
GLOBS = ("*", "x*", "*y", "*x*")
ADDRESSES = ("10.0.0.1", "10.16.3.4", "10.200.0.0", "192.168.1.77", "2001:db8::1", "iam.amazonaws.com", "AWS Internal")
NETWORKS = tuple(map(IPv4Network, ("10.0.0.0/8", "10.16.0.0/12", "192.168.1.64/26", "10.0.0.1/32", "0.0.0.0/1")))
ORDERS = (Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL)

texts = st.sampled_from([*TEXTS, *GLOBS])
tests: st.SearchStrategy[Expression] = st.one_of(
    st.builds(TextIs, st.just(fields.EVENT_NAME), st.sampled_from([*EVENT_NAMES, "Delete*", "*Key", "*"])),
    st.builds(TextIs, st.sampled_from([fields.CALLER_NAME, ANYTHING, ELEMENTS]), texts),
    st.builds(TextMatches, st.sampled_from([fields.CALLER_NAME, ANYTHING]), st.sampled_from(["^x", "y$", "[0-9]"])),
    st.builds(NumberIs, st.just(NUMBER), st.sampled_from(ORDERS), st.sampled_from(["5", "4.5"])),
    st.builds(NumberIs, st.sampled_from([NUMBER, ANYTHING]), st.just(Operator.EQUAL), st.sampled_from(["5", "4.5"])),
    st.builds(BooleanIs, st.sampled_from([fields.READ_ONLY, ANYTHING]), st.booleans()),
    st.builds(Present, st.sampled_from([fields.ERROR_CODE, fields.READ_ONLY, ANYTHING])),
    st.builds(
        InNetworks,
        st.just(fields.SOURCE_IP),
        st.lists(st.sampled_from(NETWORKS), min_size=1, max_size=2, unique=True).map(tuple),
    ),
)


def expressions(*, max_leaves: int = 6) -> st.SearchStrategy[Expression]:
    def grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        operands = st.lists(inner, min_size=1, max_size=4).map(tuple)
        return st.builds(AllOf, operands) | st.builds(AnyOf, operands) | st.builds(Not, inner)

    return st.recursive(tests, grown, max_leaves=max_leaves)


def optional(**values: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({}, optional=values)


events: st.SearchStrategy[Mapping[str, object]] = optional(
    eventName=st.sampled_from(EVENT_NAMES),
    errorCode=st.sampled_from(["AccessDenied", "Client.UnauthorizedOperation"]),
    sourceIPAddress=st.sampled_from(ADDRESSES),
    readOnly=st.booleans(),
    userIdentity=optional(userName=st.sampled_from(TEXTS)),
    requestParameters=st.none()
    | optional(
        anything=st.sampled_from([None, True, False, 5, *TEXTS]),
        number=st.sampled_from([None, 4, 4.5, 5, 6]),
        items=st.none() | st.lists(optional(name=st.sampled_from(TEXTS)), max_size=3),
    ),
)
