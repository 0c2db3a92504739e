"""The permissions that stand beside the calls, added up: those of a check, and apart from them those that write.

Asks AWS for nothing. What an action is narrowed to is decided in pipeline/least_privilege.py.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import validators


def check() -> tuple[str, ...]:
    """What a check calls, in alphabetical order; it only reads."""
    return _added_up("PERMISSIONS")


def repair() -> tuple[str, ...]:
    """What puts right what Terraform cannot: repairs by API, and confirmations asked for anew."""
    return _added_up("WRITE_PERMISSIONS")


def ring() -> tuple[str, ...]:
    """What rings an alert and sees whether the vendor answered."""
    return _added_up("RING_PERMISSIONS")


def organization() -> tuple[str, ...]:
    """What lists the accounts of an organization."""
    return _added_up("ORGANIZATION_PERMISSIONS")


def log_files() -> tuple[str, ...]:
    """What reads log files and digests to validate them."""
    return _added_up("LOG_FILE_PERMISSIONS")


def _added_up(name: str) -> tuple[str, ...]:
    return tuple(sorted({action for module in modules() for action in getattr(module, name, ())}))


def modules() -> Iterator[ModuleType]:
    """Every module that may call AWS."""
    for found in pkgutil.walk_packages(validators.__path__, f"{validators.__name__}."):
        yield importlib.import_module(found.name)
