"""An alert of four lines, with others added or in their place."""

from __future__ import annotations

import pytest

from alerts.alert import Alert
from alerts.document import parse
from alerts.errors import InputError
from alerts.validation import validate

SMALLEST = {
    "id": "id: root-usage",
    "title": "title: Root user used",
    "severity": "severity: high",
    "pattern": "pattern: '{ $.userIdentity.type = Root }'",
}


def alert(*lines: str, **instead: str) -> Alert:
    """An alert as its YAML file says; `instead` replaces one of the four lines that every alert has."""
    return validate(Alert, parse("\n".join([*(SMALLEST | instead).values(), *lines]), "own.yaml"))


def refusal(*lines: str, **instead: str) -> str:
    with pytest.raises(InputError) as caught:
        alert(*lines, **instead)
    return str(caught.value)
