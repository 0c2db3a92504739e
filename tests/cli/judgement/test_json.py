import json

from cli.judgement.json import render
from tests.cli.judgement.found import FINDING, judgement


def test_schema_one_holds_findings_what_was_not_judged_and_counts() -> None:
    document = json.loads(render(judgement(FINDING, skipped=("CKV_AWS_18",), untold=("one rule did not run",))))
    assert document == {
        "schema": 1,
        "findings": [
            {
                "rule": "TRAILBELL_ALARM_RINGS",
                "title": "Every alarm has an ALARM action",
                "ours": True,
                "account": "production",
                "origin": "alert root",
                "file": "trailbell.yaml",
                "line": 7,
                "column": 3,
                "resource": "aws_cloudwatch_metric_alarm.alarm-root_12",
                "in_plan": False,
                "message": "the alarm has no ALARM action",
                "repair": "Name a topic in alarm_actions.",
            }
        ],
        "not_judged": ["one rule did not run"],
        "summary": {"failed": 1, "held": 40, "rules": 2, "skipped": ["CKV_AWS_18"]},
    }
