from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.document import MAXIMUM_BYTES, MAXIMUM_DEPTH, Document, parse, read
from alerts.errors import InputError, Place


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse(text, "own.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\nb: [x, 2.5, true, null]\n", {"a": 1, "b": ["x", 2.5, True, None]}),
        ("- a\n- b: {c: d}\n", ["a", {"b": {"c": "d"}}]),
        ("just text", "just text"),
        ("", None),
        ("# a comment alone\n", None),
        ("\ufeffa: 1\n", {"a": 1}),
        ("a: |-\n  two\n  lines\n", {"a": "two\nlines"}),
        ("1: one\n", {"1": "one"}),
    ],
    ids=["mapping", "list", "text", "empty", "comment", "byte order mark", "block text", "number as key"],
)
def test_yaml_becomes_plain_values(text: str, value: Any) -> None:
    assert parse(text, "own.yaml").value == value


@pytest.mark.parametrize("text", ["2024-01-01", "2024-05-14T09:00:37Z", "=", "<<", "111122223333444455556666x"])
def test_what_only_looks_like_another_type_stays_text(text: str) -> None:
    assert parse(f"a: {text}", "own.yaml").value == {"a": text}


def test_keys_and_items_know_their_places() -> None:
    document = parse("a: 1\nb:\n  - x\n  - {c: 2}\n", "own.yaml")
    assert document.places == {
        (): Place("own.yaml", 1, 1),
        ("a",): Place("own.yaml", 1, 1),
        ("b",): Place("own.yaml", 2, 1),
        ("b", 0): Place("own.yaml", 3, 5),
        ("b", 1): Place("own.yaml", 4, 5),
        ("b", 1, "c"): Place("own.yaml", 4, 6),
    }


def test_the_place_of_a_missing_value_is_that_of_what_should_hold_it() -> None:
    document = parse("a: 1\nb:\n  c: 2\n", "own.yaml")
    assert document.place(("b", "d", 0)) == Place("own.yaml", 2, 1)


def test_an_empty_file_has_only_itself_as_a_place() -> None:
    assert str(parse("", "own.yaml").place(("a",))) == "own.yaml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: [1\nb: 2\n",
            "own.yaml:2:2: is not valid YAML: while parsing a flow sequence did not find expected ',' or ']'",
        ),
        (
            "a:\n\tb: 1\n",
            "own.yaml:2:1: is not valid YAML: while scanning for the next token "
            "found character that cannot start any token",
        ),
        ("a: *b\n", "own.yaml:1:4: is not valid YAML: found undefined alias"),
        (
            "a: 1\n---\nb: 2\n",
            "own.yaml:2:1: is not valid YAML: expected a single document in the stream but found another document",
        ),
    ],
    ids=["bracket left open", "tab", "unknown alias", "two documents"],
)
def test_broken_yaml_is_refused_where_it_breaks(text: str, message: str) -> None:
    assert refusal(text) == message


def test_a_key_that_stands_twice_is_refused() -> None:
    assert refusal("a: 1\nb: 2\na: 3\n") == "own.yaml:3:1: key 'a' stands twice (first on line 1); keep one"


def test_a_key_may_stand_again_in_another_mapping() -> None:
    assert parse("a: {x: 1}\nb: {x: 2}\n", "own.yaml").value == {"a": {"x": 1}, "b": {"x": 2}}


@pytest.mark.parametrize("text", ["? [a, b]\n: 1\n", "? {a: b}\n: 1\n"], ids=["list", "mapping"])
def test_a_key_that_is_no_word_is_refused(text: str) -> None:
    assert refusal(text) == "own.yaml:1:3: a key must be a word"


def test_an_empty_key_is_refused() -> None:
    assert refusal('"": 1\n') == "own.yaml:1:1: a key must be a word"


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x\n", "a: &x [1]\nb: *x\n", "a: &x [*x]\n", "a: &x {b: 1}\nc: {<<: *x}\n"]
)
def test_aliases_are_refused_where_they_are_anchored(text: str) -> None:
    assert refusal(text) == "own.yaml:1:4: has an alias (*name) elsewhere; write it out there"


def test_a_thousandfold_alias_costs_nothing() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 40)]
    assert "has an alias" in refusal("\n".join(["l0: &l0 [x]", *levels]))


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("!!python/object:os.system x", "tag:yaml.org,2002:python/object:os.system"),
        ("!!binary aGVsbG8=", "tag:yaml.org,2002:binary"),
        ("!!set {x}", "tag:yaml.org,2002:set"),
        ("!secret [x]", "!secret"),
    ],
)
def test_tags_are_refused(value: str, tag: str) -> None:
    assert refusal(f"a: {value}") == f"own.yaml:1:4: the tag {tag} is not supported; remove it"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("!!int many", "'many' is not a valid int"),
        ("!!int ''", "'' is not a valid int"),
        ("!!bool maybe", "'maybe' is not a valid bool"),
        ("!!float x", "'x' is not a valid float"),
        ("9" * 5000, f"'{'9' * 60}' is not a valid int"),
        ("1" + ":0" * 200 + ".5", f"'1{':0' * 29}:' is not a valid float"),
    ],
    ids=["word as int", "nothing as int", "word as bool", "word as float", "five thousand digits", "overflow"],
)
def test_a_value_that_is_not_of_its_type_is_refused(value: str, message: str) -> None:
    assert refusal(f"a: {value}") == f"own.yaml:1:4: {message}; correct it, or put it in quotes"


