import copy
from pathlib import Path

import pytest

from tests.policies.example import Terraform, chain, changed, with_more, without
from tests.policies.judging import FRAMEWORKS, judged

ALARM = "aws_cloudwatch_metric_alarm"
FILTER = "aws_cloudwatch_log_metric_filter"
NEVER_OK = "without events the alarm stays in INSUFFICIENT_DATA, and OK is never told"


def transformation(**different: str) -> Terraform:
    return changed(FILTER, metric_transformation={"name": "Root", "namespace": "Audit", "value": "1"} | different)


def many_filters(count: int) -> Terraform:
    terraform = chain()
    filters = terraform["resource"][FILTER]
    filters["root"]["log_group_name"] = "/audit"
    filters |= {f"more{index}": copy.deepcopy(filters["root"]) for index in range(count - len(filters))}
    return terraform


BAD = [
    pytest.param(
        changed(ALARM, namespace="Audits"),
        {
            "TRAILBELL_ALARM_HAS_FILTER": "no metric filter feeds Audits/Root",
            "TRAILBELL_FILTER_HAS_ALARM": "no alarm watches Audit/Root",
        },
        id="alarm and filter disagree on the namespace",
    ),
    pytest.param(
        with_more(
            FILTER,
            "more",
            name="more",
            log_group_name="/audit",
            pattern="{ $.a = 1 }",
            metric_transformation={"name": "More", "namespace": "Audit", "value": "1"},
        ),
        {"TRAILBELL_FILTER_HAS_ALARM": "no alarm watches Audit/More"},
        id="a filter without an alarm",
    ),
    pytest.param(
        without(ALARM),
        {"TRAILBELL_FILTER_HAS_ALARM": "no alarm watches Audit/Root"},
        id="no alarm at all",
    ),
    pytest.param(
        changed(ALARM, alarm_actions=[]), {"TRAILBELL_ALARM_RINGS": "the alarm has no ALARM action"}, id="no action"
    ),
    pytest.param(
        changed(ALARM, alarm_actions=None),
        {"TRAILBELL_ALARM_RINGS": "the alarm has no ALARM action"},
        id="action unsaid",
    ),
    pytest.param(
        changed(ALARM, actions_enabled=False),
        {"TRAILBELL_ALARM_RINGS": "the alarm's actions are disabled"},
        id="actions disabled",
    ),
    pytest.param(
        changed(ALARM, statistic="Average"),
        {"TRAILBELL_ALARM_COUNTS": "the alarm counts events with the statistic Average"},
        id="average of ones",
    ),
    pytest.param(
        changed(ALARM, statistic=None, extended_statistic="p90"),
        {"TRAILBELL_ALARM_COUNTS": "the alarm counts events with the statistic p90"},
        id="percentile of ones",
    ),
    pytest.param(
        changed(ALARM, treat_missing_data="missing"),
        {"TRAILBELL_ALARM_MISSING_DATA": NEVER_OK},
        id="missing data is missing",
    ),
    pytest.param(
        changed(ALARM, treat_missing_data=None),
        {"TRAILBELL_ALARM_MISSING_DATA": NEVER_OK},
        id="missing data is not spoken of",
    ),
    pytest.param(
        changed(ALARM, ok_actions=[]),
        {"TRAILBELL_ALARM_TELLS_OK": "no OK goes to on-call: incidents there stay open"},
        id="no OK action",
    ),
    pytest.param(
        changed(FILTER, pattern="{" + " " * 1022 + "$.a = 1 }"),
        {"TRAILBELL_FILTER_FITS": "the pattern has 1032 characters"},
        id="a pattern that is too long",
    ),
    pytest.param(
        many_filters(101),
        {"TRAILBELL_LOG_GROUP_TAKES_FILTERS": "/audit has 101 metric filters"},
        id="101 filters on a log group",
    ),
]

GOOD = [
    pytest.param(changed(ALARM, treat_missing_data="breaching"), id="somebody decided on missing data"),
    pytest.param(
        changed(ALARM, treat_missing_data="missing", insufficient_data_actions=["arn:aws:sns:eu-west-1:1:a"]),
        id="somebody is told of missing data",
    ),
    pytest.param(many_filters(100), id="100 filters on a log group"),
    pytest.param(changed(FILTER, pattern="{" + " " * 1014 + "$.a = 1 }"), id="a pattern of 1,024 characters"),
    pytest.param(
        with_more(
            ALARM,
            "cpu",
            alarm_name="cpu",
            namespace="AWS/EC2",
            metric_name="CPUUtilization",
            statistic="Average",
            alarm_actions=["arn:aws:sns:eu-west-1:444455556666:theirs"],
        ),
        id="an alarm on a metric of AWS's own, which rings elsewhere",
    ),
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("terraform", "failed"), BAD)
def test_what_keeps_an_alert_from_ringing_fails(
    terraform: Terraform, failed: dict[str, str], framework: str, tmp_path: Path
) -> None:
    assert judged(terraform, framework, tmp_path).failed == failed


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("terraform", GOOD)
def test_what_lets_an_alert_ring_holds(terraform: Terraform, framework: str, tmp_path: Path) -> None:
    assert judged(terraform, framework, tmp_path).failed == {}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_value_taken_from_the_event_may_have_any_statistic(framework: str, tmp_path: Path) -> None:
    terraform = transformation(value="$.bytes")
    terraform["resource"][ALARM]["root"]["statistic"] = "Maximum"
    assert judged(terraform, framework, tmp_path).failed == {}
