"""What the compiled filter patterns count, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Network

import pytest
from hypothesis import assume, given, settings

from alerts import fields
from alerts.compiler import TooLargeError, compile_expression, whole
from alerts.expression import AllOf, AnyOf, Expression, InNetworks, Not, Present, Raw, TextIs, TextMatches
from alerts.pattern import Pattern, check_pattern, doubts, parse
from alerts.pattern.tree import JsonPattern
from tests.alerts.direct import holds
from tests.alerts.expressions import ELEMENTS, events, expressions


def compiled(expression: Expression) -> list[Pattern]:
    return [parse(text) for text in compile_expression("mine", expression)]


def names(count: int, length: int = 30) -> AnyOf:
    """That many event names of that length."""
    return AnyOf(tuple(TextIs(fields.EVENT_NAME, f"{number:03}".rjust(length, "X")) for number in range(count)))


def refusal(expression: Expression) -> str:
    with pytest.raises(TooLargeError) as caught:
        compile_expression("mine", expression)
    return str(caught.value)


@settings(max_examples=250, deadline=None)
@given(expressions(), events)
def test_the_patterns_count_an_event_once_if_the_expression_holds_and_else_never(
    expression: Expression, event: Mapping[str, object]
) -> None:
    try:
        patterns = compiled(expression)
    except TooLargeError:
        assume(False)
    assert sum(pattern.matches_event(event) for pattern in patterns) == holds(expression, event)


@settings(max_examples=120, deadline=None)
@given(expressions())
def test_every_pattern_is_within_the_limits_and_means_what_it_seems_to(expression: Expression) -> None:
    try:
        patterns = compiled(expression)
    except TooLargeError:
        assume(False)
    assert [found for pattern in patterns for found in check_pattern("mine", pattern)] == []
    assert [found for pattern in patterns for found in doubts(pattern) if "= true" not in found] == []


@settings(max_examples=120, deadline=None)
@given(expressions(), events)
def test_a_raw_pattern_is_negated_as_an_expression_is(expression: Expression, event: Mapping[str, object]) -> None:
    raw = Raw(whole(expression))
    negated = Pattern(JsonPattern(whole(Not(raw))))
    assert negated.matches_event(event) is not holds(raw, event)


def test_strings_are_quoted_and_conditions_bracketed_where_there_is_room() -> None:
    expression = AllOf((TextIs(fields.EVENT_SOURCE, "ec2.amazonaws.com"), Not(Present(fields.ERROR_CODE))))
    assert compile_expression("mine", expression) == (
        '{ ($.eventSource = "ec2.amazonaws.com") && ($.errorCode NOT EXISTS) }',
    )


def test_what_fits_only_without_blanks_and_quotes_is_written_so() -> None:
    (text,) = compile_expression("mine", names(21))
    assert text.startswith("{$.eventName=XXX")
    assert len(text) <= 1024


def test_what_fits_in_no_way_is_split_between_event_names() -> None:
    texts = compile_expression("mine", AllOf((TextIs(fields.EVENT_SOURCE, "ec2.amazonaws.com"), names(60))))
    assert len(texts) == 3
    assert all("ec2.amazonaws.com" in text for text in texts)


def test_each_event_of_a_split_alert_is_counted_by_one_filter() -> None:
    patterns = compiled(names(100))
    counted = [
        sum(pattern.matches_event({"eventName": f"{number:03}".rjust(30, "X")}) for pattern in patterns)
        for number in range(101)
    ]
    assert counted == [1] * 100 + [0]


NOT_SPLIT = (
    "It cannot be split into filters that never count an event twice: only alternatives that one field tells apart, "
    "such as event names, can. Shorten it with asterisks, or make two alerts of it."
)


def test_alternatives_that_one_event_can_fulfil_together_are_not_split() -> None:
    either = AnyOf((*names(30).operands, Present(fields.ERROR_CODE)))
    assert refusal(either) == (
        "mine: 1,583 characters in the pattern, at most 1,024 allowed: split the alert into several filters\n"
        + NOT_SPLIT
    )


def test_every_limit_that_is_exceeded_is_told() -> None:
    elements = [TextIs(ELEMENTS, "x" * 300 + f"{number}*") for number in range(4)]
    searched = [TextMatches(fields.USER_AGENT, f"^{number}") for number in range(3)]
    lines = refusal(AnyOf((*elements, *searched))).splitlines()
    assert [re.sub("1,[0-9]{3} characters", "1,xxx characters", line) for line in lines] == [
        "mine: 1,xxx characters in the pattern, at most 1,024 allowed: split the alert into several filters",
        "mine: 3 regular expressions in the pattern, at most 2 allowed: split the alert into several filters",
        "mine: 4 wildcards in the pattern's selectors, at most 3 allowed: split the alert into several filters",
        NOT_SPLIT,
    ]


def test_what_would_only_fit_in_a_form_that_nobody_has_seen_cloudwatch_read_does_not_fit() -> None:
    hyphens = AllOf(tuple(Not(TextIs(fields.CALLER_NAME, f"{'x-' * 4}{number:02}")) for number in range(26)))
    assert refusal(hyphens).startswith("mine: 1,0")


def networks(*texts: str) -> InNetworks:
    return InNetworks(fields.SOURCE_IP, tuple(map(IPv4Network, texts)))


def test_a_network_is_written_with_asterisks_where_they_fit() -> None:
    assert compile_expression("mine", Not(networks("10.16.0.0/14"))) == (
        '{ ($.sourceIPAddress NOT EXISTS) || (($.sourceIPAddress != "10.16.*") && ($.sourceIPAddress != "10.17.*") && '
        '($.sourceIPAddress != "10.18.*") && ($.sourceIPAddress != "10.19.*")) }',
    )


def test_a_network_of_too_many_beginnings_is_written_as_one_regular_expression() -> None:
    assert compile_expression("mine", networks("10.0.0.0/9", "192.168.0.0/17")) == (
        r"{ $.sourceIPAddress = %^10\.[0-9]\.|^10\.[1-9][0-9]\.|^10\.1[0-1][0-9]\.|^10\.12[0-7]\.|^192\.168\.[0-9]\."
        r"|^192\.168\.[1-9][0-9]\.|^192\.168\.1[0-1][0-9]\.|^192\.168\.12[0-7]\.% }",
    )


def test_only_the_network_that_needs_it_becomes_a_regular_expression() -> None:
    (text,) = compile_expression("mine", AllOf((networks("10.0.0.0/9"), Not(networks("10.1.0.0/16")))))
    assert text.count("%") == 2
    assert '"10.1.*"' in text


def test_where_several_filters_are_needed_it_is_as_few_as_possible() -> None:
    many_names = AllOf((names(40), Not(networks("10.16.0.0/12"))))
    texts = compile_expression("mine", many_names)
    assert len(texts) == 2
    assert all("%" in text for text in texts)


def test_a_condition_that_was_met_before_is_not_compiled_again() -> None:
    assert compile_expression("mine", names(3)) is not compile_expression("other", names(3))
    assert compile_expression("mine", names(3)) == compile_expression("other", names(3))
