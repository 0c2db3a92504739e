"""`trailbell ring` at a forwarder: SNS knows that Lambda took the message, and Lambda whether it was forwarded."""

import time
from dataclasses import replace

from tests.forwarder.conftest import Webhook
from tests.sandbox.functions.forwarding import PATIENCE, Forwarding
from tests.sandbox.local import wait_until
from validators.bells import bells
from validators.ring import Answer, Told, ring

SLACK = {"slack": "ssm:/on-call/hook"}
NOT_AGAIN_AT_ONCE = {"Retry-After": "100"}


def rung(forwarding: Forwarding, webhook: Webhook, *answers: int) -> Told:
    """What is told of the forwarder's topic; of the wait, each second passes in a twentieth, on a busy machine, too."""
    forwarding.forward_to(SLACK, hook=webhook.url)
    forwarding.ring("OK", "as after a quiet day")
    assert wait_until(lambda: webhook.received, PATIENCE)
    webhook.answers, webhook.headers = [*answers], NOT_AGAIN_AT_ONCE
    with_role = replace(forwarding.pipeline.account, deploy_role="Deployer")
    (bell,) = bells([replace(forwarding.pipeline, account=with_role)], None)
    (found,) = ring([bell], 600, lambda _: None, forwarding.clients, lambda pause: time.sleep(pause / 20))
    assert found.told, (found.problem, found.unread)
    return found.told[0]


def test_a_webhook_that_takes_alarm_and_ok_has_answered(forwarding: Forwarding, webhook: Webhook) -> None:
    told = rung(forwarding, webhook, 200)
    assert (told.answer, told.why) == (Answer.answered, "")
    assert len(webhook.received) == 3


def test_a_webhook_that_refuses_is_told_although_lambda_took_the_message(
    forwarding: Forwarding, webhook: Webhook
) -> None:
    told = rung(forwarding, webhook, 500)
    assert told.counts.delivered == told.expected
    assert told.answer is Answer.refused
    assert told.why.startswith("the forwarder could not deliver it, and has given it up")


def test_a_webhook_that_answered_the_second_time_has_answered(forwarding: Forwarding, webhook: Webhook) -> None:
    told = rung(forwarding, webhook, 500, 200)
    assert (told.answer, told.why) == (Answer.answered, "after 1 failure of the forwarder")
