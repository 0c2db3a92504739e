"""Configurations with alerts of one's own."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.alerts.written import PRODUCTION, Configure
from tests.cli.command import settings


@pytest.fixture
def configure(directory: Path) -> Configure:
    """Writes a configuration with these own alerts, and with whatever else is different."""

    def write(*own: dict[str, Any], accounts: tuple[dict[str, Any], ...] = (PRODUCTION,), **alerts: Any) -> Path:
        path = directory / "trailbell.yaml"
        path.write_text(settings(*accounts, alerts={"packs": ["cis"], "own": [*own], **alerts}, trail={}))
        return path

    return write


@pytest.fixture
def events(directory: Path) -> Path:
    """Two events: one of root, one of nobody in particular."""
    root = {"eventName": "CreateKey", "eventType": "AwsApiCall", "userIdentity": {"type": "Root"}}
    path = directory / "events.jsonl"
    path.write_text(f"{json.dumps(root)}\n{json.dumps({'eventName': 'GetObject'})}\n")
    return path
