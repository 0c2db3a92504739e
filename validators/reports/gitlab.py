"""The report as GitLab's code quality: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""

from __future__ import annotations

import json
from typing import Any

from alerts.alert import Severity
from validators.reports.report import Entry, Report

_SEVERITY = {
    Severity.critical: "blocker",
    Severity.high: "critical",
    Severity.medium: "major",
    Severity.low: "minor",
}


def render(report: Report) -> str:
    """One JSON array; each finding stands at the line of the configuration."""
    return json.dumps([_issue(entry) for entry in report.entries], indent=2)


def _issue(entry: Entry) -> dict[str, Any]:
    return {
        "description": entry.sentences,
        "check_name": entry.check,
        "fingerprint": entry.fingerprint,
        "severity": _SEVERITY[entry.finding.severity],
        "location": {"path": entry.place.file, "lines": {"begin": max(entry.place.line, 1)}},
    }
