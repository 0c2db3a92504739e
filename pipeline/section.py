"""What the sections of the configuration are made of: a model that refuses unknown keys, and words with a form.

What has not its form is told in words, with an example; the regular expression is for editors, in the JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Sized
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

from alerts.condition_values import Section
from pipeline.secret import reference

Values = TypeVar("Values", bound=Sized)

_LONGEST_SHOWN = 40
_TAG = r"^[\w\s.:/=+@-]*$"


@dataclass(frozen=True, slots=True)
class Form:
    """What a string must look like: a regular expression, and the words that say so."""

    pattern: str
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "pattern": self.pattern}

    def _checked(self, text: str) -> str:
        if not re.search(self.pattern, text):
            given = "an address" if "://" in text else f"'{text[:_LONGEST_SHOWN]}'"  # an address may hold a key
            raise ValueError(f"{self.words}, got {given}")
        return text


def _some(values: Values) -> Values:
    """Not by min_length, which also counts out every item that is wrong in itself."""
    if not values:
        raise ValueError("is empty; name at least one")
    return values


def _secret(text: str) -> str:
    reference(text)
    return text


def _account_id(value: Any) -> Any:
    if isinstance(value, int):
        raise ValueError("write the account id in quotes; without them YAML reads a number and drops leading zeros")
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{12}", value):
        raise ValueError(f"an account id is twelve digits, got '{value[:_LONGEST_SHOWN]}'")
    return value


AT_LEAST_ONE = AfterValidator(_some)
AccountId = Annotated[str, BeforeValidator(_account_id)]
Secret = Annotated[str, AfterValidator(_secret)]
Slug = Annotated[
    str,
    Form(
        r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        "should be lower-case words joined by hyphens that begin with a letter, such as my-account",
    ),
]
Region = Annotated[str, Form(r"^[a-z]{2}(-[a-z]+)+-[0-9]$", "should be the code of a region, such as eu-west-1")]
RoleName = Annotated[
    str,
    Form(
        r"^[A-Za-z0-9+=,.@_-]+(/[A-Za-z0-9+=,.@_-]+)*$",
        "should be the name of a role, or its path and name; the account is known, so not an ARN",
    ),
]
ExternalId = Annotated[
    str,
    Form(r"^[\w+=,.@:/-]+$", "should be an external id of letters, digits and + = , . @ : / _ -"),
    Field(min_length=2, max_length=1224),
]
Tags = dict[
    Annotated[str, Field(pattern=_TAG, min_length=1, max_length=128)],
    Annotated[str, Field(pattern=_TAG, max_length=256)],
]

__all__ = ["AT_LEAST_ONE", "AccountId", "ExternalId", "Region", "RoleName", "Secret", "Section", "Slug", "Tags"]
