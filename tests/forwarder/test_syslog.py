import re
import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forwarder import syslog
from forwarder.delivery import DeliveryError, TemporaryError
from forwarder.notice import Notice, notice_of
from tests.forwarder.conftest import Syslog, message

# RFC 5424, section 6: header, one SD-ELEMENT, and the message in UTF-8 after a byte order mark.
FORM = re.compile(
    r"<(?P<pri>\d{1,3})>1 (?P<time>-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) "
    r"(?P<host>[!-~]{1,255}) trailbell - (?P<msgid>[!-~]{1,32}) "
    r'\[trailbell@32473(?P<sd>(?: [a-z]+="(?:[^"\\\]]|\\["\\\]])*")*)\] '
    "\ufeff(?P<msg>[^\n\r]*)"
)


def parsed(notice: Notice) -> dict[str, str]:
    match = FORM.fullmatch(syslog.message(notice).decode())
    assert match
    return match.groupdict()


def test_an_alarm_is_a_message_of_rfc_5424() -> None:
    told = parsed(notice_of(message()))
    assert (told["time"], told["host"], told["msgid"]) == ("2025-02-02T12:06:35.472+00:00", "111122223333", "ALARM")
    assert ' alarm="trailbell-cis-root-usage" state="ALARM" severity="critical"' in told["sd"]
    assert told["msg"].startswith("ALARM: ")
    assert "production 111122223333 eu-west-1" in told["msg"]
    assert "First: " in told["msg"]


@pytest.mark.parametrize(
    ("state", "severity", "number"),
    [("ALARM", "critical", 2), ("ALARM", "high", 3), ("ALARM", "medium", 4), ("ALARM", "low", 5), ("ALARM", "", 5),
     ("OK", "critical", 6), ("INSUFFICIENT_DATA", "high", 3)],
)  # fmt: skip
def test_the_priority_is_the_facility_log_audit_and_the_alerts_severity(state: str, severity: str, number: int) -> None:
    assert parsed(Notice(title="T", state=state, severity=severity))["pri"] == str(13 * 8 + number)


def test_what_would_end_a_value_is_escaped() -> None:
    assert r' title="a\"b\]c\\d"' in parsed(Notice(title='a"b]c\\d'))["sd"]


@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_leaves_the_form(title: str, time: str, account: str, state: str) -> None:
    notice = Notice(title=title, time=time, account_id=account, state=state, details=title, alarm=account)
    assert FORM.fullmatch(syslog.message(notice).decode(errors="strict"))


def test_a_long_message_is_cut_to_what_a_server_takes_and_not_inside_a_character() -> None:
    content = syslog.message(Notice(title="T", details="ü" * 9000))
    assert syslog.LONGEST - 1 <= len(content) <= syslog.LONGEST
    assert FORM.fullmatch(content.decode(errors="strict"))


def test_a_frame_counts_octets_and_not_characters() -> None:
    content = "für".encode()
    assert syslog.frame(content) == b"4 f\xc3\xbcr"


@pytest.mark.parametrize("hangs_up", [False, True])
def test_a_server_gets_the_whole_frame_over_tls(syslog_server: Syslog, context: ssl.SSLContext, hangs_up: bool) -> None:
    syslog_server.hangs_up = hangs_up
    content = syslog.message(notice_of(message()))
    syslog.send(content, "127.0.0.1", syslog_server.port, context, 5)
    assert syslog_server.done.wait(5)
    assert syslog_server.read == [syslog.frame(content)]


def test_a_server_that_is_not_trusted_gets_nothing(syslog_server: Syslog) -> None:
    with pytest.raises(DeliveryError, match="its certificate is not trusted"):
        syslog.send(b"planted", "127.0.0.1", syslog_server.port, ssl.create_default_context(), 5)
    assert syslog_server.done.wait(5)
    assert b"".join(syslog_server.read) == b""


def test_a_server_that_is_not_there_is_told_by_its_address(context: ssl.SSLContext) -> None:
    with pytest.raises(TemporaryError, match=r"127\.0\.0\.1:1 did not take the message \(ConnectionRefusedError\)"):
        syslog.send(b"x", "127.0.0.1", 1, context, 1)
