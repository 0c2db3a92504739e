import json

import pytest

from alerts.alert import Severity
from alerts.errors import Place
from tests.validators.reports.sample import AT, MISSING, PRODUCTION, UNCHECKED, finding, hostile, of
from validators.finding import AccountReport
from validators.reports.gitlab import render
from validators.reports.report import compose


def test_finding_is_an_issue_at_the_line_of_the_configuration() -> None:
    assert json.loads(render(of(finding()))) == [
        {
            "description": "production: alarm bell-root-usage threshold changed. Another number of events rings. "
            "Expected 1, observed 5. Repair: cdktf deploy production.",
            "check_name": "alarm/threshold",
            "fingerprint": of(finding()).entries[0].fingerprint,
            "severity": "major",
            "location": {"path": "accounts/trailbell.yaml", "lines": {"begin": 19}},
        }
    ]


@pytest.mark.parametrize(
    ("severity", "word"), [("critical", "blocker"), ("high", "critical"), ("medium", "major"), ("low", "minor")]
)
def test_severity_is_in_gitlabs_words(severity: str, word: str) -> None:
    assert json.loads(render(of(finding(severity=Severity(severity)))))[0]["severity"] == word


def test_nothing_found_is_an_empty_list() -> None:
    assert json.loads(render(of())) == []


def test_place_without_a_line_is_the_first_line() -> None:
    report = compose([AccountReport(PRODUCTION, (finding(),))], AT, lambda *_: Place("a.yaml"))
    assert json.loads(render(report))[0]["location"] == {"path": "a.yaml", "lines": {"begin": 1}}


def test_no_two_issues_share_a_fingerprint_because_gitlab_would_show_one() -> None:
    issues = json.loads(render(of(MISSING, UNCHECKED, finding(), finding(observed=6), finding(observed=7))))
    assert len({issue["fingerprint"] for issue in issues}) == 5


def test_text_from_aws_has_no_control_character() -> None:
    assert json.loads(render(hostile()))[0]["description"].isprintable()
