import json
from typing import Any

from tests.sandbox.local import Aws, Receiver, wait_until


def alarm_to(aws: Aws, receiver: Receiver, **options: Any) -> str:
    """An alarm whose three kinds of actions all go to one topic with that receiver."""
    topic = aws.topic()
    aws.subscribe_confirmed(topic, receiver.url)
    aws.alarm(**{"AlarmActions": [topic], "OKActions": [topic], "InsufficientDataActions": [topic]} | options)
    return topic


def set_states(aws: Aws, *states: str) -> None:
    for state in states:
        aws.client("cloudwatch").set_alarm_state(AlarmName="alarm", StateValue=state, StateReason=f"{state} for a test")


def alarms(receiver: Receiver, number: int) -> list[dict[str, Any]]:
    wait_until(lambda: len(receiver.messages()) >= number)
    return [json.loads(message["Message"]) for message in receiver.messages()]


def states(receiver: Receiver, aws: Aws, topic: str, number: int) -> list[str]:
    """What was delivered before a last message, so that one too many is noticed."""
    aws.client("sns").publish(TopicArn=topic, Message='{"NewStateValue": "the end"}')
    return [alarm["NewStateValue"] for alarm in alarms(receiver, number + 1)][:-1]


def test_plain_moto_tells_nobody(plain: Aws, receiver: Receiver) -> None:
    topic = plain.topic()
    plain.subscribe(topic, receiver.url)
    plain.alarm(AlarmActions=[topic])
    set_states(plain, "ALARM")
    assert receiver.received == []


def test_an_alarm_tells_its_topic(corrected: Aws, receiver: Receiver) -> None:
    alarm_to(corrected, receiver)
    set_states(corrected, "ALARM")
    assert alarms(receiver, 1)[0]["NewStateReason"] == "ALARM for a test"


def test_each_change_of_state_is_told(corrected: Aws, receiver: Receiver) -> None:
    topic = alarm_to(corrected, receiver)
    set_states(corrected, "ALARM", "OK", "INSUFFICIENT_DATA")
    assert states(receiver, corrected, topic, 3) == ["ALARM", "OK", "INSUFFICIENT_DATA"]


def test_the_same_state_again_is_not_told(corrected: Aws, receiver: Receiver) -> None:
    topic = alarm_to(corrected, receiver)
    set_states(corrected, "ALARM", "ALARM")
    assert states(receiver, corrected, topic, 1) == ["ALARM"]


def test_only_the_actions_of_the_new_state_are_taken(corrected: Aws, receiver: Receiver) -> None:
    topic = alarm_to(corrected, receiver, OKActions=[])
    set_states(corrected, "OK", "ALARM")
    assert states(receiver, corrected, topic, 1) == ["ALARM"]


def test_disabled_actions_are_not_taken(corrected: Aws, receiver: Receiver) -> None:
    topic = alarm_to(corrected, receiver, ActionsEnabled=False)
    set_states(corrected, "ALARM")
    assert states(receiver, corrected, topic, 0) == []


def test_a_topic_that_is_gone_does_not_fail_the_caller(corrected: Aws) -> None:
    corrected.alarm(AlarmActions=["arn:aws:sns:us-east-1:123456789012:gone"])
    set_states(corrected, "ALARM")
    items = corrected.client("cloudwatch").describe_alarm_history(HistoryItemType="Action")["AlarmHistoryItems"]
    assert items[0]["HistorySummary"] == "Failed to execute action arn:aws:sns:us-east-1:123456789012:gone"


def test_the_message_has_the_shape_of_cloudwatch(corrected: Aws, receiver: Receiver) -> None:
    topic = alarm_to(corrected, receiver, AlarmDescription="why", TreatMissingData="notBreaching")
    set_states(corrected, "ALARM")
    message = alarms(receiver, 1)[0]
    for moment in ("AlarmConfigurationUpdatedTimestamp", "StateChangeTime"):
        assert message.pop(moment).endswith("+0000")
    assert message == {
        "AlarmName": "alarm",
        "AlarmDescription": "why",
        "AWSAccountId": "123456789012",
        "NewStateValue": "ALARM",
        "NewStateReason": "ALARM for a test",
        "Region": "US East (N. Virginia)",
        "AlarmArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:alarm",
        "OldStateValue": "INSUFFICIENT_DATA",
        "OKActions": [topic],
        "AlarmActions": [topic],
        "InsufficientDataActions": [topic],
        "Trigger": {
            "MetricName": "Count",
            "Namespace": "Test",
            "StatisticType": "Statistic",
            "Statistic": "SUM",
            "Unit": None,
            "Dimensions": [],
            "Period": 300,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "Threshold": 1.0,
            "TreatMissingData": "notBreaching",
            "EvaluateLowSampleCountPercentile": "",
        },
    }


def test_the_subject_names_state_alarm_and_region(corrected: Aws, receiver: Receiver) -> None:
    alarm_to(corrected, receiver)
    set_states(corrected, "ALARM")
    alarms(receiver, 1)
    assert receiver.messages()[0]["Subject"] == 'ALARM: "alarm" in US East (N. Virginia)'
