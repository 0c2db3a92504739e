"""The alerts that Trailbell ships: one YAML file each, named after its id, proved by its own examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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

_PACKS = re.compile(r"^packs: \[(.+)\]$", re.MULTILINE)
_PARAMETERS = re.compile(r"^parameters:", re.MULTILINE)


class _Catalogue(Mapping[str, Alert]):
    """Every shipped alert by its id, in alphabetical order; each file is read when its alert is asked for."""

    def __init__(self) -> None:
        self._paths = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"), key=lambda path: path.stem)}
        self._load = cache(_load)

    def __getitem__(self, alert_id: str) -> Alert:
        return self._load(self._paths[alert_id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@cache
def catalogue() -> Mapping[str, Alert]:
    """Every shipped alert by its id, in alphabetical order."""
    return _Catalogue()


@cache
def packs() -> Mapping[str, tuple[str, ...]]:
    """The ids of each pack; `all` holds every alert, except those that need parameters.

    Told from one line of each file, since most accounts get a few alerts and need not read the others; a test holds it
    against the alerts themselves.
    """
    found: dict[str, tuple[str, ...]] = {"all": ()}
    for alert_id in catalogue():
        text = (FOLDER / f"{alert_id}.yaml").read_text(encoding="utf-8")
        if not _PARAMETERS.search(text):
            written = _PACKS.search(text)
            for pack in ("all", *(written[1].split(", ") if written else ())):
                found[pack] = (*found.get(pack, ()), alert_id)
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
