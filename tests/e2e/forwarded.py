"""Lets an alarm ring at each forwarder that Terraform made, and looks whether its chat at the vendor hears."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.forwarder import Forwarder
from pipeline.pipeline import Pipeline
from sandbox import control, session
from tests.sandbox.local import wait_until

Client = Callable[[str], Any]
PATIENCE = 60.0
"""Seconds for a function to be run beside many runs of Terraform."""


def unheard(state: session.State, pipeline: Pipeline, client: Client) -> Iterator[str]:
    """The forwarders whose chat does not hear of an alarm that rings at them."""
    for part in pipeline.forwarders:
        if dict(part.variables)["CHANNEL"] == "syslog":
            continue
        (topic,) = (one.topic_arn for one in pipeline.subscriptions if str(one.endpoint) == part.arn)
        alarm = next(one for one in pipeline.alarms if topic in one.alarm_actions)
        client("cloudwatch").set_alarm_state(AlarmName=alarm.name, StateValue="ALARM", StateReason="a test")
        if not wait_until(lambda part=part: _heard(state, part), PATIENCE):  # type: ignore[misc]
            yield part.name


def _heard(state: session.State, part: Forwarder) -> bool:
    return any(
        message["integration"] == part.destination and any(part.account.id in line for line in message["lines"])
        for message in control.messages(state.vendor_url, state.certificate)
    )
