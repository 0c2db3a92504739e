"""Alerts that need to know something first, such as the networks of an office: put what is given into their condition.

In the alert's YAML, `${name}` stands where the values go: alone at a key, or as one item of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_PLACE = re.compile(r"\$\{([a-z_]+)\}")

Values = Mapping[str, Sequence[str]]


def examples_of(written: Mapping[str, Any]) -> Values:
    """The values with which an alert's own examples are proved, by parameter."""
    declared = written.get("parameters")
    found = declared.items() if isinstance(declared, dict) else ()
    return {name: said["example"] for name, said in found if isinstance(said, dict) and _are_texts(said.get("example"))}


def filled(written: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """The alert as written, with these values in its condition. Unknown places stay as they are."""
    return {key: _fill(value, values) if key == "condition" else value for key, value in written.items()}


def places(value: Any) -> Iterator[str]:
    """The names of all parameters that a condition has a place for."""
    match value:
        case dict():
            for child in value.values():
                yield from places(child)
        case list():
            for child in value:
                yield from places(child)
        case str() if match := _PLACE.fullmatch(value):
            yield match[1]


def _fill(value: Any, values: Values) -> Any:
    match value:
        case dict():
            return {key: _fill(child, values) for key, child in value.items()}
        case list():
            return [filled for child in value for filled in _items(child, values)]
        case str() if (match := _PLACE.fullmatch(value)) and match[1] in values:
            return list(values[match[1]])
        case _:
            return value


def _items(child: Any, values: Values) -> list[Any]:
    found = _fill(child, values)
    return found if isinstance(found, list) and isinstance(child, str) else [found]


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
