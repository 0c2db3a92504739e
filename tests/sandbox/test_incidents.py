from typing import Any

from sandbox.incidents import MAX_KEPT, Incidents

ARN = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:one"


def alarm(state: str, arn: str = ARN) -> dict[str, Any]:
    return {"AlarmName": "one", "AlarmArn": arn, "NewStateValue": state, "AWSAccountId": "111122223333"}


def after(*messages: dict[str, Any]) -> dict[str, Any]:
    incidents = Incidents()
    for number, message in enumerate(messages):
        incidents.receive("/ilert/key", f"message {number}", message)
    return incidents.report()


def statuses(report: dict[str, Any]) -> list[str]:
    return [one["status"] for one in report["incidents"]]


def test_an_alarm_opens_an_incident() -> None:
    assert statuses(after(alarm("ALARM"))) == ["open"]


def test_a_repeated_alarm_is_a_duplicate() -> None:
    report = after(alarm("ALARM"), alarm("ALARM"))
    assert [one["duplicates"] for one in report["incidents"]] == [1]


def test_ok_closes_the_incident() -> None:
    report = after(alarm("ALARM"), alarm("OK"))
    assert statuses(report) == ["closed"]
    assert report["incidents"][0]["closed_at"] >= report["incidents"][0]["opened_at"]


def test_an_alarm_after_ok_opens_another_incident() -> None:
    assert statuses(after(alarm("ALARM"), alarm("OK"), alarm("ALARM"))) == ["closed", "open"]


def test_insufficient_data_changes_nothing() -> None:
    report = after(alarm("ALARM"), alarm("INSUFFICIENT_DATA"))
    assert statuses(report) == ["open"]
    assert report["ignored"] == 1


def test_ok_without_an_incident_is_ignored() -> None:
    assert after(alarm("OK")) == {"incidents": [], "ignored": 1}


def test_two_alarms_are_two_incidents() -> None:
    assert statuses(after(alarm("ALARM"), alarm("ALARM", ARN + "-other"))) == ["open", "open"]


def test_the_same_message_again_is_taken_once() -> None:
    incidents = Incidents()
    for _ in range(2):
        incidents.receive("/ilert/key", "the same", alarm("ALARM"))
    assert incidents.report()["incidents"][0]["duplicates"] == 0


def test_two_integrations_have_their_own_incidents() -> None:
    incidents = Incidents()
    for endpoint in ("/ilert/key", "/taskcall/key"):
        incidents.receive(endpoint, "the same", alarm("ALARM"))
    assert [one["integration"] for one in incidents.report()["incidents"]] == ["ilert", "taskcall"]


def test_the_key_in_the_endpoint_is_not_shown() -> None:
    incidents = Incidents()
    incidents.receive("/ilert/the-key", "message", alarm("ALARM"))
    assert "the-key" not in str(incidents.report())


def test_the_oldest_incident_gives_way() -> None:
    report = after(*(alarm("ALARM", f"{ARN}-{number}") for number in range(MAX_KEPT + 1)))
    assert len(report["incidents"]) == MAX_KEPT
    assert report["incidents"][0]["id"] == 2


def test_nothing_is_left_after_forgetting() -> None:
    incidents = Incidents()
    incidents.receive("/ilert/key", "message", alarm("ALARM"))
    incidents.forget()
    assert incidents.report() == {"incidents": [], "ignored": 0}
