import re
from xml.etree import ElementTree as ET

import pytest

from tests.validators.reports.sample import MISSING, PRODUCTION, STAGING, UNCHECKED, finding, hostile, of, run
from validators.finding import AccountReport
from validators.reports.junit import render
from validators.reports.report import Report

# What both schemas allow: windyroad/JUnit-Schema (Ant's), which demands all of it, and Jenkins's junit-10.xsd.
ATTRIBUTES = {
    "testsuites": set(),
    "testsuite": {"id", "name", "package", "hostname", "timestamp", "tests", "failures", "errors", "time"},
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"name", "classname", "time"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "system-out": set(),
    "system-err": set(),
}
CHILDREN = {
    "testsuites": "(testsuite )*",
    "testsuite": "properties (testcase )*system-out system-err ",
    "properties": "(property )*",
    "testcase": "(error |failure )?",
}


def suites(report: Report) -> list[ET.Element]:
    return [*ET.fromstring(render(report))]  # noqa: S314 -- our own text


@pytest.mark.parametrize("report", [of(), of(MISSING, UNCHECKED, finding()), hostile(), run()])
def test_document_is_what_both_schemas_allow(report: Report) -> None:
    root = ET.fromstring(render(report))  # noqa: S314 -- our own text
    for element in root.iter():
        assert set(element.attrib) == ATTRIBUTES[element.tag]
        below = "".join(f"{child.tag} " for child in element)
        assert re.fullmatch(CHILDREN.get(element.tag, ""), below), element.tag
    for suite in root:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])


def test_every_account_is_a_suite_in_the_order_of_the_configuration() -> None:
    report = run(AccountReport(PRODUCTION, (finding(),)), AccountReport(STAGING, ()))
    assert [(one.get("id"), one.get("name")) for one in suites(report)] == [
        ("0", "production eu-west-1"),
        ("1", "staging us-east-1"),
    ]


def test_drift_is_a_failure_and_what_was_not_read_an_error() -> None:
    (suite,) = suites(of(MISSING, finding(), UNCHECKED))
    assert [suite.get(name) for name in ("tests", "failures", "errors")] == ["3", "2", "1"]
    told = [(case.get("name"), case[0].tag, case[0].get("type")) for case in suite.iter("testcase")]
    assert told == [
        ("trail bell", "failure", "missing"),
        ("key *", "error", "unchecked"),
        ("alarm bell-root-usage threshold", "failure", "changed"),
    ]


def test_account_in_sync_is_one_test_that_passes() -> None:
    (suite,) = suites(of())
    assert [suite.get(name) for name in ("tests", "failures", "errors")] == ["1", "0", "0"]
    (case,) = suite.iter("testcase")
    assert (case.get("classname"), case.get("name"), len(case)) == ("trailbell.production", "in sync", 0)


def test_failure_tells_both_values_the_repair_and_the_line() -> None:
    (suite,) = suites(of(finding()))
    (failure,) = suite.iter("failure")
    assert failure.get("message") == "Another number of events rings."
    assert (failure.text or "").splitlines() == [
        "severity: medium",
        "expected: 1",
        "observed: 5",
        "repair: cdktf deploy production",
        "configured: accounts/trailbell.yaml:19:0",
        f"fingerprint: {of(finding()).entries[0].fingerprint}",
    ]


def test_text_from_aws_is_text_of_the_document() -> None:
    (suite,) = suites(hostile())
    (case,) = suite.iter("testcase")
    assert "</script>" in (case.get("name") or "")
    assert len((case[0].text or "").splitlines()) == 6


def test_long_value_is_whole() -> None:
    assert "x" * 5000 in render(of(finding(observed="x" * 5000)))
