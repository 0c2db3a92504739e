import json
from typing import Any

import pytest

from alerts.alert import Severity
from alerts.errors import Place
from tests.validators.reports.sample import AT, MISSING, PRODUCTION, UNCHECKED, finding, hostile, of, run
from validators.finding import AccountReport, Status
from validators.reports import sarif
from validators.reports.report import Report, compose


def only_run(report: Report) -> dict[str, Any]:
    document = json.loads(sarif.render(report))
    assert document["version"] == "2.1.0"
    (one,) = document["runs"]
    assert isinstance(one, dict)
    return one


def results(report: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = only_run(report)["results"]
    return found


def test_finding_is_a_result_at_the_line_of_the_configuration() -> None:
    (result,) = results(of(finding()))
    assert result == {
        "ruleId": "alarm/threshold",
        "ruleIndex": 0,
        "level": "warning",
        "message": {
            "text": "production: alarm bell-root-usage threshold changed. Another number of events rings. "
            "Expected 1, observed 5. Repair: cdktf deploy production."
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "accounts/trailbell.yaml"},
                    "region": {"startLine": 19},
                },
                "logicalLocations": [
                    {
                        "fullyQualifiedName": "111122223333/eu-west-1/alarm/bell-root-usage/threshold",
                        "kind": "resource",
                    }
                ],
            }
        ],
        "partialFingerprints": {"trailbell/v1": of(finding()).entries[0].fingerprint},
        "properties": {
            "account": "production",
            "region": "eu-west-1",
            "status": "changed",
            "expected": "1",
            "observed": "5",
            "repair": "cdktf deploy production",
        },
    }


def test_run_in_sync_has_no_results_and_succeeded() -> None:
    one = only_run(of())
    assert (one["results"], one["tool"]["driver"]["rules"]) == ([], [])
    assert one["invocations"] == [{"executionSuccessful": True}]


def test_run_that_could_not_read_everything_did_not_succeed() -> None:
    assert only_run(of(UNCHECKED))["invocations"] == [{"executionSuccessful": False}]


@pytest.mark.parametrize(
    ("severity", "level", "score"),
    [("critical", "error", "9.0"), ("high", "error", "7.0"), ("medium", "warning", "4.0"), ("low", "note", "2.0")],
)
def test_severity_is_a_level_and_a_score(severity: str, level: str, score: str) -> None:
    one = only_run(of(finding(severity=Severity(severity))))
    (rule,) = one["tool"]["driver"]["rules"]
    assert one["results"][0]["level"] == rule["defaultConfiguration"]["level"] == level
    assert rule["properties"]["security-severity"] == score


def test_every_rule_stands_once_and_every_result_points_at_its_own() -> None:
    same_rule = finding(resource="bell-vpc-change", status=Status.unhealthy, severity=Severity.low)
    one = only_run(of(MISSING, finding(), same_rule))
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert rules == ["trail/missing", "alarm/threshold"]
    assert [rules[result["ruleIndex"]] for result in one["results"]] == [result["ruleId"] for result in one["results"]]


def test_rule_is_as_severe_as_the_worst_of_its_results() -> None:
    result = sarif.Result(
        rule=sarif.Rule(id="r", title="t", meaning="m", help="h"), severity=Severity.low, message="", about="",
        place=Place("f"), fingerprint="",
    )  # fmt: skip
    worse = sarif.Result(
        rule=result.rule, severity=Severity.critical, message="", about="", place=Place("f"), fingerprint=""
    )
    document = json.loads(sarif.log("check", [result, worse], complete=True))
    (rule,) = document["runs"][0]["tool"]["driver"]["rules"]
    assert rule["properties"]["security-severity"] == "9.0"


def test_rule_has_what_code_scanning_asks_for() -> None:
    (rule,) = only_run(of(finding()))["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "alarm threshold changed"
    assert all(rule[name]["text"] for name in ("fullDescription", "help"))
    assert len(rule["properties"]["tags"]) <= 10


def test_place_without_a_line_is_the_first_line() -> None:
    report = compose([AccountReport(PRODUCTION, (finding(),))], AT, lambda _account, _finding: Place("a.yaml"))
    assert results(report)[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_path_is_a_uri() -> None:
    report = compose([AccountReport(PRODUCTION, (finding(),))], AT, lambda *_: Place("our accounts/é#1.yaml", 3))
    uri = results(report)[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "our%20accounts/%C3%A9%231.yaml"


def test_more_results_than_are_taken_are_left_out_from_the_end_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAXIMUM_RESULTS", 2)
    one = only_run(of(*(finding(resource=str(number)) for number in range(5))))
    assert len(one["results"]) == 2
    (notification,) = one["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "3 more results are left out: a run may have 2."


def test_long_values_are_cut() -> None:
    (result,) = results(of(finding(observed="x" * 100_000)))
    assert len(result["properties"]["observed"]) < 1100
    assert len(result["message"]["text"]) < 1000


def test_text_from_aws_is_no_link_and_no_control_character() -> None:
    text = sarif.render(hostile())
    assert text.isascii()
    message = json.loads(text)["runs"][0]["results"][0]["message"]["text"]
    assert message.isprintable()
    assert r"\[link\](https://x.example)" in message


def test_two_accounts_with_the_same_drift_are_two_results() -> None:
    both = run(AccountReport(PRODUCTION, (finding(),)), AccountReport(PRODUCTION.__class__(
        name="staging", id="444455556666", region="us-east-1"), (finding(),)))  # fmt: skip
    found = results(both)
    assert len({result["partialFingerprints"]["trailbell/v1"] for result in found}) == 2
    assert [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in found] == [19, 20]