@pytest.mark.parametrize(("text", "place"), [("a: 1\nb: x\x00\n", "2:5"), ("\x07", "1:1"), ("ä: \x1b", "1:4")])
def test_control_characters_are_refused_where_they_stand(text: str, place: str) -> None:
    assert refusal(text) == f"own.yaml:{place}: holds a control character, which YAML forbids; remove it"


def test_all_mistakes_of_a_file_are_reported_in_its_order() -> None:
    assert refusal("b: !x 1\na: 1\na: 2\nc: !!int many\n").splitlines() == [
        "own.yaml:1:4: the tag !x is not supported; remove it",
        "own.yaml:3:1: key 'a' stands twice (first on line 2); keep one",
        "own.yaml:4:4: 'many' is not a valid int; correct it, or put it in quotes",
    ]


def test_fifty_levels_are_read() -> None:
    value = parse("[" * MAXIMUM_DEPTH + "]" * MAXIMUM_DEPTH, "own.yaml").value
    assert str(value) == "[" * MAXIMUM_DEPTH + "]" * MAXIMUM_DEPTH


@pytest.mark.parametrize("count", [MAXIMUM_DEPTH + 1, 100_000])
def test_deeper_nesting_is_refused(count: int) -> None:
    assert refusal("[" * count + "]" * count) == "own.yaml:1:51: is nested deeper than 50 levels; flatten it"


@pytest.mark.parametrize("opening", ["- ", "? ", "[[", "{a: ["])
def test_deep_nesting_of_any_kind_does_not_end_the_process(opening: str) -> None:
    assert refusal(opening * 200_000).endswith(": is nested deeper than 50 levels; flatten it")


def test_siblings_do_not_count_as_nesting() -> None:
    assert parse("[" + "[], " * 100 + "]", "own.yaml").value == [[]] * 100


def test_a_file_is_read_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("a: ü\n", encoding="utf-8")
    assert read(path) == Document(str(path), {"a": "ü"}, {(): Place(str(path), 1, 1), ("a",): Place(str(path), 1, 1)})


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    assert file_refusal(path) == f"{path}: cannot read this file: No such file or directory"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert file_refusal(tmp_path) == f"{tmp_path}: cannot read this file: Is a directory"


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"a: \xff\n")
    assert file_refusal(path) == f"{path}: is not UTF-8 text (byte 3); save it as UTF-8"


def test_a_file_of_one_mebibyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"a: 1 #".ljust(MAXIMUM_BYTES, b"x"))
    assert read(path).value == {"a": 1}


def test_a_larger_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"a: 1 #".ljust(MAXIMUM_BYTES + 1, b"x"))
    assert file_refusal(path) == f"{path}: is over 1 MiB; split it, or check that it is the right file"


def test_an_endless_file_is_refused_without_reading_it_all() -> None:
    zeros = Path("/dev/zero")
    assert file_refusal(zeros) == "/dev/zero: is over 1 MiB; split it, or check that it is the right file"


def file_refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    return str(caught.value)


words = st.text("abcdefghijklm", min_size=2, max_size=6).map(lambda word: f"k{word}")
trees = st.recursive(
    st.integers(0, 9999),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(tree=trees, flow=st.booleans(), indent=st.integers(2, 6))
def test_every_place_points_at_its_key_or_item(tree: Any, flow: bool, indent: int) -> None:
    text = yaml.safe_dump(tree, default_flow_style=flow, indent=indent, width=40)
    document = parse(text, "own.yaml")
    assert document.value == tree
    for path, place in document.places.items():
        here = text.splitlines()[place.line - 1][place.column - 1 :]
        assert here.startswith(_start(tree, path))


def _start(tree: Any, path: tuple[str | int, ...]) -> str | tuple[str, ...]:
    """What stands at this path: the key, or how the value begins."""
    if path and isinstance(path[-1], str):
        return path[-1]
    for step in path:
        tree = tree[step]
    if isinstance(tree, int):
        return str(tree)
    return ("{", "k") if isinstance(tree, dict) else ("[", "-")


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from("ab1:.-?&*!|>'\"[]{},#%@~=<\n\t \x00\ufeffü0")) | st.text())
def test_any_text_gives_a_document_or_mistakes_with_a_place(text: str) -> None:
    assert [place for place in mistaken_places(text) if place.file != "own.yaml" or place.line < 1] == []


def mistaken_places(text: str) -> list[Place]:
    try:
        parse(text, "own.yaml")
    except InputError as error:
        return [mistake.place for mistake in error.mistakes]
    return []
