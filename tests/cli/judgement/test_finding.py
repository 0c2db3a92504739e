import pytest

from cli.judgement.finding import Finding, sorted_findings
from tests.cli.judgement.found import ELSEWHERE, FINDING, OF_CHECKOV, judgement


@pytest.mark.parametrize(
    ("findings", "untold", "status"),
    [((), (), 0), ((FINDING,), (), 1), ((), ("one rule did not run",), 2), ((FINDING,), ("one rule did not run",), 2)],
)
def test_what_could_not_be_judged_outweighs_what_failed(
    findings: tuple[Finding, ...], untold: tuple[str, ...], status: int
) -> None:
    assert judgement(*findings, untold=untold).exit_status == status


def test_findings_are_told_in_the_order_of_the_configuration_then_of_accounts() -> None:
    assert sorted_findings([ELSEWHERE, FINDING, OF_CHECKOV]) == (OF_CHECKOV, FINDING, ELSEWHERE)
