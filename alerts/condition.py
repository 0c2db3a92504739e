"""The condition of an alert, as its YAML says it: which CloudTrail events to look for.

All keys of a condition must hold; of a list one is enough. docs/alert-language.md is made from the descriptions here.
Refuses what can never hold or cannot be said in a filter pattern.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from alerts.condition_expression import express
from alerts.condition_values import (
    ALSO_ALONE,
    AccountIds,
    Parameters,
    Section,
    SourceIps,
    Texts,
    Users,
    one_or_many,
)
from alerts.pattern import PatternSyntaxError, parse
from alerts.pattern.tree import JsonPattern


def _json_pattern(text: str) -> str:
    try:
        tree = parse(text).tree
    except PatternSyntaxError as error:
        raise ValueError(str(error)) from None
    if not isinstance(tree, JsonPattern):
        raise ValueError(f"{text!r} is no JSON pattern, so it cannot be part of a condition; write {{ $.field = ... }}")
    return text


JsonPatternText = Annotated[str, AfterValidator(_json_pattern)]
Conditions = Annotated[tuple["Condition", ...], BeforeValidator(one_or_many), ALSO_ALONE]


class Condition(Section):
    """Which events. Everything named must hold; of a list one is enough; `*` at either end stands for any text."""

    service: Texts | None = Field(
        None, description="Service that was called: `ec2` for `ec2.amazonaws.com`, or the whole event source."
    )
    event: Texts | None = Field(None, description="Name of the event, such as `RunInstances` or `Delete*`.")
    region: Texts | None = Field(None, description="Region of the call.")
    account: AccountIds | None = Field(
        None, description="Account that the event happened in, in quotes; for the trail of an organization."
    )
    user: Users | None = Field(
        None, description="Who called: an ARN, a name, or a section with `arn`, `name`, `type`, `account`."
    )
    outcome: Literal["any", "success", "failure", "unauthorized"] | None = Field(
        None, description="How the call ended; unauthorized is a failure for lack of permission."
    )
    resource: Texts | None = Field(
        None, description="ARN or id of a resource, where CloudTrail names resources or the usual parameter does."
    )
    source_ip: SourceIps | None = Field(
        None,
        description="Address of the caller: IPv4 networks, addresses, texts with `*`, or `aws-services`; as a section "
        "with `inside` and `outside`.",
    )
    user_agent: Texts | None = Field(None, description="Program of the caller, such as `*curl*`.")
    read_only: bool | None = Field(None, description="Whether the call only reads.")
    mfa: bool | None = Field(None, description="Whether the caller had signed in with multi-factor authentication.")
    request: Parameters | None = Field(
        None, description="Request parameters by their path, such as `launchPermission.add.items[*].group`."
    )
    response: Parameters | None = Field(None, description="Response elements by their path.")
    any: Conditions | None = Field(None, description="One of these conditions holds.")
    all: Conditions | None = Field(None, description="All of these conditions hold.")
    none: Conditions | None = Field(None, description="None of these conditions holds.")
    pattern: JsonPatternText | None = Field(
        None, description="A JSON filter pattern of CloudWatch Logs, for what the other keys cannot say."
    )

    @model_validator(mode="after")
    def _can_be_said(self) -> Self:
        express(self)
        return self
