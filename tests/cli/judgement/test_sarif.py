"""What code scanning asks of SARIF: https://docs.github.com/en/code-security/code-scanning"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alerts.errors import Place
from cli.judgement.sarif import MOST_RESULTS, render
from pipeline.origin import Origin
from tests.cli.judgement.found import ELSEWHERE, FINDING, OF_CHECKOV, judgement


def run(*findings: Any, **different: Any) -> Any:
    log = json.loads(render(judgement(*findings, **different)))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (only,) = log["runs"]
    return only


def test_a_result_points_at_the_line_of_the_configuration() -> None:
    (result,) = run(FINDING)["results"]
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "trailbell.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 7, "startColumn": 3},
            },
            "logicalLocations": [
                {
                    "fullyQualifiedName": "111122223333/aws_cloudwatch_metric_alarm.alarm-root_12",
                    "kind": "resource",
                }
            ],
        }
    ]


def test_a_result_says_what_is_wrong_and_where_it_comes_from() -> None:
    (result,) = run(FINDING)["results"]
    assert result["message"]["text"] == (
        "the alarm has no ALARM action (alert root, account production: aws_cloudwatch_metric_alarm.alarm-root_12)"
    )


def test_every_result_refers_to_its_rule_by_id_and_index() -> None:
    found = run(FINDING, OF_CHECKOV)
    rules = found["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in found["results"]] == ["TRAILBELL_ALARM_RINGS", "CKV_AWS_67"]
    assert [result["ruleId"] for result in found["results"]] == ["TRAILBELL_ALARM_RINGS", "CKV_AWS_67"]


def test_every_rule_has_what_code_scanning_shows() -> None:
    for rule in run(FINDING)["tool"]["driver"]["rules"]:
        assert {"id", "name", "defaultConfiguration", "properties"} <= set(rule)
        assert all(rule[field]["text"] for field in ("shortDescription", "fullDescription", "help"))
        assert len(rule["properties"]["tags"]) <= 10
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024


def test_ours_are_errors_and_checkov_s_are_warnings() -> None:
    assert [result["level"] for result in run(FINDING, OF_CHECKOV)["results"]] == ["error", "warning"]


def test_a_finding_stays_the_same_when_lines_move() -> None:
    moved = replace(FINDING, origin=Origin("alert root", Place("other.yaml", 70, 1)))
    assert fingerprint(FINDING) == fingerprint(moved)


def test_the_same_rule_in_two_accounts_makes_two_findings() -> None:
    assert fingerprint(FINDING) != fingerprint(ELSEWHERE)


def fingerprint(finding: Any) -> str:
    (result,) = run(finding)["results"]
    (only,) = result["partialFingerprints"].values()
    return str(only)


def test_a_path_is_relative_to_the_folder_the_command_runs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    absolute = replace(FINDING, origin=Origin("alert root", Place(str(tmp_path / "accounts/trailbell.yaml"), 7, 3)))
    (result,) = run(absolute)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "accounts/trailbell.yaml"


def test_lines_and_columns_count_from_one() -> None:
    (result,) = run(replace(FINDING, origin=Origin("trail", Place("trailbell.yaml"))))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 1}


def test_a_run_that_could_not_judge_everything_was_not_successful() -> None:
    (invocation,) = run(untold=("one rule did not run",))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [note["message"]["text"] for note in invocation["toolExecutionNotifications"]] == ["one rule did not run"]


def test_no_more_results_than_code_scanning_keeps() -> None:
    assert len(run(*[FINDING] * (MOST_RESULTS + 1))["results"]) == MOST_RESULTS
