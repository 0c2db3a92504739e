"""Vendors read the envelope that SNS puts around an alarm's message; with raw delivery they drop what they get.

It also carries the signature, and the confirmation that a subscription waits for.
https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
"""

from __future__ import annotations

from policies.notification import by_https
from policies.rule import rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_SUBSCRIPTION_KEEPS_ENVELOPE",
    "A subscription by HTTPS delivers messages with their envelope",
    by_https,
    remedy="Set raw_message_delivery to false.",
    argument="raw_message_delivery",
)
def subscription_keeps_envelope(subscription: Resource) -> str | None:
    return "raw delivery is on" if subscription.yes("raw_message_delivery") else None
