from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from alerts.document import parse
from alerts.errors import InputError
from alerts.validation import validate


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Leaf(Strict):
    colour: Literal["red", "green"] = "red"
    size: int = Field(1, ge=1)


class Endpoint(Strict):
    url: str = Field("", max_length=5)
    retries: int = 0


def _even(value: int) -> int:
    if value % 2:
        raise ValueError(f"must be even, got {value}")
    return value


class Tree(Strict):
    """Every shape that a configuration has: values, sections, lists, mappings, and optional ones."""

    name: str
    even: Annotated[int, AfterValidator(_even)] = 0
    leaf: Leaf = Leaf()
    maybe: Leaf | None = None
    leaves: tuple[Leaf, ...] = ()
    more: list[Leaf] | None = None
    by_name: dict[Annotated[str, Field(pattern="^[a-z]+$")], Leaf] = {}
    tags: dict[str, str] = {}
    endpoint: Endpoint = Endpoint()
    alias: int = Field(0, alias="also-known-as")

    @model_validator(mode="after")
    def _not_both(self) -> Tree:
        if self.maybe and self.more:
            raise ValueError("maybe and more cannot be used together; remove one of them")
        return self


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        validate(Tree, parse(text, "own.yaml"))
    return str(caught.value)


def test_a_document_becomes_the_model() -> None:
    tree = validate(Tree, parse("name: oak\nleaves: [{size: 2}]\nby_name: {big: {size: 9}}\n", "own.yaml"))
    assert tree == Tree(name="oak", leaves=(Leaf(size=2),), by_name={"big": Leaf(size=9)})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "own.yaml: is empty; see docs/configuration.md"),
        ("# nothing yet\n", "own.yaml: is empty; see docs/configuration.md"),
        ("- name: oak\n", "own.yaml:1:1: should hold keys and values; see docs/configuration.md"),
        ("oak\n", "own.yaml:1:1: should hold keys and values; see docs/configuration.md"),
    ],
    ids=["empty", "comment", "list", "text"],
)
def test_a_file_without_keys_and_values_is_refused(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nmae: oak", "own.yaml:2:1: unknown key 'nmae'; did you mean 'name'?"),
        ("leaf: {color: red}", "own.yaml:2:8: unknown key 'color'; did you mean 'colour'?"),
        ("maybe: {siz: 1}", "own.yaml:2:9: unknown key 'siz'; did you mean 'size'?"),
        ("leaves: [{}, {siz: 1}]", "own.yaml:2:15: unknown key 'siz'; did you mean 'size'?"),
        ("more: [{siz: 1}]", "own.yaml:2:9: unknown key 'siz'; did you mean 'size'?"),
        ("by_name: {big: {siz: 1}}", "own.yaml:2:17: unknown key 'siz'; did you mean 'size'?"),
        ("also_known_as: 1", "own.yaml:2:1: unknown key 'also_known_as'; did you mean 'also-known-as'?"),
        ("leaf: {weight: 1}", "own.yaml:2:8: unknown key 'weight'; known here: colour, size"),
    ],
)
def test_an_unknown_key_suggests_the_nearest_or_lists_the_known(line: str, message: str) -> None:
    assert refusal(f"name: oak\n{line}\n") == message


def test_a_missing_key_is_named_at_what_should_hold_it() -> None:
    assert refusal("leaf: {size: 2}\n") == "own.yaml:1:1: name is missing; add it"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("leaf: {size: 0}", "own.yaml:2:8: leaf.size: should be greater than or equal to 1, got 0"),
        ("leaf: {colour: blue}", "own.yaml:2:8: leaf.colour: should be 'red' or 'green', got 'blue'"),
        ("leaves: [{size: two}]", "own.yaml:2:11: leaves.0.size: should be a valid integer, unable to parse string "
         "as an integer, got 'two'"),
        ("even: 3", "own.yaml:2:1: even: must be even, got 3"),
        ("leaf: 3", "own.yaml:2:1: leaf: should hold keys and values, got 3"),
        ("leaf: [3]", "own.yaml:2:1: leaf: should hold keys and values"),
        ("tags: 3", "own.yaml:2:1: tags: should hold keys and values, got 3"),
        ("leaves: 3", "own.yaml:2:1: leaves: should be a list, got 3"),
        ("more: 3", "own.yaml:2:1: more: should be a list, got 3"),
        ("leaves: {size: 1}", "own.yaml:2:1: leaves: should be a list"),
        ("leaves: [x]", "own.yaml:2:10: leaves.0: should hold keys and values, got 'x'"),
        ("by_name: {B1: {}}", "own.yaml:2:11: by_name.B1: string should match pattern '^[a-z]+$', got 'B1'"),
        ("tags: {a: 1}", "own.yaml:2:8: tags.a: should be a text, got 1; put it in quotes"),
        ("tags: {a: [1]}", "own.yaml:2:8: tags.a: should be a text"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_its_place_and_what_was_got(line: str, message: str) -> None:
    assert refusal(f"name: oak\n{line}\n") == message


def test_a_long_value_is_cut() -> None:
    assert refusal(f"name: oak\neven: {'x' * 100}\n") == (
        "own.yaml:2:1: even: should be a valid integer, unable to parse string as an integer, got '" + "x" * 59 + "..."
    )


def test_a_value_that_may_be_a_secret_is_not_repeated() -> None:
    assert refusal("name: oak\nendpoint: {url: https://key@example.com}\n") == (
        "own.yaml:2:12: endpoint.url: string should have at most 5 characters"
    )


def test_what_contradicts_itself_is_reported_for_the_file() -> None:
    assert refusal("name: oak\nmaybe: {}\nmore: [{}]\n") == (
        "own.yaml:1:1: the file: maybe and more cannot be used together; remove one of them"
    )


def test_all_mistakes_are_reported_in_the_order_of_the_file() -> None:
    assert refusal("leaves: [{size: 0}, {siz: 1}]\nnmae: oak\n").splitlines() == [
        "own.yaml:1:1: name is missing; add it",
        "own.yaml:1:11: leaves.0.size: should be greater than or equal to 1, got 0",
        "own.yaml:1:22: unknown key 'siz'; did you mean 'size'?",
        "own.yaml:2:1: unknown key 'nmae'; did you mean 'name'?",
    ]


def test_a_model_without_keys_knows_none() -> None:
    class Nothing(Strict):
        pass

    with pytest.raises(InputError) as caught:
        validate(Nothing, parse("a: 1\n", "own.yaml"))
    assert str(caught.value) == "own.yaml:1:1: unknown key 'a'; known here: none"


def test_an_address_is_not_repeated_wherever_it_stands() -> None:
    class Named(BaseModel):
        name: int

    with pytest.raises(InputError) as error:
        validate(Named, parse("name: https://api.example.com/k3y\n", "f.yaml"))
    assert "k3y" not in str(error.value)
