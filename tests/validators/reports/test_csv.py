import csv
import io

import pytest

from tests.validators.reports.sample import MISSING, finding, hostile, of
from validators.reports.csv import HEADER, render
from validators.reports.report import Report


def rows(report: Report) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(render(report), newline=""), strict=True)]


def test_finding_is_a_row_below_the_header() -> None:
    (row,) = rows(of(finding()))
    assert row == {
        "account": "production",
        "account_id": "111122223333",
        "region": "eu-west-1",
        "severity": "medium",
        "status": "changed",
        "part": "alarm",
        "resource": "bell-root-usage",
        "field": "threshold",
        "expected": "1",
        "observed": "5",
        "message": "Another number of events rings.",
        "repair": "cdktf deploy production",
        "file": "accounts/trailbell.yaml",
        "line": "19",
        "fingerprint": of(finding()).entries[0].fingerprint,
    }


def test_nothing_found_is_the_header_alone() -> None:
    assert render(of()) == ",".join(f'"{name}"' for name in HEADER) + "\r\n"


def test_worst_comes_first() -> None:
    assert [row["severity"] for row in rows(of(finding(), MISSING))] == ["critical", "medium"]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1+1", "\N{FULLWIDTH EQUALS SIGN}1"])
@pytest.mark.parametrize("column", ["resource", "field", "expected", "observed", "message", "repair"])
def test_no_cell_is_a_formula(column: str, start: str) -> None:
    (row,) = rows(of(finding(**{column: start})))
    assert row[column] == f"'{start}"


@pytest.mark.parametrize("start", ["\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1", "\u200b=1+1", "\xa0=1+1"])
def test_what_a_spreadsheet_leaves_out_hides_no_formula(start: str) -> None:
    (row,) = rows(of(finding(resource=start)))
    assert row["resource"] == "\N{REPLACEMENT CHARACTER}=1+1"


def test_text_from_aws_stays_in_its_cell() -> None:
    (row,) = rows(hostile())
    assert set(row) == set(HEADER)
    assert all(value.isprintable() for value in row.values())
    assert '"document.title = ' in row["resource"]
