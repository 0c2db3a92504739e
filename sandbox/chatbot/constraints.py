"""Holds what is asked against AWS's own description of the service, which tells the form of every ARN and id.

boto3 checks types alone and leaves the rest to the service, and so does Terraform's provider.
https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateMicrosoftTeamsChannelConfiguration.html
"""

import re
from collections.abc import Iterator
from typing import Any

from moto.core.utils import get_service_model

from sandbox.chatbot.errors import Refusal


def check(operation: str, asked: dict[str, Any]) -> None:
    """Raise InvalidParameterException for the first constraint of the operation's input that is not met."""
    shape = get_service_model("chatbot").operation_model(operation).input_shape
    for told in _violations(shape, asked, ""):
        raise Refusal("InvalidParameterException", f"1 validation error detected: {told}")


def _violations(shape: Any, value: Any, name: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for member in shape.required_members:
            if value.get(member) is None:
                yield f"Value null at '{name or member}' failed to satisfy constraint: Member must not be null"
        for member, of in shape.members.items():
            if value.get(member) is not None:
                yield from _violations(of, value[member], member)
    elif shape.type_name == "list":
        for item in value:
            yield from _violations(shape.member, item, name)
    elif shape.type_name == "string":
        yield from _wrong_text(shape.metadata, value, name)


def _wrong_text(constraints: dict[str, Any], value: str, name: str) -> Iterator[str]:
    told = f"Value '{value}' at '{name}' failed to satisfy constraint: Member must "
    if not constraints.get("min", 0) <= len(value) <= constraints.get("max", len(value)):
        yield f"{told}have a length between {constraints.get('min', 0)} and {constraints.get('max')}"
    if (pattern := constraints.get("pattern")) and not re.fullmatch(pattern, value):
        yield f"{told}satisfy regular expression pattern: {pattern}"
