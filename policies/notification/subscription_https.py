"""An alarm tells what is wrong in an account: over http everybody on the way can read it, and forge one."""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_SUBSCRIPTION_HTTPS",
    "Subscriptions are by HTTPS, never by http",
    every("aws_sns_topic_subscription"),
    remedy="Set protocol to https and give an endpoint that starts with https://.",
    argument="protocol",
)
def subscription_https(subscription: Resource) -> str | None:
    if subscription.text("protocol") == "http":
        return "the subscription's protocol is http"
    insecure = subscription.text("endpoint").lower().startswith("http://")
    return "the subscription's endpoint starts with http://" if insecure else None
