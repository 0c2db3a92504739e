"""The judgement as JSON, schema 1."""

from __future__ import annotations

import json
from typing import Any

from cli.judgement.finding import Finding, Judgement

SCHEMA = 1


def render(judgement: Judgement) -> str:
    """One JSON document: findings, what could not be judged, and the counts."""
    document = {
        "schema": SCHEMA,
        "findings": [_finding(finding) for finding in judgement.findings],
        "not_judged": list(judgement.untold),
        "summary": {
            "failed": len(judgement.findings),
            "held": judgement.held,
            "rules": len(judgement.rules),
            "skipped": list(judgement.skipped),
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=True)


def _finding(finding: Finding) -> dict[str, Any]:
    place, failure = finding.origin.place, finding.failure
    return {
        "rule": failure.rule.id,
        "title": failure.rule.title,
        "ours": failure.rule.ours,
        "account": finding.account.name,
        "origin": finding.origin.what,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "resource": failure.address,
        "in_plan": finding.in_plan,
        "message": failure.message,
        "repair": failure.rule.remedy,
    }
