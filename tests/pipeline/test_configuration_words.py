"""In what words the configuration's mistakes are told."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from pipeline.configuration import Configuration


def test_no_regular_expression_is_ever_told() -> None:
    """pydantic tells its own; a `Form` tells words in its place."""
    assert [*patterns(Configuration.__pydantic_core_schema__)] == []
    assert [*patterns(TypeAdapter(Annotated[str, Field(pattern="a")]).core_schema)] == ["a"]


def patterns(schema: Any) -> Iterator[str]:
    """The patterns in a schema of pydantic's."""
    if isinstance(schema, dict):
        if schema.get("type") == "str" and "pattern" in schema:
            yield schema["pattern"]
        for key, inner in schema.items():
            yield from patterns(inner) if key not in ("metadata", "serialization") else ()
    elif isinstance(schema, list | tuple):
        for inner in schema:
            yield from patterns(inner)
