"""An alarm that changes state tells the SNS topics among the new state's actions; moto's tells nobody.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
Only SetAlarmState changes a state here: metrics are not evaluated. Topic and key policies are not consulted.
"""

import json
from typing import Any

from moto.cloudwatch.models import CloudWatchBackend
from moto.sns.models import sns_backends
from moto.utilities.arns import parse_arn

from sandbox import alarm_message
from sandbox.corrections.alarm_history import record


def apply() -> None:
    moto_set_alarm_state = CloudWatchBackend.set_alarm_state

    def set_alarm_state(self: Any, alarm_name: str, reason: str, reason_data: str, state_value: str) -> None:
        alarm = self.alarms.get(alarm_name)
        before = alarm.state_value if alarm else ""
        moto_set_alarm_state(self, alarm_name, reason, reason_data, state_value)
        if state_value != before and alarm.actions_enabled:
            for action in _actions(alarm):
                _notify(alarm, self.account_id, before, action)

    CloudWatchBackend.set_alarm_state = set_alarm_state


def _actions(alarm: Any) -> list[str]:
    by_state = {
        "ALARM": alarm.alarm_actions,
        "OK": alarm.ok_actions,
        "INSUFFICIENT_DATA": alarm.insufficient_data_actions,
    }
    return [action for action in by_state[alarm.state_value] if action.split(":")[2] == "sns"]


def _notify(alarm: Any, account: str, before: str, topic_arn: str) -> None:
    arn = parse_arn(topic_arn)
    topic = sns_backends[arn.account][arn.region].topics.get(topic_arn) if arn.region == alarm.region_name else None
    if topic is None:
        record(alarm, "Action", f"Failed to execute action {topic_arn}", {"actionState": "Failed"})
        return
    message = json.dumps(alarm_message.message(alarm, account, before), separators=(",", ":"), ensure_ascii=False)
    topic.publish(message, subject=alarm_message.subject(alarm))
    record(alarm, "Action", f"Successfully executed action {topic_arn}", {"actionState": "Succeeded"})
