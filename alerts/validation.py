"""Turn a document into a model, or into mistakes in the user's words with file and line.

Never prints a value that may be a secret: what stands at a key listed in SECRET_KEYS, and an
address wherever it stands, is not repeated.
"""

from __future__ import annotations

import datetime
import difflib
import types
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from alerts.document import LONGEST_VALUE, Document, Path_
from alerts.errors import InputError, Mistake

SECRET_KEYS = frozenset({"url", "token", "password", "key"})
YAML_WORDS = {
    "string_type": "should be a text",
    "list_type": "should be a list",
    "tuple_type": "should be a list",
    "dict_type": "should hold keys and values",
    "model_type": "should hold keys and values",
}
"""For what pydantic calls a tuple, a dictionary or an instance of a class."""

Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], document: Document) -> Model:
    """The document as this model; raises InputError with every mistake of the file."""
    value = document.value
    if not isinstance(value, dict):
        message = "should hold keys and values" if value is not None else "is empty"
        raise InputError([Mistake(document.place(()), f"{message}; see docs/configuration.md")])
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise InputError([_mistake(model, document, detail) for detail in error.errors()]) from None


def _mistake(model: type[BaseModel], document: Document, detail: ErrorDetails) -> Mistake:
    path = _path_in(document.value, detail["loc"], missing=detail["type"] == "missing")
    place = document.place(path)
    return Mistake(place, _message(model, path, detail))


def _path_in(value: Any, loc: tuple[str | int, ...], *, missing: bool) -> Path_:
    """The part of pydantic's location that exists in the file, and the missing key; pydantic also names `[key]`."""
    path: list[str | int] = []
    for index, step in enumerate(loc):
        if isinstance(value, dict) and (step in value or (missing and index == len(loc) - 1)):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            continue
        path.append(step)
    return tuple(path)


def _message(model: type[BaseModel], path: Path_, detail: ErrorDetails) -> str:
    name = ".".join(str(step) for step in path) or "the file"
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(model, path)
        case "missing":
            return f"{name} is missing; add it"
        case "value_error" | "assertion_error":
            return f"{name}: {detail.get('ctx', {}).get('error', detail['msg'])}"
        case "too_long" | "too_short" if isinstance(detail["input"], str):
            return f"{name}: {_length(detail)}{_got(path, detail['input'])}"
        case _:
            said = YAML_WORDS.get(detail["type"]) or _sentence(detail["msg"])
            return f"{name}: {said}{_got(path, detail['input'])}{_remedy(detail)}"


def _length(detail: ErrorDetails) -> str:
    """Of a text that has a form pydantic counts items, as of a list."""
    limits = detail["ctx"]
    most = f"at most {limits['max_length']}" if "max_length" in limits else f"at least {limits['min_length']}"
    return f"should have {most} characters"


def _remedy(detail: ErrorDetails) -> str:
    """What YAML took for a number, a day or yes and no, and is meant as text."""
    meant = detail["type"] == "string_type" and isinstance(detail["input"], bool | int | float | datetime.date)
    return "; put it in quotes" if meant else ""


def _unknown_key(model: type[BaseModel], path: Path_) -> str:
    allowed = sorted(_keys(model, path[:-1]))
    close = difflib.get_close_matches(str(path[-1]), allowed, 1)
    hint = f"did you mean '{close[0]}'?" if close else f"known here: {', '.join(allowed) or 'none'}"
    return f"unknown key '{path[-1]}'; {hint}"


def _sentence(text: str) -> str:
    text = text.removeprefix("Input ")
    return text[:1].lower() + text[1:]


def _got(path: Path_, value: object) -> str:
    if SECRET_KEYS.intersection(map(str, path)) or isinstance(value, Mapping | list) or "://" in str(value):
        return ""
    text = repr(value)
    return f", got {text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + '...'}"


def _keys(annotation: Any, path: Path_) -> set[str]:
    """The keys that the model allows at this path of the file. What a list holds may also stand alone."""
    annotation = _bare(annotation)
    models = _models(annotation)
    if not path and models:
        return {field.alias or name for model in models for name, field in model.model_fields.items()}
    found: set[str] = set()
    for model in models:
        if (field := model.model_fields.get(str(path[0]))) is not None:
            found |= _keys(field.annotation, path[1:])
    for inner in _items(annotation):
        alone = _is_list(annotation) and not (path and isinstance(path[0], int))
        found |= _keys(inner, path if alone else path[1:])
    return found


def _bare(annotation: Any) -> Any:
    """A type without what Annotated or `| None` add to it."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        return _bare(members[0]) if len(members) == 1 else annotation
    return annotation


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in (list, tuple)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, types.UnionType):
        return [model for member in get_args(annotation) for model in _models(member)]
    return []


def _items(annotation: Any) -> list[Any]:
    """What a list or a mapping holds."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return [inner for member in arguments for inner in _items(member)]
    return list(arguments[-1:]) if origin in (dict, Mapping) else [a for a in arguments[:1] if origin in (list, tuple)]
