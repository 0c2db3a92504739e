"""How SNS retries a delivery to an HTTPS endpoint: what a user writes, and SNS's delivery policy as it is compared.

Refuses what SNS would refuse, before anything is deployed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from pipeline.section import Section

LONGEST_RETRYING = 3600
"""Seconds from the first try to the last: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html"""

DEFAULT_RETRIES: Mapping[str, Any] = {
    "numRetries": 3, "numNoDelayRetries": 0, "numMinDelayRetries": 0, "numMaxDelayRetries": 0,
    "minDelayTarget": 20, "maxDelayTarget": 20, "backoffFunction": "linear",
}  # fmt: skip
"""What SNS does of itself, same page."""


class Delivery(Section):
    """How SNS retries what the endpoint answers with 429 or 5xx, or not within 15 seconds. It retries nothing else."""

    retries: int = Field(3, ge=0, le=100, description="How often in all.")
    no_delay_retries: int = Field(0, ge=0, description="How many of them come first, at once.")
    min_delay_retries: int = Field(0, ge=0, description="How many come next, `min_delay` seconds apart.")
    max_delay_retries: int = Field(0, ge=0, description="How many come last, `max_delay` seconds apart.")
    min_delay: int = Field(20, ge=1, le=3600, description="The shortest delay in seconds.")
    max_delay: int = Field(20, ge=1, le=3600, description="The longest delay in seconds.")
    backoff: Literal["linear", "arithmetic", "geometric", "exponential"] = Field(
        "linear", description="How the delay of the other retries grows from the shortest to the longest."
    )
    per_second: int | None = Field(None, ge=1, description="How many messages a second the endpoint takes.")

    @model_validator(mode="after")
    def _fits_sns(self) -> Self:
        if self.min_delay > self.max_delay:
            raise ValueError(f"min_delay {self.min_delay} is longer than max_delay {self.max_delay}; change one")
        counted = self.no_delay_retries + self.min_delay_retries + self.max_delay_retries
        if counted > self.retries:
            raise ValueError(f"names {counted} single retries, and retries is {self.retries}; raise it to {counted}")
        if (seconds := self._at_least(self.retries - counted)) > LONGEST_RETRYING:
            raise ValueError(
                f"retries for {seconds} seconds or more; SNS takes {LONGEST_RETRYING}: fewer retries or shorter delays"
            )
        return self

    def _at_least(self, others: int) -> int:
        """Seconds that all retries take; how delays grow is SNS's own, so of those only the shortest counts."""
        return (self.min_delay_retries + others) * self.min_delay + self.max_delay_retries * self.max_delay

    def policy(self) -> str | None:
        """The subscription's delivery policy, None where it says what SNS does of itself."""
        retry = {
            "numRetries": self.retries,
            "numNoDelayRetries": self.no_delay_retries,
            "numMinDelayRetries": self.min_delay_retries,
            "numMaxDelayRetries": self.max_delay_retries,
            "minDelayTarget": self.min_delay,
            "maxDelayTarget": self.max_delay,
            "backoffFunction": self.backoff,
        }
        throttle = {"throttlePolicy": {"maxReceivesPerSecond": self.per_second}} if self.per_second else {}
        return canonical(json.dumps({"healthyRetryPolicy": retry, **throttle}))


def canonical(text: str | None) -> str | None:
    """A subscription's delivery policy such that two are equal which do the same; None where it is SNS's default.

    SNS leaves out or adds what is not set, in an order of its own. What is no policy stays as it is.
    """
    try:
        written = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return text
    if not isinstance(written, dict):
        return text
    retry = {**DEFAULT_RETRIES, **_set(written.get("healthyRetryPolicy"))}
    kept = {name: _set(value) for name, value in written.items() if name != "healthyRetryPolicy"}
    if kept.get("requestPolicy") == {"headerContentType": "text/plain; charset=UTF-8"}:
        del kept["requestPolicy"]
    policy = {name: value for name, value in kept.items() if value}
    if retry != DEFAULT_RETRIES:
        policy["healthyRetryPolicy"] = retry
    return json.dumps(policy, sort_keys=True, separators=(",", ":")) if policy else None


def _set(value: Any) -> Any:
    """What is set: SNS also answers with null, and with `guaranteed: false`."""
    if isinstance(value, Mapping):
        return {name: one for name, one in value.items() if one is not None}
    return value or {}
