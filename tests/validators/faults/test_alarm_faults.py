"""Faults of alarms: rows 37 to 53 of docs/faults.yaml."""

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.alert import Alarm
from tests.validators.deployment import deploy_alarm
from tests.validators.faults.told import brief, findings, told
from tests.validators.recorded import Answer, Recorded
from tests.validators.sandboxed import SandboxedAccount

ELSEWHERE = "arn:aws:sns:eu-west-1:999988887777:elsewhere"
NOW = datetime.now(UTC)
RULE = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:quiet nights"


def alarm(account: SandboxedAccount) -> Alarm:
    """The alarm of the alert of one's own, in which nothing is a default."""
    return next(one for one in account.pipeline.alarms if one.dimensions)


def change(account: SandboxedAccount, **different: Any) -> None:
    deploy_alarm(alarm(account), account.client, **different)


def described(**state: Any) -> Callable[[Answer], None]:
    """The state of every alarm by DescribeAlarms. moto evaluates no metric and keeps no time of transition."""

    def settle(answer: Answer) -> None:
        for one in answer["MetricAlarms"]:
            one.update(StateUpdatedTimestamp=NOW, **state)

    return settle


@pytest.mark.fault(37)
def test_deleted_alarm(deployed: SandboxedAccount) -> None:
    deployed.client("cloudwatch").delete_alarms(AlarmNames=[alarm(deployed).name])
    assert told(deployed) == {("missing", "alarm", "")}


@pytest.mark.fault(38)
def test_changed_threshold(deployed: SandboxedAccount) -> None:
    change(deployed, Threshold=1_000_000)
    assert told(deployed) == {("changed", "alarm", "threshold")}


@pytest.mark.fault(39)
def test_changed_period_and_numbers_of_periods(deployed: SandboxedAccount) -> None:
    change(deployed, Period=60, EvaluationPeriods=240, DatapointsToAlarm=240)
    assert told(deployed) == {
        ("changed", "alarm", "period"),
        ("changed", "alarm", "evaluation_periods"),
        ("changed", "alarm", "datapoints_to_alarm"),
    }


@pytest.mark.fault(40)
def test_changed_statistic_comparison_unit_and_dimensions(deployed: SandboxedAccount) -> None:
    change(deployed, Statistic="Minimum", ComparisonOperator="LessThanThreshold", Unit="Percent", Dimensions=[])
    assert told(deployed) == {
        ("changed", "alarm", "statistic"),
        ("changed", "alarm", "comparison_operator"),
        ("changed", "alarm", "unit"),
        ("changed", "alarm", "dimensions"),
    }


@pytest.mark.fault(41)
def test_missing_data_treated_another_way(deployed: SandboxedAccount) -> None:
    change(deployed, TreatMissingData="ignore")
    assert told(deployed) == {("changed", "alarm", "treat_missing_data")}


@pytest.mark.fault(42)
def test_another_namespace(deployed: SandboxedAccount) -> None:
    change(deployed, Namespace="Elsewhere")
    assert told(deployed) == {("changed", "alarm", "metric_namespace")}


@pytest.mark.fault(43)
def test_disabled_actions(deployed: SandboxedAccount) -> None:
    deployed.client("cloudwatch").disable_alarm_actions(AlarmNames=[alarm(deployed).name])
    assert told(deployed) == {("changed", "alarm", "actions_enabled")}


@pytest.mark.fault(44)
def test_removed_alarm_actions(deployed: SandboxedAccount) -> None:
    change(deployed, AlarmActions=[])
    assert told(deployed) == {("changed", "alarm", "alarm_actions")}


@pytest.mark.fault(45)
def test_replaced_alarm_actions(deployed: SandboxedAccount) -> None:
    change(deployed, AlarmActions=[ELSEWHERE])
    assert told(deployed) == {("changed", "alarm", "alarm_actions")}


@pytest.mark.fault(46)
def test_removed_ok_actions(deployed: SandboxedAccount) -> None:
    change(deployed, OKActions=[])
    assert told(deployed) == {("changed", "alarm", "ok_actions")}


@pytest.mark.fault(47)
def test_added_action(deployed: SandboxedAccount) -> None:
    change(deployed, AlarmActions=[*alarm(deployed).alarm_actions, ELSEWHERE])
    found = findings(deployed)
    assert brief(found) == {("changed", "alarm", "alarm_actions")}
    (finding,) = found
    assert ELSEWHERE in str(finding.observed)


