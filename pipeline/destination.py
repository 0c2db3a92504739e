"""What a user writes of a destination: who is called, and how. One kind of channel each."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from pipeline.channel import (
    ForwarderSettings,
    FunctionName,
    Mailbox,
    QueueName,
    SlackChannel,
    TeamsChannel,
    TopicName,
)
from pipeline.delivery import Delivery
from pipeline.section import Secret, Section
from pipeline.vendors import VENDORS

Kind = Literal["https", "email", "topic", "lambda", "sqs", "slack", "teams", "forwarder"]

_FIELDS: Mapping[str, Kind] = MappingProxyType(
    {
        "url": "https",
        "email": "email",
        "topic": "topic",
        "function": "lambda",
        "sqs": "sqs",
        "slack": "slack",
        "teams": "teams",
        "forwarder": "forwarder",
    }
)
"""The key that tells the kind, by the name of its field."""

_ONLY_OF_HTTPS = ("vendor", "signature_version", "confirms", "delivery")
_RAW = "raw delivery stays off: endpoints know and check a message by SNS's envelope; remove it"
_KEY = (
    "a vendor's key is part of the endpoint's address: write url: env:NAME, and put the whole address into the variable"
)
_NOT_HERE = {
    "syslog": "syslog is spoken by the forwarder: write forwarder: {syslog: {host: ...}}",
    **dict.fromkeys(("raw", "raw_delivery", "raw_message_delivery"), _RAW),
    **dict.fromkeys(("key", "api_key", "apiKey", "token"), _KEY),
}
"""Keys that people look for here, and what to write instead."""

_CHATS = ("slack", "teams")
_CHANNELS = "email, topic, lambda, sqs, slack, teams, forwarder"


def _vendor(name: str) -> str:
    if name not in VENDORS:
        given = "" if "://" in name else f" '{name[:40]}'"  # an address may hold a key
        close = difflib.get_close_matches(name.lower().replace(" ", "-"), VENDORS, 1)
        meant = f"did you mean '{close[0]}'?" if close else f"known are {', '.join(VENDORS)}"
        raise ValueError(f"unknown vendor{given}; {meant}")
    return name


def _one_line(text: str) -> str:
    # https://docs.aws.amazon.com/sns/latest/dg/sns-create-topic.html
    if not text.replace("\t", " ").isprintable():
        raise ValueError("holds a line break or a character that cannot be shown; SNS takes one line")
    return text


def _in_quotes(value: Any) -> Any:
    """A version is a word, which nobody puts in quotes that YAML wants there."""
    return str(value) if type(value) is int else value


class Destination(Section):
    """Who is called: an endpoint of an incident vendor by vendor and url, or one other channel."""

    vendor: Annotated[str, AfterValidator(_vendor)] = Field(
        "https", description=f"One of {', '.join(VENDORS)}; see docs/vendors.md."
    )
    url: Secret | None = Field(
        None, description="Where the endpoint is found: env:NAME or ssm:/path, never the endpoint itself."
    )
    email: Mailbox | None = Field(
        None, description="Where a mail address is found: env:NAME or ssm:/path. Whoever reads it confirms by a click."
    )
    topic: TopicName | None = Field(
        None,
        description="A topic that exists, in the region of the account, by ARN or name; it is never changed. With "
        "vendor and url: the endpoint that is subscribed to it already.",
    )
    function: FunctionName | None = Field(
        None, alias="lambda", description="A function that exists in the account, by ARN or name."
    )
    sqs: QueueName | None = Field(
        None, description="A queue that exists, by ARN or name; its policy must let the topic send."
    )
    slack: SlackChannel | None = Field(None, description="A Slack channel, by Amazon Q Developer.")
    teams: TeamsChannel | None = Field(None, description="A channel of Microsoft Teams, by Amazon Q Developer.")
    forwarder: ForwarderSettings | None = Field(
        None, description="Slack, Microsoft Teams or syslog, by a small function that Trailbell deploys."
    )
    display_name: Annotated[str, AfterValidator(_one_line)] = Field(
        "", max_length=100, description="Display name of the topic."
    )
    signature_version: Annotated[Literal["1", "2"] | None, BeforeValidator(_in_quotes)] = Field(
        None, description="How SNS signs: 2 is SHA-256, 1 is SHA-1; the vendor's own by default."
    )
    confirms: bool | None = Field(
        None,
        description="Whether the endpoint confirms by itself, so that a deployment waits; the vendor's by default.",
    )
    delivery: Delivery | None = Field(None, description="How SNS retries; 3 times, 20 seconds apart, by default.")
    notify_ok: bool | None = Field(None, description="Tell it of OK; the alert decides by default.")
    notify_insufficient_data: bool | None = Field(
        None, description="Tell it when an alarm has no data; the alert decides by default."
    )

    @model_validator(mode="before")
    @classmethod
    def _not_the_address(cls, value: Any) -> Any:
        # pydantic's own message would repeat the text, which may be the endpoint.
        if isinstance(value, str):
            raise ValueError("should hold vendor and url, such as {vendor: https, url: env:NAME}")
        if isinstance(value, dict) and (reason := next((_NOT_HERE[name] for name in _NOT_HERE if name in value), None)):
            raise ValueError(reason)
        if isinstance(value, dict) and (
            chat := next((name for name in _CHATS if isinstance(value.get(name), str)), None)
        ):
            raise ValueError(
                f"{chat} is a channel by Amazon Q Developer, and holds its ids; a webhook is the forwarder's: put it "
                f"into a SecureString parameter and write forwarder: {{{chat}: ssm:/path}}"
            )
        return value

    @model_validator(mode="after")
    def _one_channel(self) -> Self:
        kinds: list[Kind] = ["topic"] if self.listens else [*self._kinds()]
        if not kinds and "vendor" in self.model_fields_set:
            raise ValueError("url is missing: where the vendor's endpoint is found, as env:NAME or ssm:/path")
        if not kinds:
            raise ValueError(f"names nobody: give vendor and url, or one of {_CHANNELS}")
        if len(kinds) > 1:
            names = " and ".join("url" if kind == "https" else kind for kind in kinds)
            raise ValueError(f"names {names}; a destination is one of them: make it two, and route to both")
        if kinds != ["https"]:
            self._refuse_settings_of_https(kinds[0])
        if (vendor := VENDORS[self.vendor]).signature_version == "1" and self.signature_version == "2":
            raise ValueError(
                f"signature_version 2 is SHA-256, and {vendor.title} drops what is not signed with SHA-1; remove it, "
                "or write vendor: https where yours takes it"
            )
        if kinds == ["topic"] and self.display_name:
            raise ValueError("display_name is that of a topic of ours; an existing topic is never changed: remove it")
        return self

    def _refuse_settings_of_https(self, kind: Kind) -> None:
        settings = [name for name in _ONLY_OF_HTTPS if name != "vendor" or not self.listens]
        if wrong := [name for name in settings if name in self.model_fields_set]:
            raise ValueError(f"{wrong[0]} is for an endpoint by url, not for {kind}; remove it")

    def _kinds(self) -> Iterator[Kind]:
        return (kind for field, kind in _FIELDS.items() if getattr(self, field) is not None)

    @property
    def kind(self) -> Kind:
        """Which channel it is."""
        return "topic" if self.listens else next(self._kinds())

    @property
    def listens(self) -> bool:
        """Whether it is an existing topic that the endpoint is subscribed to already."""
        return [*self._kinds()] == ["https", "topic"]
