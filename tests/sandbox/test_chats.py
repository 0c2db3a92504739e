import pytest

from forwarder import slack, teams
from forwarder.notice import notice_of
from sandbox.chats import MAX_KEPT, Chats
from tests.forwarder.conftest import message

NOTICE = notice_of(message(NewStateReason="a & b"))
EVENTS = NOTICE.events


def test_a_message_for_slack_is_kept_as_it_is_shown() -> None:
    chats = Chats()
    assert chats.receive("/slack/planted-key", slack.payload(NOTICE))
    (shown,) = chats.report()
    assert (shown["integration"], shown["chat"]) == ("slack", "slack")
    assert shown["lines"][:3] == (":red_circle: ALARM: Root user used", "*Where*", "production 111122223333 eu-west-1")
    assert "a & b" in shown["lines"]
    assert shown["links"] == (EVENTS, NOTICE.alarm_link)


def test_a_message_for_teams_is_kept_as_it_is_shown() -> None:
    chats = Chats()
    assert chats.receive("/workflow/planted-key", teams.payload(NOTICE))
    (shown,) = chats.report()
    assert (shown["integration"], shown["chat"]) == ("workflow", "teams")
    assert shown["lines"][0] == "ALARM: Root user used"
    assert "Where: production 111122223333 eu-west-1" in shown["lines"]
    assert shown["links"] == (EVENTS, NOTICE.alarm_link)


@pytest.mark.parametrize("body", [{}, {"text": "hello"}, {"blocks": "x"}, {"attachments": []}])
def test_what_is_for_no_chat_is_not_kept(body: dict[str, object]) -> None:
    chats = Chats()
    assert not chats.receive("/slack/key", body)
    assert chats.report() == []


def test_a_card_of_another_form_is_kept_as_far_as_it_is_understood() -> None:
    chats = Chats()
    body = [{"inlines": [{"text": "a"}, {}, "b"]}, {"inlines": 1}, "c"]
    assert chats.receive("/teams", {"attachments": [{"content": {"body": body}}]})
    assert [one["lines"] for one in chats.report()] == [("a",)]


def test_the_newest_are_kept_and_all_can_be_forgotten() -> None:
    chats = Chats()
    for number in range(MAX_KEPT + 1):
        chats.receive("/slack", {"blocks": [{"type": "plain_text", "text": str(number)}]})
    assert [one["lines"] for one in chats.report()[:: MAX_KEPT - 1]] == [("1",), (str(MAX_KEPT),)]
    chats.forget()
    assert chats.report() == []
