"""The report as CSV with a header (RFC 4180), safe to open in a spreadsheet.

A spreadsheet runs a cell that begins with = + - or @ as a formula, so such text gets an apostrophe before it:
https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io

from alerts.terminal import visible
from validators.finding import Shown
from validators.reports.report import Entry, Report, written

HEADER = (
    "account", "account_id", "region", "severity", "status", "part", "resource", "field",
    "expected", "observed", "message", "repair", "file", "line", "fingerprint",
)  # fmt: skip
_FORMULA = tuple("=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}"
                 "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def render(report: Report) -> str:
    """One row per finding, the worst first; lines end in CR LF."""
    text = io.StringIO()
    rows = csv.writer(text, quoting=csv.QUOTE_ALL)
    rows.writerow(HEADER)
    rows.writerows(map(_row, report.entries))
    return text.getvalue()


def _row(entry: Entry) -> list[str]:
    account, finding, place = entry.account, entry.finding, entry.place
    values = (
        account.name, account.id, account.region, finding.severity.value, finding.status.value,
        finding.part, finding.resource, finding.field, _value(finding.expected), _value(finding.observed),
        finding.message, finding.repair, place.file, str(place.line or ""), entry.fingerprint,
    )  # fmt: skip
    return [_cell(text) for text in values]


def _value(value: Shown) -> str:
    return "" if value is None else written(value)


def _cell(text: str) -> str:
    """The text as text: what a spreadsheet would leave out before a formula does not hide one."""
    text = visible(text)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
