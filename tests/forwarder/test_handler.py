import json
import logging
import traceback
from pathlib import Path
from typing import Any

import pytest

from forwarder import handler, stored
from forwarder.delivery import DeliveryError
from sandbox import certificate
from tests.forwarder.conftest import Syslog, Webhook, message


class Context:
    """What Lambda tells of the time that is left."""

    def __init__(self, seconds: float = 20) -> None:
        self.seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tls: Path) -> dict[str, str]:
    """What is kept for the forwarder, by reference; every certificate of this machine's authority is trusted."""
    secrets: dict[str, str] = {}
    monkeypatch.setattr(stored, "read", lambda reference, _environment, _timeout: secrets[reference])
    monkeypatch.setenv("SSL_CERT_FILE", str(tls / certificate.NAME))
    monkeypatch.setattr("forwarder.delivery.FIRST_PAUSE", 0.01)
    return secrets


@pytest.fixture
def slack(kept: dict[str, str], webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> Webhook:
    """The webhook that a forwarder for Slack has."""
    monkeypatch.setenv("CHANNEL", "slack")
    monkeypatch.setenv("ENDPOINT", "ssm:/on-call/chat")
    kept["ssm:/on-call/chat"] = webhook.url
    return webhook


def event(**different: Any) -> dict[str, Any]:
    return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": message(**different)}]}


@pytest.mark.parametrize(("channel", "key"), [("slack", "blocks"), ("teams", "attachments")])
def test_an_alarm_reaches_the_webhook_that_is_kept(
    kept: dict[str, str], webhook: Webhook, monkeypatch: pytest.MonkeyPatch, channel: str, key: str
) -> None:
    monkeypatch.setenv("CHANNEL", channel)
    monkeypatch.setenv("ENDPOINT", "ssm:/on-call/chat")
    kept["ssm:/on-call/chat"] = webhook.url
    handler.handle(event(), Context())
    ((_, _, body),) = webhook.received
    assert key in body


def test_an_alarm_reaches_a_syslog_server_of_ones_own_authority(
    kept: dict[str, str], syslog_server: Syslog, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    settings = {"CHANNEL": "syslog", "SYSLOG_HOST": "127.0.0.1", "SYSLOG_PORT": str(syslog_server.port)}
    for name, value in (settings | {"SYSLOG_CA": "ssm:/on-call/ca"}).items():
        monkeypatch.setenv(name, value)
    kept["ssm:/on-call/ca"] = (tls / certificate.NAME).read_text()
    handler.handle(event(), Context())
    assert syslog_server.done.wait(5)
    assert b"trailbell-cis-root-usage" in syslog_server.read[0]


def test_a_busy_webhook_is_tried_again(slack: Webhook) -> None:
    slack.answers = [429, 503, 200]
    handler.handle(event(), Context())
    assert len(slack.received) == 3


def test_a_webhook_that_refuses_lets_the_function_fail_so_that_lambda_keeps_the_message(slack: Webhook) -> None:
    slack.answers = [410]
    with pytest.raises(DeliveryError, match="410"):
        handler.handle(event(), Context())
    assert len(slack.received) == 1


@pytest.mark.parametrize("status", [200, 410, 503])
def test_nothing_secret_is_logged_or_raised(slack: Webhook, capsys: Any, caplog: Any, status: int) -> None:
    caplog.set_level(logging.DEBUG)
    slack.answers = [status]
    told, given = "", event(NewStateReason="planted-key in a text")
    try:
        handler.handle(given, Context(2.5))
    except DeliveryError as error:
        told = "".join(traceback.format_exception(error))  # as Lambda logs it
    written = capsys.readouterr()
    assert bool(told) is (status != 200)
    assert "planted" not in told + written.out + written.err + caplog.text


def test_what_was_delivered_is_logged_by_its_number(slack: Webhook, capsys: Any) -> None:
    handler.handle(event(), Context())
    assert len(slack.received) == 1
    assert json.loads(capsys.readouterr().out) == {
        "delivered": "5e1c0f53-7f8a-5a3b-9d32-5106f1b6d1a0",
        "alarm": "trailbell-cis-root-usage",
        "state": "ALARM",
    }
