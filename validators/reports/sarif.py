"""The report as SARIF 2.1.0, for code scanning: each result points at the line of the configuration.

Keeps within what GitHub takes: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from typing import Any
from urllib.parse import quote

from alerts.alert import Severity
from alerts.errors import Place
from validators.finding import Status
from validators.reports.report import Entry, Report, cut, written

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAXIMUM_RESULTS = 25_000
LONGEST_PROPERTY = 1000
FINGERPRINT = "trailbell/v1"

_SEVERITIES = tuple(Severity)
_LEVEL = {Severity.critical: "error", Severity.high: "error", Severity.medium: "warning", Severity.low: "note"}
_SCORE = {Severity.critical: "9.0", Severity.high: "7.0", Severity.medium: "4.0", Severity.low: "2.0"}
"""GitHub shows over 9.0 as critical, 7.0 to 8.9 as high, 4.0 to 6.9 as medium, 0.1 to 3.9 as low."""
_MEANING = {
    Status.missing: "A declared part is not in the account.",
    Status.changed: "A fact of a declared part is another one in the account.",
    Status.unmanaged: "Something in the account was declared by nobody.",
    Status.unhealthy: "A part is as declared, but does not work.",
    Status.unchecked: "Something could not be read, so nobody knows whether it is as declared.",
}
_LINK = re.compile(r"([\\\[\]])")
"""SARIF reads [text](address) in a message as a link (section 3.11.6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is looked at. `id` never changes; `title` is a few words, `meaning` and `help` are sentences."""

    id: str
    title: str
    meaning: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One thing that was found. `about` names the resource; `fingerprint` is the same in every run.

    `accepted` says why it counts for nothing; empty where it counts.
    """

    rule: Rule
    severity: Severity
    message: str
    place: Place
    about: str
    fingerprint: str
    accepted: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


def render(report: Report) -> str:
    """The findings of a run, the worst first."""
    complete = all(entry.finding.status is not Status.unchecked for entry in report.entries)
    results = [_result(entry) for entry in report.entries]
    accepted = [replace(_result(one.entry), accepted=one.why) for one in report.accepted]
    return log("check", [*results, *accepted], complete=complete)


def log(verb: str, results: Sequence[Result], *, complete: bool) -> str:
    """One SARIF log of one run of a verb; `complete` says that all there is could be read.

    Code scanning keeps the alerts of each verb apart. Of more results than are taken, those that come first are kept,
    and the log says how many are not.
    """
    kept = results[:MAXIMUM_RESULTS]
    rules = _rules(kept)
    index = {rule["id"]: at for at, rule in enumerate(rules)}
    invocation: dict[str, Any] = {"executionSuccessful": complete}
    if left := len(results) - len(kept):
        text = f"{left} more results are left out: a run may have {MAXIMUM_RESULTS}."
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    run = {
        "tool": {"driver": {"name": "Trailbell", **_version(), "rules": rules}},
        "automationDetails": {"id": f"trailbell/{verb}/"},
        "invocations": [invocation],
        "results": [_document(result, index[result.rule.id]) for result in kept],
        "columnKind": "unicodeCodePoints",
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _result(entry: Entry) -> Result:
    account, finding = entry.account, entry.finding
    about = f"{account.id}/{account.region}/{finding.part}/{finding.resource}"
    return Result(
        rule=_rule(entry), severity=finding.severity, message=entry.sentences, place=entry.place,
        about=f"{about}/{finding.field}".rstrip("/"), fingerprint=entry.fingerprint,
        properties={
            "account": account.name, "region": account.region, "status": finding.status.value,
            "expected": written(finding.expected), "observed": written(finding.observed), "repair": finding.repair,
        },
    )  # fmt: skip


def _rule(entry: Entry) -> Rule:
    status = entry.finding.status
    part, _, named = entry.check.partition("/")
    title = f"{part} {named}" if named == status.value else f"{part} {named} {status}"
    advice = "Compare expected and observed, then deploy again or change the configuration."
    if status is Status.unchecked:
        advice = "See to credentials and permissions of the check, then run it again."
    return Rule(id=entry.check, title=title, meaning=_MEANING[status], help=advice)


def _rules(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Every rule once, as grave as the worst of its results."""
    found: dict[str, tuple[Rule, Severity]] = {}
    for result in results:
        rule, worst = found.get(result.rule.id, (result.rule, result.severity))
        found[rule.id] = (rule, min(worst, result.severity, key=_SEVERITIES.index))
    return [_descriptor(rule, worst) for rule, worst in found.values()]


def _descriptor(rule: Rule, severity: Severity) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": _plain(rule.title)},
        "fullDescription": {"text": _plain(rule.meaning)},
        "help": {"text": _plain(rule.help)},
        "defaultConfiguration": {"level": _LEVEL[severity]},
        "properties": {"tags": ["security"], "precision": "very-high", "security-severity": _SCORE[severity]},
    }


def _version() -> dict[str, str]:
    try:
        return {"semanticVersion": metadata.version("trailbell")}
    except metadata.PackageNotFoundError:  # run from a checkout that was not installed
        return {}


def _document(result: Result, index: int) -> dict[str, Any]:
    return {
        "ruleId": result.rule.id,
        "ruleIndex": index,
        "level": _LEVEL[result.severity],
        "message": {"text": _plain(result.message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(result.place.file)},
                    "region": {"startLine": max(result.place.line, 1)},
                },
                "logicalLocations": [{"fullyQualifiedName": result.about, "kind": "resource"}],
            }
        ],
        **({"suppressions": [_suppression(result.accepted)]} if result.accepted else {}),
        "partialFingerprints": {FINGERPRINT: result.fingerprint},
        "properties": {name: cut(text, LONGEST_PROPERTY) for name, text in result.properties.items()},
    }


def _suppression(reason: str) -> dict[str, str]:
    """https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317733"""
    return {"kind": "external", "status": "accepted", "justification": _plain(reason)}


def _plain(text: str) -> str:
    return _LINK.sub(r"\\\1", text)
