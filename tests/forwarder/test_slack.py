import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forwarder.notice import Notice, notice_of
from forwarder.slack import payload
from tests.forwarder.conftest import ALARM, message


def texts(value: Any) -> list[str]:
    """Every text of a message that Slack reads as mrkdwn."""
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [text for one in value.values() for text in texts(one)]
    return [text for one in value for text in texts(one)] if isinstance(value, list) else []


def test_an_alarm_is_one_message_that_a_person_can_act_on() -> None:
    written = payload(notice_of(message()))
    kinds = [block["type"] for block in written["blocks"]]
    assert kinds == ["header", "section", "section", "context", "context", "actions"]
    assert written["blocks"][0]["text"]["text"].startswith(":red_circle: ALARM: ")
    where = written["blocks"][1]["fields"][0]["text"]
    assert where == "*Where*\nproduction 111122223333 eu-west-1"
    assert written["blocks"][1]["fields"][2]["text"] == "*Since*\n2025-02-02 12:06:35 UTC"
    assert re.match(r"\*First:\* Ask .+\n2\. .+\n3\. ", written["blocks"][2]["text"]["text"])
    assert [button["text"]["text"] for button in written["blocks"][-1]["elements"]] == ["Events", "Alarm"]
    assert written["text"] == "ALARM: Root user used (critical) in production 111122223333 eu-west-1"


def test_the_return_to_ok_is_told_as_resolved() -> None:
    written = payload(notice_of(message(NewStateValue="OK")))
    assert written["blocks"][0]["text"]["text"].startswith(":white_check_mark: Resolved: ")


@pytest.mark.parametrize("text", ["<!channel> look", "<https://evil.example|ALARM>", "a & b"])
def test_a_text_cannot_mention_or_link(text: str) -> None:
    written = payload(notice_of(message(NewStateReason=text, AlarmDescription=text, AlarmName=text)))
    for shown in [*texts(written["blocks"]), written["text"]]:
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", shown)


def test_nothing_empty_is_sent() -> None:
    written = payload(Notice(title="Bare"))
    assert [block["type"] for block in written["blocks"]] == ["header"]


@given(st.text(alphabet="&<>a\n ", max_size=6000))
def test_every_text_fits_slacks_limits_and_ends_in_no_half_escape(text: str) -> None:
    written = payload(notice_of(message(NewStateReason=text, AlarmDescription=text, AlarmName=text or "x")))
    assert len(written["blocks"][0]["text"]["text"]) <= 150
    for shown in texts(written["blocks"]):
        assert len(shown) <= 3000
        assert not re.search(r"&(?!amp;|lt;|gt;)", shown)
    assert len(json.dumps(written)) < 50_000
    assert ALARM["AlarmName"]
