"""The query that shows an alert's events, and the link to it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings

from alerts.alert import Alert
from alerts.catalogue import catalogue
from alerts.compiler import whole
from alerts.condition_expression import express
from alerts.expression import AllOf, Expression, Raw
from alerts.insights import clauses, link, query, text_clauses
from alerts.insights_fields import name_of
from alerts.pattern import parse
from alerts.pattern.tree import Comparison, Field, JsonPattern, Operator, Text
from tests.alerts.direct import holds
from tests.alerts.expressions import ELEMENTS, events, expressions
from tests.alerts.insights_reader import shows
from tests.alerts.written import condition


def as_insights_sees(event: Mapping[str, object]) -> bool:
    """Whether no boolean stands where a text is looked for: to Insights it is a 1 or a 0, and so a text."""
    parameters = event.get("requestParameters")
    return not (isinstance(parameters, dict) and isinstance(parameters.get("anything"), bool))


shown_events = events.filter(as_insights_sees)


def filtered(text: str) -> str:
    """The filter of a condition in YAML."""
    return " and ".join(clauses(express(condition(text))))


def shown(expression: Expression, event: Mapping[str, object]) -> bool:
    return all(shows(clause, event) for clause in clauses(expression))


@settings(max_examples=500, deadline=None)
@given(expressions(), shown_events)
def test_every_event_that_counts_is_shown(expression: Expression, event: Mapping[str, object]) -> None:
    if holds(expression, event):
        assert shown(expression, event)


@settings(max_examples=300, deadline=None)
@given(expressions(), shown_events)
def test_every_event_that_a_pattern_counts_is_shown(expression: Expression, event: Mapping[str, object]) -> None:
    raw = Raw(whole(expression))
    if holds(raw, event):
        assert shown(raw, event)


@pytest.mark.parametrize("alert", catalogue().values(), ids=lambda alert: alert.id)
def test_the_query_of_a_shipped_alert_shows_what_must_match_and_nothing_that_must_not(alert: Alert) -> None:
    assert alert.expression
    assert [event for event in alert.examples.match if not shown(alert.expression, event)] == []
    assert [event for event in alert.examples.no_match if shown(alert.expression, event)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("event: X", 'eventName = "X"'),
        ("event: X*", "eventName like /^X/"),
        ("event: '*X'", "eventName like /X$/"),
        ("event: '%^X[ab]%'", "eventName like /^X[ab]/"),
        ("event: [X, Y]", 'eventName in ["X", "Y"]'),
        ("event: [A, B, C, D]", "eventName like /^(A|B|C|D)$/"),
        ("event: [A, B*]", "eventName like /^A$|^B/"),
        ("service: ec2\nevent: X", 'eventSource = "ec2.amazonaws.com" and eventName = "X"'),
        ("user_agent: '*a/b*'", "userAgent like /a\\/b/"),
        ("outcome: success", "not ispresent(errorCode)"),
        ("outcome: failure", "ispresent(errorCode)"),
        ("read_only: true", "readOnly = 1"),
        ("source_ip: [10.0.0.0/8, 192.168.0.0/16]",
         '(isIpv4InSubnet(sourceIPAddress, "10.0.0.0/8") or isIpv4InSubnet(sourceIPAddress, "192.168.0.0/16"))'),
        ("source_ip: {outside: 10.0.0.0/12}", 'not (isIpv4InSubnet(sourceIPAddress, "10.0.0.0/12"))'),
        ("event: X\nnone: {user_agent: a}", 'eventName = "X" and userAgent != "a"'),
        ("event: X\nnone: {user_agent: a*}",
         'eventName = "X" and (not ispresent(userAgent) or not (userAgent like /^a/))'),
        ("request: {size: {less_than: 5}}", "requestParameters.size < 5"),
        ("request: {'x-amz-acl': a, 'items[0].b': c}",
         '`requestParameters.x-amz-acl` = "a" and requestParameters.items.0.b = "c"'),
        ("request: {'add.items[*].group': all}", '@message like /"add":.*"items":.*"group":"all"/'),
        ("request: {'add.items[*].group': 'a*'}", '@message like /"add":.*"items":.*"group":"a/'),
        ("request: {'add.items[*].group': '*a'}", '@message like /"add":.*"items":.*"group":"[^"]*a"/'),
        ("request: {'add.items[*].group': '*'}", '@message like /"add":.*"items":.*"group":"/'),
        ("request: {'items[*]': 'a*'}", '@message like /"requestParameters":.*"items":.*"a/'),
        ("request: {'add.items[*].on': false}", '@message like /"add":.*"items":.*"on":false/'),
        ("event: X\nrequest: {'items[*].size': 5}", 'eventName = "X"'),
        ("event: X\nnone: {request: {'items[*].group': all}}", 'eventName = "X"'),
        ("event: X\nany: [{region: a}, {request: {'items[*].size': 5}}]", 'eventName = "X"'),
        ("any: [{event: A}, {event: B, region: c}]", '(eventName = "A" or (eventName = "B" and awsRegion = "c"))'),
        ("pattern: '{ $.a != 1 && $.b IS NULL && $.c > 5 }'",
         "(ispresent(a) and (not ispresent(a) or not (a = 1))) and not ispresent(b) and c > 5"),
        ("pattern: '{ $.eventName != X || $.a NOT EXISTS }'", '(eventName != "X" or not ispresent(a))'),
    ],
)  # fmt: skip
def test_a_condition_becomes_a_filter(text: str, expected: str) -> None:
    assert filtered(text) == expected


def test_the_query_shows_who_did_what_the_newest_first() -> None:
    assert query(['eventName = "X"', "readOnly = 1"]) == (
        "fields eventTime, userIdentity.arn, sourceIPAddress, eventName, errorCode | "
        'filter eventName = "X" and readOnly = 1 | sort @timestamp desc'
    )


def test_a_query_may_show_the_whole_event_and_all_events() -> None:
    assert query([], shown="") == "sort @timestamp desc"


def test_the_link_is_in_the_form_the_console_writes() -> None:
    assert link("console.aws.amazon.com", "eu-west-1", "/aws/cloudtrail/mine", 'filter a = "x"', 3600) == (
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:logs-insights"
        "$3FqueryDetail$3D~(end~0~start~-3600~timeType~'RELATIVE~unit~'seconds"
        "~editorString~'filter*20a*20*3d*20*22x*22~source~(~'*2faws*2fcloudtrail*2fmine))"
    )


def test_the_link_holds_nothing_that_ends_a_link_early() -> None:
    address = link("console.aws.amazon.com", "eu-west-1", "/aws/é", 'a like /^(x|"y")$/ | sort b\n# <c>')
    assert not set(address) & set(' "<>|\n\\^`{}[]é')
    assert urlsplit(address).hostname == "eu-west-1.console.aws.amazon.com"


def test_the_parts_of_a_pattern_are_clauses_too() -> None:
    tree = parse('{ ($.eventName = "X") && ($.readOnly IS TRUE) }').tree
    assert isinstance(tree, JsonPattern)
    assert clauses(Raw(tree.condition)) == ('eventName = "X"', "readOnly = 1")
    assert clauses(AllOf((Raw(tree.condition),))) == ('(eventName = "X" and readOnly = 1)',)


def test_a_json_pattern_is_said_by_its_fields() -> None:
    assert text_clauses(parse('{ $.eventName = "X" }').tree) == ('eventName = "X"',)


@pytest.mark.parametrize("text", ["", "[ip, user]"])
def test_what_asks_for_nothing_that_insights_knows_leaves_nothing_to_filter(text: str) -> None:
    assert text_clauses(parse(text).tree) == ()


def test_a_field_of_a_space_delimited_event_is_no_field_of_a_json_pattern() -> None:
    with pytest.raises(TypeError, match="selectors"):
        clauses(Raw(Comparison(Field("ip"), Operator.EQUAL, Text("x"))))


def test_all_elements_of_a_list_have_no_name() -> None:
    with pytest.raises(ValueError, match="no name"):
        name_of(ELEMENTS)
