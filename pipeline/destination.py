"""What a user writes of a destination: who is called, and how."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from pipeline.section import Secret, Section
from pipeline.vendors import VENDORS


def _vendor(name: str) -> str:
    if name not in VENDORS:
        given = "" if "://" in name else f" '{name[:40]}'"  # an address may hold a key
        raise ValueError(f"unknown vendor{given}; known are {', '.join(VENDORS)}")
    return name


class Destination(Section):
    """An endpoint of an incident vendor; becomes a topic, an HTTPS subscription and a dead-letter queue."""

    vendor: Annotated[str, AfterValidator(_vendor)] = Field(
        "https", description=f"One of {', '.join(VENDORS)}; see docs/vendors.md."
    )
    url: Secret = Field(description="Where the endpoint is found: env:NAME or ssm:/path, never the endpoint itself.")
    display_name: str = Field("", max_length=100, description="Display name of the topic.")
    signature_version: Literal["1", "2"] | None = Field(
        None, description="How SNS signs: 2 is SHA-256, 1 is SHA-1; the vendor's own by default."
    )
    confirms: bool | None = Field(
        None,
        description="Whether the endpoint confirms by itself, so that a deployment waits; the vendor's by default.",
    )

    @model_validator(mode="before")
    @classmethod
    def _not_the_address(cls, value: Any) -> Any:
        # pydantic's own message would repeat the text, which may be the endpoint.
        if isinstance(value, str):
            raise ValueError("should hold vendor and url, such as {vendor: https, url: env:NAME}")
        return value
