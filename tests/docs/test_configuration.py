"""The reference of the configuration leaves no section out."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from docs.configuration import _SECTIONS
from pipeline.configuration import Configuration


def models(of: Any) -> Iterator[type[BaseModel]]:
    """Every model that a type names."""
    if isinstance(of, type) and issubclass(of, BaseModel):
        yield of
    for inner in get_args(of):
        yield from models(inner)


def reachable(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for inner in (found for part in (field.annotation, *field.metadata) for found in models(part)):
                reachable(inner, seen)
    return seen


def test_every_section_of_the_configuration_is_described() -> None:
    described = {model for _, model in _SECTIONS}
    # Those of an alert's condition stand in docs/alert-language.md.
    sections = {one for one in reachable(Configuration, set()) if one.__module__.startswith("pipeline.")}
    assert sections - described == set()
