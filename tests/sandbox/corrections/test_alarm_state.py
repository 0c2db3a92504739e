from tests.sandbox.local import Aws


def state(aws: Aws) -> str:
    return str(aws.client("cloudwatch").describe_alarms()["MetricAlarms"][0]["StateValue"])


def changed_in_alarm(aws: Aws) -> str:
    aws.alarm()
    aws.client("cloudwatch").set_alarm_state(AlarmName="alarm", StateValue="ALARM", StateReason="test")
    aws.alarm(Threshold=2)
    return state(aws)


def test_plain_moto_starts_with_ok(plain: Aws) -> None:
    plain.alarm()
    assert state(plain) == "OK"


def test_a_new_alarm_has_insufficient_data(corrected: Aws) -> None:
    corrected.alarm()
    assert state(corrected) == "INSUFFICIENT_DATA"


def test_plain_moto_forgets_the_state_of_a_changed_alarm(plain: Aws) -> None:
    assert changed_in_alarm(plain) == "OK"


def test_a_changed_alarm_keeps_its_state(corrected: Aws) -> None:
    assert changed_in_alarm(corrected) == "ALARM"
