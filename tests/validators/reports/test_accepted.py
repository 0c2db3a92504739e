"""What each report tells of findings that the configuration accepts."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from tests.validators.reports.sample import HOSTILE, MISSING, accepting, finding, of
from validators.reports import csv, github, gitlab, html, junit, markdown, sarif, table
from validators.reports import json as document
from validators.reports.report import Report
from validators.reports.schema import read

KNOWN = finding(resource="bell-known")


def test_an_accepted_finding_is_no_entry_but_keeps_its_fingerprint_and_line() -> None:
    report = accepting(KNOWN)
    assert [entry.finding for entry in report.entries] == [MISSING]
    (accepted,) = report.accepted
    (counted,) = of(KNOWN).entries
    assert (accepted.entry.fingerprint, accepted.entry.place) == (counted.fingerprint, counted.place)


@pytest.mark.parametrize("render", [csv.render, github.render, gitlab.render])
def test_formats_that_only_raise_alarm_leave_it_out(render: Callable[[Report], str]) -> None:
    assert "bell-known" not in render(accepting(KNOWN))


def test_markdown_counts_it() -> None:
    text = markdown.render(accepting(KNOWN))
    assert "Findings: 1 critical. Accepted: 1." in text
    assert "bell-known" not in text


def test_the_table_counts_it_by_account_and_in_all() -> None:
    text = io.StringIO()
    table.render(accepting(KNOWN, KNOWN).accounts, Console(file=text, width=100))
    lines = text.getvalue().splitlines()
    assert lines[0].endswith("  drift  2 accepted")
    assert lines[-1] == "1 account: 1 drift; findings: 1 missing; 2 accepted"


def test_sarif_has_it_as_suppressed_with_the_reason() -> None:
    counted, known = json.loads(sarif.render(accepting(KNOWN)))["runs"][0]["results"]
    assert "suppressions" not in counted
    assert known["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "known (until 2026-12-31)"}
    ]


def test_junit_skips_it() -> None:
    (suite,) = ET.fromstring(junit.render(accepting(KNOWN)))  # noqa: S314 -- our own text
    assert [suite.get(name) for name in ("tests", "failures", "skipped")] == ["2", "1", "1"]
    (skipped,) = suite.iter("skipped")
    assert skipped.get("message") == "known (until 2026-12-31)"


def test_html_tells_it_in_full_and_apart_from_the_findings() -> None:
    text = html.render(accepting(KNOWN))
    assert '<h2 id="accepted-heading">1 accepted finding</h2>' in text
    assert "known (until 2026-12-31)" in text
    assert text.count('id="finding-') == 1


def test_html_without_accepted_findings_has_no_such_section() -> None:
    assert "accepted-heading" not in html.render(of(MISSING))


@pytest.mark.parametrize("render", [html.render, markdown.render, junit.render])
def test_a_hostile_reason_stays_text(render: Callable[[Report], str]) -> None:
    text = render(accepting(finding(resource=HOSTILE), reason=HOSTILE))
    assert "<script>document" not in text
    assert "\x1b" not in text


def test_json_is_read_back_with_what_was_accepted(tmp_path: Path) -> None:
    accounts = accepting(KNOWN).accounts
    path = tmp_path / "report.json"
    path.write_text(document.render(accounts))
    assert [one.accepted for one in read(path).accounts] == [one.accepted for one in accounts]


def test_a_report_of_before_there_were_accepted_findings_is_still_read(tmp_path: Path) -> None:
    older = json.loads(document.render(of(MISSING).accounts))
    del older["accounts"][0]["accepted"], older["summary"]["accepted"]
    path = tmp_path / "report.json"
    path.write_text(json.dumps(older))
    assert [one.accepted for one in read(path).accounts] == [()]
