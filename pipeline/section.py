"""What the sections of the configuration are made of: a model that refuses unknown keys, and words with a form.

What has not its form is told in words, with an example; the regular expression is for editors, in the JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sized
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from alerts.condition_values import Section
from pipeline.secret import reference

Values = TypeVar("Values", bound=Sized)

_LONGEST_SHOWN = 100
_TAG = r"^[\w\s.:/=+@-]*$"


@dataclass(frozen=True, slots=True)
class Form:
    """What a string must look like: a regular expression, and the words that say so."""

    pattern: str
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_before_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "pattern": self.pattern}

    def _checked(self, value: Any) -> Any:
        """Before pydantic looks, which calls what YAML took for a number no valid string, and says no more."""
        if not isinstance(value, str):
            in_quotes = type(value) in (int, float) and re.search(self.pattern, str(value))
            raise ValueError(f"{self.words}, got {_shown(value)}{'; put it in quotes' if in_quotes else ''}")
        if not re.search(self.pattern, value):
            raise ValueError(f"{self.words}, got {_shown(value)}")
        return value


def _shown(value: Any) -> str:
    """What was given, but for what may hold a secret."""
    if isinstance(value, str):
        if "://" in value:
            return "an address"
        return f"'{value}'" if len(value) <= _LONGEST_SHOWN else f"'{value[:_LONGEST_SHOWN]}...'"
    return "keys and values" if isinstance(value, Mapping) else "a list" if isinstance(value, list) else repr(value)


def _no_reference(external_id: str) -> str:
    """A role would ask for the reference itself, which has the form of an external id, too."""
    if external_id.startswith(("env:", "ssm:", "secretsmanager:")):
        raise ValueError("an external id is no secret: write it as it is, not where it is found")
    return external_id


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
        raise ValueError(f"an account id is twelve digits, got {_shown(value)}")
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
    AfterValidator(_no_reference),
    Form(r"^[\w+=,.@:/-]{2,1224}$", "should be an external id of 2 to 1224 letters, digits and + = , . @ : / _ -"),
]
Tags = dict[
    Annotated[str, Field(pattern=_TAG, min_length=1, max_length=128)],
    Annotated[str, Field(pattern=_TAG, max_length=256)],
]

__all__ = ["AT_LEAST_ONE", "AccountId", "ExternalId", "Region", "RoleName", "Secret", "Section", "Slug", "Tags"]
