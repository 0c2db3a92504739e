"""What CloudWatch publishes to SNS when an alarm changes state.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions.html
The shape follows messages recorded on AWS: keys in their order, `DatapointsToAlarm` only where the alarm sets it,
the Region by its display name. Alarms on metric math are described without their `Metrics`.
"""

import datetime
import functools
from typing import Any

import botocore.session

MAX_SUBJECT_CHARACTERS = 100  # https://docs.aws.amazon.com/sns/latest/api/API_Publish.html


def message(alarm: Any, account: str, old_state: str) -> dict[str, Any]:
    """The message for an alarm that is already in its new state; serialise it compactly, as CloudWatch does."""
    return {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": account,
        "AlarmConfigurationUpdatedTimestamp": _timestamp(alarm.configuration_updated_timestamp),
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": _timestamp(alarm.state_updated_timestamp),
        "Region": region_name(alarm.region_name),
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": old_state,
        "OKActions": alarm.ok_actions,
        "AlarmActions": alarm.alarm_actions,
        "InsufficientDataActions": alarm.insufficient_data_actions,
        "Trigger": _trigger(alarm),
    }


def subject(alarm: Any) -> str:
    """`ALARM: "name" in Region`, the name cut with `...` so that the whole keeps to SNS's 100 characters."""
    before, after = f'{alarm.state_value}: "', f'" in {region_name(alarm.region_name)}'
    room = MAX_SUBJECT_CHARACTERS - len(before) - len(after)
    name = alarm.name if len(alarm.name) <= room else alarm.name[: room - 3] + "..."
    return f"{before}{name}{after}"


@functools.cache
def region_name(region: str) -> str:
    """The Region's display name as CloudWatch writes it: "EU (Ireland)" where botocore has "Europe (Ireland)"."""
    for partition in botocore.session.get_session().get_data("endpoints")["partitions"]:
        if region in partition["regions"]:
            return str(partition["regions"][region]["description"]).replace("Europe (", "EU (")
    return region


def _trigger(alarm: Any) -> dict[str, Any]:
    trigger: dict[str, Any] = {
        "MetricName": alarm.metric_name,
        "Namespace": alarm.namespace,
        "StatisticType": "Statistic",
        "Statistic": (alarm.statistic or "").upper(),
        "Unit": alarm.unit,
        "Dimensions": [{"value": one.value, "name": one.name} for one in alarm.dimensions],
        "Period": _whole(alarm.period),
        "EvaluationPeriods": _whole(alarm.evaluation_periods),
    }
    if alarm.datapoints_to_alarm is not None:
        trigger["DatapointsToAlarm"] = _whole(alarm.datapoints_to_alarm)
    return trigger | {
        "ComparisonOperator": alarm.comparison_operator,
        "Threshold": None if alarm.threshold is None else float(alarm.threshold),
        "TreatMissingData": alarm.treat_missing_data or "missing",
        "EvaluateLowSampleCountPercentile": alarm.evaluate_low_sample_count_percentile or "",
    }


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _timestamp(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"