@pytest.mark.fault(48)
def test_mute_rule(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # The installed botocore knows no mute rules, so nobody can make one in the local AWS.
    recorded.answer("cloudwatch", "ListAlarmMuteRules", mute_rules("ACTIVE"))
    recorded.answer("cloudwatch", "GetAlarmMuteRule", {"MuteTargets": {"AlarmNames": [alarm(deployed).name, "other"]}})
    found = findings(deployed)
    assert brief(found) == {("unhealthy", "alarm", "mute_rule")}
    (finding,) = found
    assert finding.observed == "quiet nights (ACTIVE)"
    assert finding.repair.endswith("delete-alarm-mute-rule --alarm-mute-rule-name 'quiet nights'")


@pytest.mark.fault(49)
def test_suppressed_composite_alarm(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # moto makes no composite alarms by its API.
    composite = {
        "AlarmName": "all-of-them",
        "AlarmRule": f'ALARM("{alarm(deployed).name}") OR ALARM(other)',
        "ActionsSuppressedBy": "Alarm",
    }
    recorded.change("cloudwatch", "DescribeAlarms", lambda answer: answer.update(CompositeAlarms=[composite]))
    assert told(deployed) == {("unhealthy", "alarm", "suppressor")}


@pytest.mark.fault(50)
def test_alarm_without_data_for_long(deployed: SandboxedAccount, recorded: Recorded) -> None:
    long_ago = NOW - timedelta(hours=25)
    recorded.change(
        "cloudwatch", "DescribeAlarms", described(StateValue="INSUFFICIENT_DATA", StateTransitionedTimestamp=long_ago)
    )
    found = findings(deployed)
    assert brief(found) == {("unhealthy", "alarm", "state")}
    # The other alarm's metric is split by a dimension: no data is its ordinary quiet.
    assert [finding.resource for finding in found] == [
        one.name for one in deployed.pipeline.alarms if not one.dimensions
    ]


@pytest.mark.fault(51)
def test_alarm_stuck_in_alarm(deployed: SandboxedAccount, recorded: Recorded) -> None:
    long_ago = NOW - timedelta(hours=25)
    recorded.change("cloudwatch", "DescribeAlarms", described(StateValue="ALARM", StateTransitionedTimestamp=long_ago))
    found = findings(deployed)
    assert brief(found) == {("unhealthy", "alarm", "state")}
    assert len(found) == len(deployed.pipeline.alarms)


@pytest.mark.fault(52)
def test_second_alarm_for_the_same_metric(deployed: SandboxedAccount) -> None:
    twin = dataclasses.replace(alarm(deployed), name="made-by-hand", alarm_actions=(ELSEWHERE,))
    deploy_alarm(twin, deployed.client)
    assert told(deployed) == {("unmanaged", "alarm", "")}


@pytest.mark.fault(52)
def test_composite_alarm_that_rings_our_topic(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # moto makes no composite alarms by its API.
    composite = {
        "AlarmName": "all-of-them",
        "AlarmRule": f"ALARM({alarm(deployed).name})",
        "ActionsEnabled": True,
        "AlarmActions": [deployed.pipeline.topics[0].arn],
    }
    recorded.change("cloudwatch", "DescribeAlarms", lambda answer: answer.update(CompositeAlarms=[composite]))
    assert told(deployed) == {("unmanaged", "alarm", "")}


@pytest.mark.fault(53)
def test_failed_action(deployed: SandboxedAccount) -> None:
    deployed.client("sns").delete_topic(TopicArn=deployed.pipeline.topics[0].arn)
    ring(deployed)
    # The field names the topic, too, so that each destination has its own finding.
    assert {
        ("unhealthy", "alarm", "action"),
        ("missing", "topic", ""),
    } <= {(status, part, field.partition(" ")[0]) for status, part, field in told(deployed)}


def test_action_that_succeeded_later_is_no_fault(deployed: SandboxedAccount, recorded: Recorded) -> None:
    recorded.answer("cloudwatch", "DescribeAlarmHistory", {"AlarmHistoryItems": [
        action(alarm(deployed), NOW, "Succeeded"), action(alarm(deployed), NOW - timedelta(hours=1), "Failed"),
    ]})  # fmt: skip
    assert told(deployed) == set()


def test_scheduled_mute_rule_is_told_less_loudly(deployed: SandboxedAccount, recorded: Recorded) -> None:
    recorded.answer("cloudwatch", "ListAlarmMuteRules", mute_rules("SCHEDULED"))
    recorded.answer("cloudwatch", "GetAlarmMuteRule", {"MuteTargets": {"AlarmNames": [alarm(deployed).name]}})
    assert [finding.severity for finding in findings(deployed)] == ["medium"]


def test_states_of_the_last_day_are_no_fault(deployed: SandboxedAccount, recorded: Recorded) -> None:
    recently = NOW - timedelta(hours=23)
    recorded.change("cloudwatch", "DescribeAlarms", described(StateValue="ALARM", StateTransitionedTimestamp=recently))
    assert told(deployed) == set()


@pytest.mark.parametrize(
    ("operation", "health"),
    [("ListAlarmMuteRules", "mute rules"), ("DescribeAlarmHistory", "history")],
)
def test_denied_look_at_one_health_leaves_the_others_told(
    deployed: SandboxedAccount, operation: str, health: str
) -> None:
    deployed.fail("cloudwatch", operation)
    change(deployed, Threshold=1_000_000)
    assert told(deployed) == {("unchecked", "alarm", health), ("changed", "alarm", "threshold")}


def mute_rules(status: str) -> Answer:
    return {"AlarmMuteRuleSummaries": [{"AlarmMuteRuleArn": RULE, "Status": status}]}


def ring(account: SandboxedAccount) -> None:
    account.client("cloudwatch").set_alarm_state(
        AlarmName=alarm(account).name, StateValue="ALARM", StateReason="somebody did it"
    )


def action(of: Alarm, when: datetime, state: str) -> Answer:
    """An item as AWS writes it: https://github.com/aws/aws-sdk-java/issues/1723 shows one."""
    data = {"actionState": state, "notificationResource": of.alarm_actions[0], "error": None}
    return {
        "AlarmName": of.name,
        "Timestamp": when,
        "HistoryItemType": "Action",
        "HistorySummary": f"{'Successfully executed' if state == 'Succeeded' else 'Failed to execute'} action {data}",
        "HistoryData": json.dumps(data),
    }
