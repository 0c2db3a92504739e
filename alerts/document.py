"""Read a YAML file and remember where each value stands, so that a mistake names its file and line.

Refuses what an untrusted or slipped file could do: duplicate keys, aliases (they can grow without bound), custom
tags, files over a megabyte, nesting deeper than fifty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from alerts.errors import InputError, Mistake, Place

MAXIMUM_BYTES = 1_048_576
MAXIMUM_DEPTH = 50
LONGEST_VALUE = 60

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_TEXT = frozenset({_TAG + "timestamp", _TAG + "value", _TAG + "merge"})
"""What YAML 1.1 sees in 2024-01-01, = and <<; to us they are text."""

_TAGS = {
    yaml.ScalarNode: _TEXT.union(_TAG + name for name in ("null", "bool", "int", "float", "str")),
    yaml.SequenceNode: frozenset({_TAG + "seq"}),
    yaml.MappingNode: frozenset({_TAG + "map"}),
}

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain values, with the place of every key and item.

    `value` holds dicts, lists, strings, numbers, booleans and None; `places` maps a path such as
    `("accounts", 0, "id")` to where it stands.
    """

    file: str
    value: Any
    places: Mapping[Path_, Place]

    def place(self, path: Path_) -> Place:
        """The place of the value at this path, or of the nearest value around it."""
        for length in range(len(path), -1, -1):
            if found := self.places.get(path[:length]):
                return found
        return Place(self.file)


def read(path: Path) -> Document:
    """Read a YAML file; raises InputError naming file and line."""
    name = str(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise InputError([Mistake(Place(name), f"cannot read this file: {reason}")]) from None
    if len(content) > MAXIMUM_BYTES:
        raise InputError([Mistake(Place(name), "is over 1 MiB; split it, or check that it is the right file")])
    try:
        return parse(content.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start}); save it as UTF-8"
        raise InputError([Mistake(Place(name), message)]) from None


def parse(text: str, file: str) -> Document:
    """Read YAML text; `file` is the name that mistakes are reported under."""
    builder = _Builder(file)
    try:
        _refuse_depth(text, file)
        root = _compose(text)
        value = builder.build(root, ()) if root is not None else None
    except yaml.MarkedYAMLError as error:
        raise InputError([_broken(error, file)]) from None
    except ReaderError as error:
        raise InputError([_unreadable(error, text, file)]) from None
    if builder.mistakes:
        raise InputError(builder.mistakes)
    return Document(file, value, builder.places)


def _refuse_depth(text: str, file: str) -> None:
    """Look before the tree is composed: libyaml does that by recursion, and many brackets would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAXIMUM_DEPTH:
                message = f"is nested deeper than {MAXIMUM_DEPTH} levels; flatten it"
                raise InputError([Mistake(_place(file, event.start_mark), message)])


def _compose(text: str) -> yaml.Node | None:
    loader = _Loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


def _broken(error: yaml.MarkedYAMLError, file: str) -> Mistake:
    mark = error.problem_mark or error.context_mark
    place = _place(file, mark) if mark else Place(file)
    reason = " ".join(filter(None, [error.context, error.problem])) or "cannot be parsed"
    return Mistake(place, f"is not valid YAML: {reason}")


def _unreadable(error: ReaderError, text: str, file: str) -> Mistake:
    before = text.encode()[: error.position].decode(errors="ignore")
    place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Mistake(place, "holds a control character, which YAML forbids; remove it")


def _place(file: str, mark: Any) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


class _Builder:
    """Turns a node tree into values and remembers places; collects mistakes instead of stopping at the first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path_, Place] = {}
        self.mistakes: list[Mistake] = []
        self._seen: set[int] = set()
        self._scalars = yaml.SafeLoader("")

    def build(self, node: yaml.Node, path: Path_) -> Any:
        self.places.setdefault(path, self._place(node))
        if id(node) in self._seen:
            self.mistakes.append(Mistake(self._place(node), "has an alias (*name) elsewhere; write it out there"))
            return None
        self._seen.add(id(node))
        if node.tag not in _TAGS[type(node)]:
            self.mistakes.append(Mistake(self._place(node), f"the tag {node.tag} is not supported; remove it"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            place = self._place(key_node)
            if not key:
                self.mistakes.append(Mistake(place, "a key must be a word"))
            elif key in result:
                first = self.places[(*path, key)].line
                self.mistakes.append(Mistake(place, f"key '{key}' stands twice (first on line {first}); keep one"))
            else:
                self.places[(*path, key)] = place
                result[key] = self.build(value_node, (*path, key))
        return result

    def _scalar(self, node: yaml.Node) -> Any:
        if node.tag in _TEXT:
            return node.value
        try:
            return self._scalars.construct_object(yaml.ScalarNode(node.tag, node.value))
        except (yaml.YAMLError, ValueError, LookupError, OverflowError):
            kind = node.tag.removeprefix(_TAG)
            message = f"'{node.value[:LONGEST_VALUE]}' is not a valid {kind}; correct it, or put it in quotes"
            self.mistakes.append(Mistake(self._place(node), message))
            return None

    def _place(self, node: yaml.Node) -> Place:
        return _place(self.file, node.start_mark)
