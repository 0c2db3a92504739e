"""The judgement as SARIF 2.1.0 for code scanning.

A finding points at the line of the configuration, for that is the file in the repository; the address in the Terraform
is its logical location. Its fingerprint is made of account, rule and address, so that it stays the same finding when
lines move. https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cli.judgement.finding import Finding, Judgement, Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 5000
"""What GitHub keeps of a run; more are dropped there without a word."""


def render(judgement: Judgement) -> str:
    """One SARIF log with one run; what could not be judged makes the run unsuccessful."""
    rules = {rule.id: rule for rule in judgement.rules}
    order = {rule_id: index for index, rule_id in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "trailbell policies",
                "version": version("trailbell"),
                "rules": [_rule(rule) for rule in rules.values()],
            }
        },
        "automationDetails": {"id": "trailbell/policies/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(judgement)],
        "results": [_result(finding, order) for finding in judgement.findings[:MOST_RESULTS]],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("_")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        # GitHub asks for help even where checkov has none to give.
        "help": {"text": rule.remedy or rule.title},
        "defaultConfiguration": {"level": _level(rule)},
        "properties": {"tags": ["security", "trailbell" if rule.ours else "checkov"]},
    }


def _level(rule: Rule) -> str:
    """Ours say that the chain does not ring; checkov's say what is good practice for any account."""
    return "error" if rule.ours else "warning"


def _invocation(judgement: Judgement) -> dict[str, Any]:
    notes = [{"level": "error", "message": {"text": sentence}} for sentence in judgement.untold]
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}


def _result(finding: Finding, order: dict[str, int]) -> dict[str, Any]:
    failure, place = finding.failure, finding.origin.place
    reason = failure.message or failure.rule.title
    where = f"{finding.origin.what}, account {finding.account.name}: {failure.address}"
    return {
        "ruleId": failure.rule.id,
        "ruleIndex": order[failure.rule.id],
        "level": _level(failure.rule),
        "message": {"text": f"{reason} ({where})"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(place.file), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)},
                },
                "logicalLocations": [
                    {"fullyQualifiedName": f"{finding.account.id}/{failure.address}", "kind": "resource"}
                ],
            }
        ],
        "partialFingerprints": {"trailbell/v1": _fingerprint(finding)},
    }


def _fingerprint(finding: Finding) -> str:
    return hashlib.sha256("\0".join(finding.identity).encode()).hexdigest()


def _uri(file: str) -> str:
    """The file as seen from the folder the command runs in, which is the repository's in CI."""
    return Path(os.path.relpath(file)).as_posix()
