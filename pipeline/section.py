"""What the sections of the configuration are made of: a model that refuses unknown keys, and words with a form."""

from __future__ import annotations

import re
from collections.abc import Sized
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from alerts.condition_values import Section
from alerts.form import Form, shown
from pipeline.region import spelt
from pipeline.secret import reference

Values = TypeVar("Values", bound=Sized)


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
        raise ValueError(f"an account id is twelve digits, got {shown(value)}")
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
Region = Annotated[
    str,
    Form(r"^[a-z]{2}(-[a-z]+)+-[0-9]$", "should be the code of a region, such as eu-west-1"),
    AfterValidator(spelt),
]
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
_TAG = Form(r"^[\w\s.:/=+@-]*$", "should be letters, digits, spaces and . : / = + @ _ -, as tags of AWS are")
Tags = dict[
    Annotated[str, _TAG, Field(min_length=1, max_length=128)],
    Annotated[str, _TAG, Field(max_length=256)],
]

__all__ = ["AT_LEAST_ONE", "AccountId", "ExternalId", "Form", "Region", "RoleName", "Secret", "Section", "Slug", "Tags"]
