from dataclasses import replace

from rich.console import Console

from cli.judgement import table
from cli.judgement.finding import Judgement
from tests.cli.judgement.found import ELSEWHERE, FAILURE, FINDING, OF_CHECKOV, judgement


def printed(given: Judgement) -> str:
    console = Console(width=100, highlight=False, markup=False)
    with console.capture() as capture:
        table.render(given, console)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def test_a_finding_says_where_what_why_and_how_to_put_it_right() -> None:
    assert (
        printed(judgement(FINDING))
        == """\
 fails     trailbell.yaml:7:3  alert root
           Every alarm has an ALARM action (TRAILBELL_ALARM_RINGS)
 because   the alarm has no ALARM action
 repair    Name a topic in alarm_actions.
 in        production: aws_cloudwatch_metric_alarm.alarm-root_12
1 failed, 40 held; rules: 1 ours, 1 checkov's"""
    )


def test_the_same_finding_in_two_accounts_is_told_once() -> None:
    text = printed(judgement(FINDING, ELSEWHERE))
    assert text.count(" fails ") == 1
    assert " in        production, staging: aws_cloudwatch_metric_alarm.alarm-root_12" in text


def test_what_only_the_plan_shows_is_marked() -> None:
    assert " in        production (plan): " in printed(judgement(replace(FINDING, in_plan=True)))


def test_a_rule_of_checkov_s_without_reason_or_remedy_leaves_no_empty_line() -> None:
    assert printed(judgement(OF_CHECKOV)).splitlines()[:-1] == [
        " fails     trailbell.yaml:2:1  trail",
        "           Ensure CloudTrail is enabled in all Regions (CKV_AWS_67)",
        " in        production: aws_cloudtrail.trail_34",
    ]


def test_what_was_not_judged_and_what_is_skipped_is_said() -> None:
    text = printed(judgement(skipped=("CKV_AWS_18",), untold=("checkov cannot read one.tf.json",)))
    assert text.splitlines()[0] == " not judged checkov cannot read one.tf.json"
    assert "skipped for the reasons given: CKV_AWS_18; 1 not judged" in " ".join(text.split())


def test_text_from_elsewhere_cannot_move_the_cursor() -> None:
    finding = replace(FINDING, failure=replace(FAILURE, message="\x1b[2Jgone"))
    assert "\x1b" not in printed(judgement(finding))
