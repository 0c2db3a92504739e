"""What an alert looks for: its condition or pattern, less what is ignored."""

from __future__ import annotations

import pytest

from tests.alerts.lines import alert, refusal

CONDITION = "condition: {service: iam, event: CreateUser}"


def test_an_alert_says_what_to_look_for_in_a_condition_or_in_a_pattern() -> None:
    assert alert(pattern=CONDITION).patterns == (
        '{ ($.eventSource = "iam.amazonaws.com") && ($.eventName = "CreateUser") }',
    )
    assert alert().patterns == ("{ $.userIdentity.type = Root }",)


def test_neither_condition_nor_pattern_is_refused() -> None:
    message = "condition is missing; add it, or a pattern"
    assert refusal(pattern="why: because") == f"own.yaml:1:1: the file: {message}"


def test_both_condition_and_pattern_are_refused() -> None:
    message = "has both condition and pattern; keep one of them, or move the pattern into the condition"
    assert refusal(CONDITION) == f"own.yaml:1:1: the file: {message}"


def test_a_mistake_inside_a_condition_is_told_with_its_place() -> None:
    assert refusal(pattern="condition: {evnt: X}") == "own.yaml:4:13: unknown key 'evnt'; did you mean 'event'?"


def test_a_condition_that_can_never_match_is_refused() -> None:
    message = "can never match: $.eventName would have to be A and B at once"
    assert refusal(pattern="condition: {event: A, all: [{event: B}]}") == f"own.yaml:4:1: condition: {message}"


IGNORE = "ignore: [{user: {type: AWSService}, reason: AWS does it}]"
NARROWED = '(($.userIdentity.type NOT EXISTS) || ($.userIdentity.type != "AWSService"))'


def test_what_is_ignored_narrows_a_condition() -> None:
    (text,) = alert(IGNORE, pattern=CONDITION).patterns
    assert text.endswith(f'($.eventName = "CreateUser") && {NARROWED} }}')


def test_what_is_ignored_narrows_a_pattern_as_written() -> None:
    (text,) = alert(IGNORE, pattern="pattern: '{$.eventName=CreateUser}'").patterns
    assert text == f'{{ ($.eventName = "CreateUser") && {NARROWED} }}'


def test_a_pattern_that_is_no_json_pattern_cannot_be_narrowed() -> None:
    message = "only a condition or a JSON pattern can be narrowed with ignore; write one"
    assert refusal(IGNORE, pattern="pattern: ERROR") == f"own.yaml:1:1: the file: {message}"


def test_a_pattern_that_is_no_json_pattern_stays_as_it_is() -> None:
    words = alert(pattern="pattern: ERROR -debug")
    assert words.patterns == ("ERROR -debug",)
    assert words.expression is None


MANY = f"condition: {{event: [{', '.join('Event' + 'x' * 30 + str(number) for number in range(60))}]}}"


def test_a_condition_too_long_for_one_filter_takes_several() -> None:
    assert len(alert(pattern=MANY).patterns) == 3


@pytest.mark.parametrize("line", ["statistic: Average", "default_value: 1"])
def test_several_filters_only_add_up_to_a_sum(line: str) -> None:
    message = (
        "is split over 3 filters, whose counts add up only with statistic Sum and no default_value but 0; narrow the "
        "condition, or change these"
    )
    assert refusal(line, pattern=MANY) == f"own.yaml:1:1: the file: {message}"


def test_a_condition_that_exceeds_limits_names_the_alert() -> None:
    elements = "condition: {any: [{resource: '*a*'}, {resource: '*b*'}, {resource: '*c*'}, {resource: '*d*'}]}"
    assert refusal(pattern=elements).startswith(
        "own.yaml:4:1: condition: root-usage: 4 wildcards in the pattern's selectors, at most 3 allowed: "
    )
