"""The alerts that Trailbell ships: one YAML file each, named after its id, proved by its own examples."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from alerts.alert import Alert
from alerts.document import Document, read
from alerts.errors import InputError, Mistake
from alerts.parameters import Values, examples_of, filled
from alerts.validation import validate

FOLDER = Path(__file__).parent


@cache
def catalogue() -> Mapping[str, Alert]:
    """Every shipped alert by its id, in alphabetical order."""
    paths = sorted(FOLDER.glob("*.yaml"), key=lambda path: path.stem)
    return MappingProxyType({path.stem: _load(path) for path in paths})


@cache
def packs() -> Mapping[str, tuple[str, ...]]:
    """The ids of each pack; `all` holds every alert, except those that need parameters."""
    ready = [alert for alert in catalogue().values() if not alert.parameters]
    found: dict[str, tuple[str, ...]] = {"all": tuple(alert.id for alert in ready)}
    for alert in ready:
        for pack in alert.packs:
            found[pack] = (*found.get(pack, ()), alert.id)
    return MappingProxyType(found)


def with_parameters(alert_id: str, values: Values) -> Alert:
    """A shipped alert with the values that it needs; raises ValueError where they are not what it asks for."""
    needed = catalogue()[alert_id].parameters
    if unknown := values.keys() - needed.keys():
        raise ValueError(f"has no parameter '{min(unknown)}'; known here: {', '.join(needed) or 'none'}")
    if missing := [name for name in needed if not values.get(name)]:
        raise ValueError(f"needs {missing[0]}: {needed[missing[0]].description}")
    written = filled(read(FOLDER / f"{alert_id}.yaml").value, values)
    kept = {key: value for key, value in written.items() if key not in ("parameters", "examples")}
    try:
        return Alert.model_validate(kept)
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def _load(path: Path) -> Alert:
    document = read(path)
    if isinstance(document.value, dict):
        document = Document(document.file, filled(document.value, examples_of(document.value)), document.places)
    alert = validate(Alert, document)
    if alert.id != path.stem:
        message = f"the id '{alert.id}' is not the file's name; rename one of them"
        raise InputError([Mistake(document.place(("id",)), message)])
    return alert
