"""What a user may have written in an alert: a condition, and what becomes of it."""

from __future__ import annotations

import textwrap

import pytest

from alerts.compiler import compile_expression
from alerts.condition import Condition
from alerts.condition_expression import express
from alerts.document import parse
from alerts.errors import InputError
from alerts.validation import validate


def condition(text: str) -> Condition:
    """The condition that this YAML is."""
    return validate(Condition, parse(textwrap.dedent(text), "mine.yaml"))


def pattern(text: str) -> str:
    """The one filter pattern that this YAML becomes, without the braces."""
    (found,) = compile_expression("mine", express(condition(text)))
    return found.removeprefix("{ ").removesuffix(" }")


def refusal(text: str) -> str:
    """The whole text by which this YAML is refused."""
    with pytest.raises(InputError) as caught:
        condition(text)
    return str(caught.value)
