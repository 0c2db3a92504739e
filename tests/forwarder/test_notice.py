import json
from typing import Any

import pytest

from alerts.catalogue import catalogue
from forwarder.notice import LONGEST_LINK, LONGEST_TEXT, links, notice_of, words
from pipeline.description import description
from tests.forwarder.conftest import ACCOUNT, ALARM, message


def test_an_alarm_tells_what_where_how_bad_what_first_and_where_its_events_are() -> None:
    alert = catalogue()["cis-root-usage"]
    notice = notice_of(message())
    assert (notice.title, notice.severity, notice.state) == (alert.title, alert.severity, "ALARM")
    assert notice.where == "production 111122223333 eu-west-1"
    assert notice.first_step
    assert alert.respond.replace("\n", " ").startswith(f"1. {notice.first_step[:40]}")
    assert notice.next_steps.startswith("2. ")
    assert notice.controls.startswith("CIS 1.2: 1.1, ")
    assert notice.details == ""
    assert notice.events.startswith("https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:")
    assert notice.time == ALARM["StateChangeTime"]
    assert notice.reason == ALARM["NewStateReason"]


@pytest.mark.parametrize("name", [name for name, alert in catalogue().items() if not alert.parameters])
def test_the_description_of_every_shipped_alert_is_understood(name: str) -> None:
    alert = catalogue()[name]
    notice = notice_of(message(AlarmDescription=description(ACCOUNT, "/aws/cloudtrail/trailbell", alert)))
    assert (notice.title, notice.severity) == (alert.title, alert.severity)
    assert notice.events
    assert bool(notice.first_step) == bool(alert.respond)


def test_the_alarms_own_page_is_linked_in_the_console_of_its_partition() -> None:
    assert dict(links(notice_of(message())))["Alarm"] == (
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/"
        "trailbell-cis-root-usage"
    )
    china = notice_of(message(AlarmArn="arn:aws-cn:cloudwatch:cn-north-1:111122223333:alarm:a b/c"))
    assert china.alarm_link.startswith("https://cn-north-1.console.amazonaws.cn/")


@pytest.mark.parametrize(
    ("state", "told"), [("ALARM", "ALARM: T"), ("OK", "Resolved: T"), ("INSUFFICIENT_DATA", "No data: T")]
)
def test_a_state_is_told_in_a_persons_words(state: str, told: str) -> None:
    described = "T (low) in a 111122223333 eu-west-1."
    assert words(notice_of(message(NewStateValue=state, AlarmDescription=described))) == told


@pytest.mark.parametrize("text", [None, "", "Somebody's own words\nof two lines"])
def test_an_alarm_described_by_somebody_else_keeps_its_name_and_words(text: str | None) -> None:
    notice = notice_of(message(AlarmDescription=text))
    assert (notice.title, notice.details, notice.severity) == ("trailbell-cis-root-usage", text or "", "")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://example.com/", "https://a b/", "https://" + "x" * 3000]
)
def test_what_is_no_https_link_is_not_linked(link: str) -> None:
    notice = notice_of(message(AlarmDescription=f"T (low) in a 111122223333 eu-west-1.\nEvents: {link}"))
    assert notice.events == ""


def test_another_message_is_told_by_its_subject_and_text() -> None:
    notice = notice_of({**message(), "Subject": "Hello", "Message": "a plain text"})
    assert (notice.title, notice.details, notice.state) == ("Hello", "a plain text", "")
    assert notice.where == "111122223333 eu-west-1"


@pytest.mark.parametrize("text", ["[1]", "null", '{"s3Bucket": "b"}', "[" * 5000, '{"AlarmName": 7}'])
def test_a_message_of_any_form_becomes_a_notice(text: str) -> None:
    notice = notice_of({"Message": text, "TopicArn": "arn:aws:sns:eu-west-1:111122223333:chat"})
    assert notice.title == "Message from chat"
    assert notice.details == text[:LONGEST_TEXT]


@pytest.mark.parametrize("value", [None, 7, ["x"], {"a": "b"}, "line\nline\x00"])
def test_an_alarm_with_odd_values_still_becomes_a_notice_of_single_lines(value: Any) -> None:
    odd = dict.fromkeys(("NewStateReason", "StateChangeTime", "AWSAccountId", "NewStateValue", "AlarmArn"), value)
    notice = notice_of(message(**odd))
    assert "\n" not in "".join([notice.state, notice.reason, notice.time, notice.where])
    assert json.dumps(notice.title)


def test_when_all_is_well_again_nothing_is_told_to_do() -> None:
    notice = notice_of(message(NewStateValue="OK"))
    assert (notice.first_step, notice.next_steps, notice.details, notice.controls) == ("", "", "", "")
    assert (notice.title, notice.severity) == ("Root user used", "critical")
    assert notice.reason
    assert notice.events


def test_without_data_a_person_is_not_sent_after_an_intruder() -> None:
    notice = notice_of(message(NewStateValue="INSUFFICIENT_DATA"))
    assert notice.first_step == "Nothing is counted, so this alert may not ring: run trailbell check."
    assert notice.next_steps == ""


def test_what_somebody_else_wrote_stays_when_there_is_no_data() -> None:
    notice = notice_of(message(NewStateValue="INSUFFICIENT_DATA", AlarmDescription="their words"))
    assert (notice.first_step, notice.details) == ("", "their words")


def test_the_link_shows_the_events_of_the_alarms_time_whenever_it_is_clicked() -> None:
    assert "~(end~'2025-02-02T13*3a06*3a35.000Z~start~'2025-02-01T12*3a06*3a35.000Z~timeType~'ABSOLUTE" in (
        notice_of(message()).events
    )


def test_a_link_that_would_grow_too_long_stays_as_it_is() -> None:
    relative = "end~0~start~-86400~timeType~'RELATIVE~unit~'seconds"
    link = f"https://example.com/{relative}".ljust(LONGEST_LINK, "x")
    notice = notice_of(message(AlarmDescription=f"T (low) in a 111122223333 eu-west-1.\nEvents: {link}"))
    assert notice.events == link
