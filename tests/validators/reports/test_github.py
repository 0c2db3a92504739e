import re

import pytest

from alerts.alert import Severity
from alerts.errors import Place
from tests.validators.reports.sample import AT, PRODUCTION, finding, hostile, of
from validators.finding import AccountReport
from validators.reports.github import MAXIMUM, render
from validators.reports.report import compose

COMMAND = re.compile(r"::(error|warning|notice) file=([^,:]*),line=([0-9]+),title=([^,:]*)::(.*)")


def test_finding_is_a_command_at_the_line_of_the_configuration() -> None:
    assert render(of(finding())) == (
        "::warning file=accounts/trailbell.yaml,line=19,title=medium%3A alarm bell-root-usage threshold::"
        "production: alarm bell-root-usage threshold changed. Another number of events rings. "
        "Expected 1, observed 5. Repair: cdktf deploy production.\n"
    )


@pytest.mark.parametrize(
    ("severity", "command"), [("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "notice")]
)
def test_severity_is_the_kind_of_annotation(severity: str, command: str) -> None:
    assert render(of(finding(severity=Severity(severity)))).startswith(f"::{command} ")


def test_nothing_found_is_no_command() -> None:
    assert render(of()) == ""


def test_ten_worst_are_told_and_the_rest_is_counted() -> None:
    findings = [finding(resource=f"low-{number}", severity=Severity.low) for number in range(12)]
    findings.append(finding(resource="worst", severity=Severity.critical))
    first, *rest, last = render(of(*findings)).splitlines()
    assert "worst" in first
    assert len([first, *rest]) == MAXIMUM == 10
    assert last == "::notice title=Trailbell::3 more findings: see the other reports of this run."


def test_text_from_aws_ends_no_command_and_begins_none() -> None:
    (line,) = render(hostile()).splitlines()
    matched = COMMAND.fullmatch(line)
    assert matched
    assert line.isprintable()
    assert "%250A%3A%3Aerror%3A%3Ataken" in matched[4]


def test_path_with_separators_ends_no_property() -> None:
    report = compose([AccountReport(PRODUCTION, (finding(),))], AT, lambda *_: Place("a,line=7::b%.yaml"))
    assert "file=a%2Cline=7%3A%3Ab%25.yaml,line=1," in render(report)
