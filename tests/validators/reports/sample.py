"""Runs that the tests of the reports tell of, and text as the worst of AWS's users would name things."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from alerts.alert import Severity
from alerts.errors import Place
from pipeline.account import Account
from validators.finding import Accepted, AccountReport, Finding, Status
from validators.reports.report import Report, compose

AT = datetime(2026, 3, 7, 8, 5, 9, tzinfo=UTC)
PRODUCTION = Account(name="production", id="111122223333", region="eu-west-1", check_role="Auditor")
STAGING = Account(name="staging", id="444455556666", region="us-east-1")
LINES = {"production": 19, "staging": 20}

HOSTILE = (
    "</script></title><script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
    "'\"><!-- ]]> | `code` **bold** [link](https://x.example) @somebody #1 \r\n::error::taken\n\n# heading\t"
    "\x1b[31m \x9b2J \u202e \u2028 \ud800 \x00 %0A::error::taken ##[error]taken"
)


def finding(**different: Any) -> Finding:
    """An alarm whose threshold was changed."""
    plain: dict[str, Any] = {
        "status": Status.changed,
        "part": "alarm",
        "resource": "bell-root-usage",
        "field": "threshold",
        "expected": 1,
        "observed": 5,
        "severity": Severity.medium,
        "message": "Another number of events rings.",
        "repair": "cdktf deploy production",
    }
    return Finding(**{**plain, **different})


MISSING = finding(
    status=Status.missing, part="trail", resource="bell", field="", expected="present", observed="absent",
    severity=Severity.critical, message="Nothing is recorded: no alert can ring.",
)  # fmt: skip
UNCHECKED = finding(
    status=Status.unchecked, part="key", resource="*", field="", expected=None, severity=Severity.high,
    observed="kms:DescribeKey: access denied", message="Could not be read: access denied.",
    repair="see to kms:DescribeKey, then run the check again",
)  # fmt: skip


def place(account: Account, _finding: Finding) -> Place:
    """The line of the account."""
    return Place("accounts/trailbell.yaml", LINES.get(account.name, 0))


def run(*accounts: AccountReport) -> Report:
    """A run that told of these accounts."""
    return compose(accounts, AT, place)


def of(*findings: Finding) -> Report:
    """A run that told of one account."""
    return run(AccountReport(PRODUCTION, findings))


def accepting(*known: Finding, reason: str = "known") -> Report:
    """A run that told of one account in which only the trail is missing, and that these are accepted."""
    return run(AccountReport(PRODUCTION, (MISSING,), tuple(Accepted(one, reason, date(2026, 12, 31)) for one in known)))


def hostile(**different: Any) -> Report:
    """A run whose every text is hostile, and no two of them the same."""
    texts = {name: f"{name} {HOSTILE}" for name in ("part", "resource", "field", "message", "repair")}
    values = {"expected": (HOSTILE, ("in it", HOSTILE)), "observed": f"observed {HOSTILE}"}
    return of(finding(**{**texts, **values, **different}))
