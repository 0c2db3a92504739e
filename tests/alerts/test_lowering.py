"""How negation is said in a language that has none."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest

from alerts import fields
from alerts.expression import AllOf, AnyOf, BooleanIs, Expression, InNetworks, Not, NumberIs, Present, Raw, TextIs
from alerts.lowering import NotExpressibleError, lower
from alerts.pattern import parse
from alerts.pattern.printer import print_condition
from alerts.pattern.tree import JsonPattern, Operator
from tests.alerts.expressions import ANYTHING, ELEMENTS, NUMBER, parameter

PATH = "$.requestParameters.anything"
OTHERS = f"({PATH} NOT EXISTS) || ({PATH} IS NULL) || ({PATH} IS TRUE) || ({PATH} IS FALSE)"


def said(expression: Expression) -> str:
    return print_condition(lower(expression))


def raw(text: str) -> Raw:
    tree = parse(f"{{ {text} }}").tree
    assert isinstance(tree, JsonPattern)
    return Raw(tree.condition)


def refusal(expression: Expression) -> str:
    with pytest.raises(NotExpressibleError) as caught:
        lower(expression)
    return str(caught.value)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (TextIs(fields.USER_AGENT, "*curl*"), '$.userAgent = "*curl*"'),
        (Present(fields.ERROR_CODE), '$.errorCode = "*"'),
        (Present(fields.READ_ONLY), "($.readOnly IS TRUE) || ($.readOnly IS FALSE)"),
        (Present(ANYTHING), f'({PATH} = "*") || ({PATH} IS TRUE) || ({PATH} IS FALSE)'),
        (BooleanIs(ANYTHING, value=True), f"{PATH} IS TRUE"),
        (NumberIs(NUMBER, Operator.LESS, "5"), "$.requestParameters.number < 5"),
    ],
)
def test_a_test_is_said_with_one_comparison_where_that_is_enough(expression: Expression, text: str) -> None:
    assert said(expression) == text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (TextIs(fields.USER_AGENT, "x"), '($.userAgent NOT EXISTS) || ($.userAgent != "x")'),
        (TextIs(fields.USER_AGENT, "*"), "$.userAgent NOT EXISTS"),
        (TextIs(ANYTHING, "x"), f'{OTHERS} || ({PATH} != "x")'),
        (TextIs(ELEMENTS, "x"), '($.requestParameters.items NOT EXISTS) || ($.requestParameters.items[*].name != "x")'),
        (TextIs(ELEMENTS, "*"), '($.requestParameters.items NOT EXISTS) || ($.requestParameters.items[*].name != "*")'),
        (Present(fields.ERROR_CODE), "$.errorCode NOT EXISTS"),
        (Present(ANYTHING), f"({PATH} NOT EXISTS) || ({PATH} IS NULL)"),
        (Present(ELEMENTS), "$.requestParameters.items[*].name NOT EXISTS"),
        (BooleanIs(fields.READ_ONLY, value=True), "($.readOnly NOT EXISTS) || ($.readOnly IS FALSE)"),
        (
            BooleanIs(ANYTHING, value=False),
            f'({PATH} NOT EXISTS) || ({PATH} IS NULL) || ({PATH} = "*") || ({PATH} IS TRUE)',
        ),
        (NumberIs(ANYTHING, Operator.EQUAL, "5"), f"{OTHERS} || ({PATH} != 5)"),
        (NumberIs(ANYTHING, Operator.LESS_OR_EQUAL, "5"), f"{OTHERS} || ({PATH} > 5)"),
        (
            InNetworks(fields.SOURCE_IP, (IPv4Network("10.0.0.0/8"),)),
            '($.sourceIPAddress NOT EXISTS) || ($.sourceIPAddress != "10.*")',
        ),
    ],
)
def test_the_negation_of_a_test_holds_where_the_field_is_missing(expression: Expression, text: str) -> None:
    assert said(Not(expression)).strip("()") == text.strip("()")


def test_two_negations_are_none() -> None:
    assert said(Not(Not(TextIs(fields.USER_AGENT, "x")))) == '$.userAgent = "x"'


def test_the_negation_of_all_is_some_negation_and_the_other_way_round() -> None:
    one, other = Present(fields.ERROR_CODE), BooleanIs(fields.READ_ONLY, value=True)
    assert said(Not(AllOf((one, other)))) == said(AnyOf((Not(one), Not(other))))
    assert said(Not(AnyOf((one, other)))) == said(AllOf((Not(one), Not(other))))


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ('$.eventName = "x"', '($.eventName NOT EXISTS) || ($.eventName != "x")'),
        ('$.eventName != "x"', '($.eventName NOT EXISTS) || ($.eventName = "x")'),
        ('$.a[*] != "x"', '($.a NOT EXISTS) || ($.a[*] = "x")'),
        ("$.eventName NOT EXISTS", '$.eventName = "*"'),
        ("$.a NOT EXISTS", '($.a = "*") || ($.a IS TRUE) || ($.a IS FALSE) || ($.a IS NULL)'),
        ("$.a IS NULL", '($.a NOT EXISTS) || ($.a = "*") || ($.a IS TRUE) || ($.a IS FALSE)'),
        ("$.readOnly IS FALSE", "($.readOnly NOT EXISTS) || ($.readOnly IS TRUE)"),
        ("$.a < 5", "($.a NOT EXISTS) || ($.a IS NULL) || ($.a IS TRUE) || ($.a IS FALSE) || ($.a >= 5)"),
        ('$.eventName = "x" && $.userAgent = %y%',
         '(($.eventName NOT EXISTS) || ($.eventName != "x")) || (($.userAgent NOT EXISTS) || ($.userAgent != %y%))'),
        ('$.eventName = "x" || $.readOnly IS TRUE',
         '(($.eventName NOT EXISTS) || ($.eventName != "x")) && (($.readOnly NOT EXISTS) || ($.readOnly IS FALSE))'),
    ],
)  # fmt: skip
def test_a_pattern_as_written_is_negated_too(text: str, negated: str) -> None:
    assert said(Not(raw(text))) == negated


def test_a_pattern_as_written_stays_as_it_is() -> None:
    assert said(raw('$.a != "x" || ($.b IS NULL)')) == '($.a != "x") || ($.b IS NULL)'


NO_ELEMENT = "cannot be said: name one element, such as [0], or compare texts"


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        (BooleanIs(ELEMENTS, value=True), "$.requestParameters.items[*].name"),
        (NumberIs(parameter("sizes", "*"), Operator.LESS, "5"), "$.requestParameters.sizes[*]"),
        (raw("$.a[*] IS NULL"), "$.a[*]"),
    ],
)
def test_that_no_element_is_so_is_refused_where_cloudwatch_cannot_say_it(expression: Expression, path: str) -> None:
    assert refusal(Not(expression)) == f"that no element of {path} is so {NO_ELEMENT}"
