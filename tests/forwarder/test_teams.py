import json
from typing import Any

from forwarder.notice import Notice, notice_of
from forwarder.teams import payload
from tests.forwarder.conftest import message


def card(notice: Notice) -> Any:
    written = payload(notice)
    assert written["type"] == "message"
    (attachment,) = written["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    return attachment["content"]


def lines(content: Any) -> list[str]:
    return ["".join(run["text"] for run in block["inlines"]) for block in content["body"]]


def test_an_alarm_is_a_card_that_a_person_can_act_on() -> None:
    content = card(notice_of(message()))
    told = lines(content)
    assert told[0].startswith("ALARM: ")
    assert told[1].startswith("First: Ask ")
    assert [line[:3] for line in told[2:4]] == ["2. ", "3. "]
    assert "Since: 2025-02-02 12:06:35 UTC" in told
    assert "Where: production 111122223333 eu-west-1" in told
    assert "Severity: critical" in told
    assert [action["title"] for action in content["actions"]] == ["Events", "Alarm"]
    assert {action["type"] for action in content["actions"]} == {"Action.OpenUrl"}


def test_how_bad_it_is_can_be_seen_by_colour() -> None:
    colours = {
        state: card(notice_of(message(NewStateValue=state)))["body"][0]["inlines"][0]["color"]
        for state in ("ALARM", "OK")
    }
    assert colours == {"ALARM": "attention", "OK": "good"}


def test_no_text_is_read_as_markdown() -> None:
    # Only TextBlock and FactSet are: https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/text-features
    content = card(notice_of(message(NewStateReason="[ALARM](https://evil.example)")))
    assert {block["type"] for block in content["body"]} == {"RichTextBlock"}


def test_a_long_alarm_fits_what_teams_takes() -> None:
    # 28 KB: https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
    content = payload(notice_of(message(NewStateReason="x" * 9000, AlarmDescription="y" * 9000)))
    assert len(json.dumps(content)) < 28_000
