"""Accounts and an alert as a user writes them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

PRODUCTION = {"name": "production", "id": "111122223333", "region": "eu-west-1"}
STAGING = {"name": "staging", "id": "444455556666", "region": "us-east-1"}
MINE: dict[str, Any] = {
    "id": "mine",
    "title": "Mine \x1b[31m",
    "severity": "low",
    "why": "It matters.",
    "pattern": '{ $.eventName = "CreateKey" }',
    "examples": {"match": [{"eventName": "CreateKey"}], "no_match": [{"eventName": "DisableKey"}]},
}

Configure = Callable[..., Path]
