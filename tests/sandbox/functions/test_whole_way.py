"""From an alarm's state to a person: CloudWatch, SNS, Lambda, the forwarder's code, TLS, a chat or a syslog server."""

import json
import os
from pathlib import Path
from typing import Any

from sandbox import certificate
from sandbox.functions import asynchronous
from tests.forwarder.conftest import Syslog, Webhook
from tests.sandbox.functions.forwarding import PATIENCE, Forwarding
from tests.sandbox.local import wait_until
from validators.finding import Finding
from validators.run import check

SLACK = {"slack": "ssm:/on-call/hook"}
SHORTLY = {"Retry-After": "100"}
"""What a webhook answers that is not to be tried again within the function's own time."""


def received(webhook: Webhook, number: int = 1) -> list[Any]:
    assert wait_until(lambda: len(webhook.received) >= number, PATIENCE), "nothing was forwarded"
    return [body for _, _, body in webhook.received]


def findings(forwarding: Forwarding) -> list[Finding]:
    (report,) = check((forwarding.pipeline,), os.environ)
    return [*report.findings]


def test_an_alarm_reaches_slack_and_its_end_does_too(forwarding: Forwarding, webhook: Webhook) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url)
    forwarding.ring("ALARM")
    (alarm,) = received(webhook)
    assert alarm["blocks"][0]["text"]["text"] == ":red_circle: ALARM: Root user used"
    assert [button["text"]["text"] for button in alarm["blocks"][-1]["elements"]] == ["Events", "Alarm"]
    forwarding.ring("OK")
    assert received(webhook, 2)[1]["blocks"][0]["text"]["text"] == ":white_check_mark: Resolved: Root user used"


def test_an_alarm_reaches_teams_as_a_card(forwarding: Forwarding, webhook: Webhook) -> None:
    forwarding.forward_to({"teams": "ssm:/on-call/hook"}, hook=webhook.url)
    forwarding.ring()
    (card,) = received(webhook)
    (attachment,) = card["attachments"]
    assert attachment["content"]["body"][0]["inlines"][0]["text"] == "ALARM: Root user used"


def test_an_alarm_reaches_a_syslog_server_whose_authority_is_ones_own(
    forwarding: Forwarding, syslog_server: Syslog, tls: Path
) -> None:
    server = {"host": "127.0.0.1", "port": syslog_server.port, "ca": "ssm:/on-call/ca"}
    forwarding.forward_to({"syslog": server}, ca=(tls / certificate.NAME).read_text())
    forwarding.ring()
    assert syslog_server.done.wait(PATIENCE)
    (message,) = syslog_server.read
    assert b'alarm="bell-cis-root-usage" state="ALARM" severity="critical" title="Root user used"' in message


def test_a_webhook_is_read_from_secrets_manager_too(forwarding: Forwarding, webhook: Webhook) -> None:
    forwarding.client("secretsmanager").create_secret(Name="on-call/hook", SecretString=webhook.url)
    forwarding.forward_to({"slack": "secretsmanager:on-call/hook"})
    forwarding.ring()
    assert len(received(webhook)) == 1


def test_what_a_webhook_refuses_thrice_lies_in_the_dead_letter_queue_and_the_check_tells(
    forwarding: Forwarding, webhook: Webhook
) -> None:
    webhook.answers, webhook.headers = [500], SHORTLY
    forwarding.forward_to(SLACK, hook=webhook.url)
    assert [one for one in findings(forwarding) if one.part in ("dead-letter-queue", "forwarder")] == []
    forwarding.ring()
    (letter,) = forwarding.dead_letters()
    assert len(webhook.received) == 1 + len(asynchronous.WAITS)
    assert json.loads(json.loads(letter["Body"])["Records"][0]["Sns"]["Message"])["AlarmName"] == "bell-cis-root-usage"
    assert letter["MessageAttributes"]["ErrorMessage"]["StringValue"] == "127.0.0.1 answered 500"

    def told() -> dict[str, str]:
        return {one.field: one.observed for one in findings(forwarding)}

    # A check looks at seconds that are over.
    assert wait_until(lambda: "AsyncEventsDropped" in told(), PATIENCE)
    assert told()["messages"] == "1"
    assert told()["AsyncEventsDropped"] == "1 in 24 hours; runs: 3"


def test_a_dead_letter_is_forwarded_when_the_function_is_invoked_with_it(
    forwarding: Forwarding, webhook: Webhook
) -> None:
    webhook.answers, webhook.headers = [500, 200], SHORTLY
    forwarding.forward_to(SLACK, hook=webhook.url)
    forwarding.try_once()
    forwarding.ring()
    (letter,) = forwarding.dead_letters()
    assert "FunctionError" not in forwarding.invoke(json.loads(letter["Body"]))
    assert webhook.received[0] == webhook.received[1]


def test_a_webhook_that_answers_the_second_time_gets_the_message_and_nothing_is_kept(
    forwarding: Forwarding, webhook: Webhook
) -> None:
    webhook.answers, webhook.headers = [500, 200], SHORTLY
    forwarding.forward_to(SLACK, hook=webhook.url)
    forwarding.ring()
    assert len(received(webhook, 2)) == 2
    said = wait_until(lambda: [line for line in forwarding.log() if line.startswith('{"delivered"')], PATIENCE)
    assert len(said) == 1
    assert [one for one in findings(forwarding) if one.part == "dead-letter-queue"] == []


def test_the_log_tells_what_was_delivered_and_neither_where_nor_what(forwarding: Forwarding, webhook: Webhook) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url)
    forwarding.ring(reason="a reason that nobody else may read")
    log = "\n".join(wait_until(forwarding.log, PATIENCE))
    assert '"alarm": "bell-cis-root-usage", "state": "ALARM"' in log
    assert "planted-key" not in log
    assert "a reason that nobody" not in log


def test_a_receiver_elsewhere_is_never_contacted(forwarding: Forwarding) -> None:
    forwarding.forward_to(SLACK, hook="https://hooks.slack.example/services/planted-key")
    forwarding.try_once()
    forwarding.ring()
    (letter,) = forwarding.dead_letters()
    told = letter["MessageAttributes"]["ErrorMessage"]["StringValue"]
    assert told == "hooks.slack.example is not on this machine, and the sandbox sends nothing elsewhere"


def test_a_webhook_that_may_not_be_read_ends_in_the_dead_letter_queue(forwarding: Forwarding, webhook: Webhook) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url)
    forwarding.fail("ssm", "GetParameter")
    forwarding.try_once()
    forwarding.ring()
    (letter,) = forwarding.dead_letters()
    assert "may the forwarder's role read it?" in letter["MessageAttributes"]["ErrorMessage"]["StringValue"]
    assert webhook.received == []
