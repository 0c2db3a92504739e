import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alerts.alert import Severity
from alerts.errors import Place
from pipeline.account import Account
from validators.finding import AccountReport, Finding, Status
from validators.reports.json import render
from validators.reports.report import compose
from validators.reports.schema import read

PRODUCTION = Account(name="production", id="111122223333", region="eu-west-1", check_role="Auditor")
STAGING = Account(name="staging", id="444455556666", region="us-east-1")
SANDBOX = Account(name="sandbox", id="777788889999", region="us-east-1")
REPORTS = (
    AccountReport(
        PRODUCTION,
        (
            Finding(
                status=Status.changed,
                part="alarm",
                resource="bell-root-usage",
                field="alarm_actions",
                expected=("arn:aws:sns:eu-west-1:111122223333:bell-on-call",),
                observed=(),
                severity=Severity.critical,
                message="The alarm rings elsewhere than declared, or nowhere.",
                repair="cdktf deploy production",
                alerts=("root-usage",),
            ),
            Finding(
                status=Status.unchecked,
                part="key",
                resource="*",
                severity=Severity.critical,
                message="Could not be read: access denied.",
                repair="see to kms:DescribeKey, then run the check again",
                observed="kms:DescribeKey: access denied",
            ),
        ),
    ),
    AccountReport(STAGING, ()),
)
EXPECTED = """\
{
  "schema": 1,
  "accounts": [
    {
      "name": "production",
      "id": "111122223333",
      "region": "eu-west-1",
      "status": "drift",
      "findings": [
        {
          "status": "changed",
          "part": "alarm",
          "resource": "bell-root-usage",
          "field": "alarm_actions",
          "expected": [
            "arn:aws:sns:eu-west-1:111122223333:bell-on-call"
          ],
          "observed": [],
          "severity": "critical",
          "message": "The alarm rings elsewhere than declared, or nowhere.",
          "repair": "cdktf deploy production",
          "alerts": [
            "root-usage"
          ]
        },
        {
          "status": "unchecked",
          "part": "key",
          "resource": "*",
          "field": "",
          "expected": null,
          "observed": "kms:DescribeKey: access denied",
          "severity": "critical",
          "message": "Could not be read: access denied.",
          "repair": "see to kms:DescribeKey, then run the check again",
          "alerts": []
        }
      ],
      "accepted": []
    },
    {
      "name": "staging",
      "id": "444455556666",
      "region": "us-east-1",
      "status": "in-sync",
      "findings": [],
      "accepted": []
    }
  ],
  "summary": {
    "accounts": 2,
    "in-sync": 1,
    "drift": 1,
    "unchecked": 0,
    "findings": {
      "missing": 0,
      "changed": 1,
      "unmanaged": 0,
      "unhealthy": 0,
      "unchecked": 1
    },
    "accepted": 0
  }
}"""


def finding(**different: Any) -> Finding:
    plain: dict[str, Any] = {
        "status": Status.changed,
        "part": "alarm",
        "resource": "bell",
        "severity": Severity.low,
        "message": "It differs.",
        "repair": "deploy",
    }
    return Finding(**{**plain, **different})


def test_report_is_schema_one_to_the_letter() -> None:
    assert render(REPORTS) == EXPECTED


def test_account_that_could_not_be_read_is_unchecked() -> None:
    report = AccountReport(SANDBOX, (finding(status=Status.unchecked),))
    assert json.loads(render([report]))["accounts"][0]["status"] == "unchecked"


def test_values_keep_their_kind() -> None:
    values = (True, False, 5, 0.5, None, "text", ("a", ("b", 1)))
    report = AccountReport(SANDBOX, tuple(finding(expected=value) for value in values))
    read = [one["expected"] for one in json.loads(render([report]))["accounts"][0]["findings"]]
    assert read == [True, False, 5, 0.5, None, "text", ["a", ["b", 1]]]


def test_text_from_aws_is_plain_ascii_on_the_wire_and_whole_when_read() -> None:
    odd = "\x1b[31m\u202e\u2028\ud800 \U0001f514 \x00"
    text = render([AccountReport(SANDBOX, (finding(observed=odd),))])
    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text)["accounts"][0]["findings"][0]["observed"] == odd


def test_no_accounts_are_an_empty_report() -> None:
    read = json.loads(render([]))
    assert (read["schema"], read["accounts"], read["summary"]["accounts"]) == (1, [], 0)


def test_a_finding_of_a_whole_run_has_an_id_and_the_line_that_it_comes_from() -> None:
    composed = compose(REPORTS, datetime(2026, 1, 1, tzinfo=UTC), lambda *_: Place("trailbell.yaml", 7, 3))
    told = json.loads(render(REPORTS, entries=composed.entries))["accounts"][0]["findings"][0]
    assert (told["file"], told["line"]) == ("trailbell.yaml", 7)
    assert told["id"] in {entry.fingerprint for entry in composed.entries}


def test_ids_and_lines_are_read_again_from_a_part_and_left_out_of_what_was_found(tmp_path: Path) -> None:
    composed = compose(REPORTS, datetime(2026, 1, 1, tzinfo=UTC), lambda *_: Place("trailbell.yaml"))
    part = tmp_path / "part.json"
    part.write_text(render(REPORTS, entries=composed.entries))
    assert [one.findings for one in read(part).accounts] == [one.findings for one in REPORTS]
