"""Which texts Prowler's checks take for the filter they look for."""

import pytest

from alerts.catalogue import catalogue
from alerts.prowler import CHECKS, Clause

CIS = {
    int(control.rpartition(".")[2]): alert.patterns[0]
    for alert in catalogue().values()
    for control in alert.controls
    if control.startswith("CIS 3.0: 4.")
}


def text(number: int) -> str:
    return CIS[number]


def test_there_is_a_check_for_every_control_of_the_section_on_monitoring() -> None:
    assert set(CHECKS) == set(range(1, 16)) == set(CIS)


@pytest.mark.parametrize("number", CHECKS)
def test_the_catalogue_is_accepted(number: int) -> None:
    assert CHECKS[number].accepts(text(number))


@pytest.mark.parametrize("number", CHECKS)
def test_no_other_text_of_the_standard_is_accepted(number: int) -> None:
    assert [other for other in CHECKS if other != number and CHECKS[number].accepts(text(other))] == []


@pytest.mark.parametrize("number", CHECKS)
def test_no_clause_can_be_left_out(number: int) -> None:
    check = CHECKS[number]
    for clause in check.clauses:
        without = text(number).replace(clause.value or "invokedBy", "Nothing")
        assert not check.accepts(without), clause


@pytest.mark.parametrize("number", [number for number, check in CHECKS.items() if not check.in_order])
def test_order_does_not_count(number: int) -> None:
    clauses = reversed(CHECKS[number].clauses)
    joined = " || ".join(f"($.{clause.field} {clause.operator} {clause.value})" for clause in clauses)
    assert CHECKS[number].accepts(f"{{ {joined} }}")


@pytest.mark.parametrize(
    ("number", "turned"),
    [
        (1, '{($.errorCode="AccessDenied*") || ($.errorCode="*UnauthorizedOperation")}'),
        (
            3,
            '{$.eventType !="AwsServiceEvent" && $.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS}',
        ),
    ],
)
def test_order_counts_for_two_checks(number: int, turned: str) -> None:
    assert not CHECKS[number].accepts(turned)


def test_quotes_blanks_and_line_breaks_do_not_count() -> None:
    spaced = text(7).replace("=", "  =\n ").replace("DisableKey", "'DisableKey'")
    assert CHECKS[7].accepts(spaced)


def test_a_name_is_not_found_in_a_longer_one() -> None:
    route = Clause("eventName", "=", "CreateRoute", whole=True)
    check = CHECKS[13]
    assert route in check.clauses
    assert not check.accepts(text(13).replace("CreateRoute)", "CreateRouteTable)"))


def test_a_route_table_filter_without_its_source_is_refused() -> None:
    assert not CHECKS[13].accepts(text(13).replace("ec2.amazonaws.com", "*"))
