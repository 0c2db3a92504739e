"""Words that must have a form, such as an id or the name of a region.

What has not its form is told in words, with an example; the regular expression is for editors, in the JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from alerts.terminal import visible

_LONGEST_SHOWN = 100


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
            in_quotes = type(value) in (int, float) and re.fullmatch(self.pattern, str(value))
            raise ValueError(f"{self.words}, got {shown(value)}{'; put it in quotes' if in_quotes else ''}")
        if not re.fullmatch(self.pattern, value):  # a dollar sign alone lets a line break by
            raise ValueError(f"{self.words}, got {shown(value)}")
        return value


def shown(value: Any) -> str:
    """What was given, but for what may hold a secret."""
    if isinstance(value, str):
        if "://" in value:
            return "an address"
        text = visible(value)
        return f"'{text}'" if len(text) <= _LONGEST_SHOWN else f"'{text[:_LONGEST_SHOWN]}...'"
    return "keys and values" if isinstance(value, Mapping) else "a list" if isinstance(value, list) else repr(value)
