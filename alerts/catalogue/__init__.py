"""The alerts that Trailbell ships: one YAML file each, named after its id, proved by its own examples."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from alerts.alert import Alert
from alerts.document import read
from alerts.errors import InputError, Mistake
from alerts.validation import validate

FOLDER = Path(__file__).parent


@cache
def catalogue() -> Mapping[str, Alert]:
    """Every shipped alert by its id, in alphabetical order."""
    paths = sorted(FOLDER.glob("*.yaml"), key=lambda path: path.stem)
    return MappingProxyType({path.stem: _load(path) for path in paths})


@cache
def packs() -> Mapping[str, tuple[str, ...]]:
    """The ids of each pack; `all` holds every alert."""
    found: dict[str, tuple[str, ...]] = {"all": tuple(catalogue())}
    for alert in catalogue().values():
        for pack in alert.packs:
            found[pack] = (*found.get(pack, ()), alert.id)
    return MappingProxyType(found)


def _load(path: Path) -> Alert:
    document = read(path)
    alert = validate(Alert, document)
    if alert.id != path.stem:
        message = f"the id '{alert.id}' is not the file's name; rename one of them"
        raise InputError([Mistake(document.place(("id",)), message)])
    return alert
