"""CloudWatch's limits on patterns and log groups."""

from __future__ import annotations

from alerts.pattern import Pattern, Violation, check_log_group, check_pattern, parse
from alerts.pattern.tree import And, Comparison, JsonPattern, Key, Operator, Regex, Selector, Wildcard


def with_everything_exceeded() -> Pattern:
    selector = Selector((Key("a" * 300), Wildcard(), Wildcard()))
    return Pattern(JsonPattern(And((Comparison(selector, Operator.EQUAL, Regex("x")),) * 4)))


def test_a_pattern_within_the_limits_exceeds_none() -> None:
    assert check_pattern("sign-in", parse("{ $.a[*] = %x% && $.b[*] = %y% && $.c.* IS NULL }")) == ()


def test_all_that_a_pattern_exceeds_is_reported_together_and_names_it() -> None:
    assert [str(violation) for violation in check_pattern("sign-in", with_everything_exceeded())] == [
        "sign-in: 1,280 characters in the pattern, at most 1,024 allowed: split the alert into several filters",
        "sign-in: 4 regular expressions in the pattern, at most 2 allowed: split the alert into several filters",
        "sign-in: 8 wildcards in the pattern's selectors, at most 3 allowed: split the alert into several filters",
        "sign-in: 2 wildcards in one selector, at most 1 allowed: name the elements of all but one array",
    ]


def test_five_patterns_with_regular_expressions_fit_into_a_log_group() -> None:
    patterns = {f"alert-{number}": parse("{ $.a = %x% && $.b = %y% }") for number in range(5)}

    assert check_log_group("trail", {**patterns, "plain": parse("{ $.a = x }")}) == ()


def test_a_sixth_pattern_with_a_regular_expression_is_reported() -> None:
    kinds = ["{ $.a = %x% }", "%x%", "[a = %x%]", "{ $.a = %x% }", "{ $.a = %x% }", "{ $.a = %x% }"]
    patterns = {f"alert-{number}": parse(kind) for number, kind in enumerate(kinds)}

    assert check_log_group("trail", patterns) == (
        Violation(
            "trail",
            6,
            5,
            "patterns with regular expressions",
            "rewrite some with asterisks (alert-0, alert-1, alert-2, alert-3, alert-4, alert-5)",
        ),
    )


def test_a_hundred_filters_fit_into_a_log_group_and_no_more() -> None:
    patterns = {f"alert-{number}": parse("x") for number in range(101)}
    hundred = dict(list(patterns.items())[:100])

    assert check_log_group("trail", hundred) == ()
    assert [str(violation) for violation in check_log_group("trail", patterns)] == [
        "trail: 101 metric filters, at most 100 allowed: disable some alerts"
    ]


def test_a_log_group_reports_what_its_patterns_exceed_too() -> None:
    found = check_log_group("trail", {"good": parse("x"), "bad": with_everything_exceeded()})

    assert [violation.name for violation in found] == ["bad"] * 4
